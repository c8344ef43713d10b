import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { auditOrganisation, type OrganisationSize } from './audit-organisation';
import { ROOT, runNode } from './child';
import { table, type Effort, type Section } from './section';

const SEED = 16;
const FULL: OrganisationSize = { projects: 2000, accounts: 50, roles: 5000 };
const SMALL: OrganisationSize = { projects: 20, accounts: 2, roles: 20 };

/** The built `refgate audit` over the answers of an organisation's accounts and a snapshot of its GitLab: a process of its own. */
export const audit: Section = {
  name: 'audit',
  text: (effort) => {
    const folder = path.join(ROOT, 'node_modules', '.cache', 'refgate-bench', `audit-${process.pid}`);
    mkdirSync(path.join(folder, 'dumps'), { recursive: true });
    try {
      return Promise.resolve(measured(folder, effort));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

interface AuditJson {
  readonly roles: readonly unknown[];
  readonly findings: readonly unknown[];
}

function measured(folder: string, effort: Effort): string {
  const size = effort === 'full' ? FULL : SMALL;
  const { snapshot, accounts } = auditOrganisation(size, SEED);
  writeFileSync(path.join(folder, 'gitlab.json'), snapshot);
  for (const [account, text] of accounts) writeFileSync(path.join(folder, 'dumps', `${account}.json`), text);
  const dist = path.join(folder, 'dist');
  execFileSync(process.execPath, ['scripts/build.mjs', '--outdir', dist], { cwd: ROOT });
  const rows = [[], ['--who-can-mint']].map((asked) => {
    const out = path.join(folder, 'audit.json');
    const { cpuSeconds, mebibytes } = runNode(
      [
        path.join(dist, 'refgate.mjs'),
        'audit',
        '--account-dump',
        path.join(folder, 'dumps'),
        '--gitlab-snapshot',
        path.join(folder, 'gitlab.json'),
        ...asked,
        '--format',
        'json',
        '--output',
        out,
      ],
      {},
      // it has findings
      [1],
    );
    const { roles, findings } = JSON.parse(readFileSync(out, 'utf8')) as AuditJson;
    return [
      String(size.projects),
      String(size.accounts),
      String(size.roles),
      String(roles.length),
      String(findings.length),
      asked.map((option) => `\`${option}\``).join(' '),
      `${cpuSeconds.toFixed(1)} s`,
      `${Math.round(mebibytes)} MiB`,
    ];
  });
  return table(
    ['projects', 'accounts', '>roles', '>for GitLab', '>findings', 'asked', '>processor time', '>memory'],
    rows,
  );
}
