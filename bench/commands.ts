import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { medianRun, ROOT, runNode, type Ran } from './child';
import { largeDeclaration } from './large-declaration';
import { GITLAB_COM, trustDocument } from './policies';
import { duration, rounded, table, times, type Effort, type Section } from './section';

const ORGANISATION = 'examples/organisation/federation.yaml';

/** The built command as people run it: a process each, from the start of Node to its end. */
export const commands: Section = {
  name: 'commands',
  text: (effort) => {
    // Within the repository, so that packages are found.
    const folder = path.join(ROOT, 'node_modules', '.cache', 'refgate-bench', `dist-${process.pid}`);
    mkdirSync(folder, { recursive: true });
    try {
      const dist = path.join(folder, 'dist');
      execFileSync(process.execPath, ['scripts/build.mjs', '--outdir', dist], { cwd: ROOT });
      const refgate = path.join(dist, 'refgate.mjs');
      return Promise.resolve(
        [startUp(refgate, effort), batches(refgate, folder, effort), large(refgate, folder, effort)].join(
          '\n\n',
        ),
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

function startUp(refgate: string, effort: Effort): string {
  const runs = effort === 'full' ? 15 : 1;
  const node = medianRun(runs, () => runNode(['-e', '0']));
  const row = (what: string, args: readonly string[]): readonly string[] => {
    const { ns, mebibytes } = medianRun(runs, () => runNode([refgate, ...args]));
    return [what, duration(ns), times(ns / node.ns), `${Math.round(mebibytes)} MiB`];
  };
  return table(
    ['start to end', '>time', '>against `node -e 0`', '>memory'],
    [
      ['`node -e 0`', duration(node.ns), '', `${Math.round(node.mebibytes)} MiB`],
      row('`refgate --version`', ['--version']),
      row('`refgate --help`', ['--help']),
      row('`refgate check` on the sample', ['check', 'federation.yaml']),
      row('`refgate prove` of a property', [
        'prove',
        'federation.yaml',
        '--role',
        'deploy',
        '--only',
        'protected_refs',
      ]),
    ],
  );
}

function batches(refgate: string, folder: string, effort: Effort): string {
  const full = effort === 'full';
  return table(
    ['lines from a file', '>lines', '>time', '>lines per second', '>memory'],
    [
      batch('`refgate eval --batch`', [refgate, 'eval'], folder, evaluations(full ? 100_000 : 20)),
      batch('`refgate prove --batch`', [refgate, 'prove'], folder, proofs(full ? 10_000 : 12)),
    ],
  );
}

function batch(
  what: string,
  command: readonly string[],
  folder: string,
  lines: readonly string[],
): readonly string[] {
  const file = path.join(folder, 'lines.jsonl');
  writeFileSync(file, `${lines.join('\n')}\n`);
  const { ns, mebibytes, stdout } = runNode([...command, '--batch', file]);
  const answers = stdout.trimEnd().split('\n').length;
  if (answers !== lines.length) throw new Error(`${what}: ${answers} answers to ${lines.length} lines`);
  return [
    what,
    lines.length.toLocaleString('en'),
    duration(ns),
    rounded((lines.length * 1e9) / ns),
    `${Math.round(mebibytes)} MiB`,
  ];
}

const SUB = 'project_path:acme/platform/api:ref_type:';

function evaluations(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) =>
    JSON.stringify({
      id: String(i),
      policy: trustDocument(
        [`${SUB}branch:ref:main`, `${SUB}branch:ref:release/${i % 50}.*`],
        {},
        GITLAB_COM,
      ),
      issuer: GITLAB_COM.issuer,
      account: '111122223333',
      claims: {
        iss: GITLAB_COM.issuer,
        aud: 'sts.amazonaws.com',
        sub: `${SUB}branch:ref:${i % 2 === 0 ? 'main' : `feature/${i}`}`,
        project_id: '101',
        namespace_id: '12',
        ref_protected: String(i % 2 === 0),
      },
    }),
  );
}

function proofs(count: number): readonly string[] {
  const of = (ref: string, equals = {}) => trustDocument([`${SUB}${ref}`], equals, GITLAB_COM);
  return Array.from({ length: count }, (_, i) => {
    const strict = of(`branch:ref:release/${i}`, { project_id: '101', ref_protected: 'true' });
    const id = String(i);
    const world = i % 2 === 0 ? 'gitlab' : 'any_sub';
    switch (i % 4) {
      case 0:
        return JSON.stringify({ id, property: 'only_protected_refs', policy: strict });
      case 1:
        return JSON.stringify({ id, property: 'implies', policy: strict, other: of('branch:ref:*'), world });
      case 2:
        return JSON.stringify({ id, property: 'disjoint', policy: strict, other: of('tag:ref:v*'), world });
      default:
        return JSON.stringify({
          id,
          property: 'implies',
          policy: of(`branch:ref:r*${i}`),
          other: strict,
          world,
        });
    }
  });
}

function large(refgate: string, folder: string, effort: Effort): string {
  const [roles, rows] = effort === 'full' ? [1_000, 1_000] : [5, 5];
  const file = path.join(folder, 'federation.yaml');
  const page = path.join(folder, 'report.html');
  writeFileSync(file, largeDeclaration(roles, rows));
  // As declared: whatever a synth has left where the bench runs.
  const declared = ['--out', path.join(folder, 'none')];
  const report = runNode([refgate, 'report', file, '--html', page, ...declared]);
  const told = (what: string, { ns, mebibytes }: Ran, size = ''): readonly string[] => [
    what,
    duration(ns),
    `${Math.round(mebibytes)} MiB`,
    size,
  ];
  return table(
    ['a large declaration', '>time', '>memory', '>page'],
    [
      told(
        `\`refgate report --html\`, ${roles.toLocaleString('en')} roles × ${rows.toLocaleString('en')} pipelines`,
        report,
        `${(statSync(page).size / 2 ** 20).toFixed(1)} MiB`,
      ),
      told(
        '`refgate check`, 600 roles of 200 projects, each proved to admit exactly its grant',
        runNode([refgate, 'check', effort === 'full' ? ORGANISATION : file, '--quiet', ...declared]),
      ),
    ],
  );
}
