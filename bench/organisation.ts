import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT, runNode } from './child';
import { table, type Effort, type Section } from './section';

const ORGANISATION = 'examples/organisation/federation.yaml';
const SMALL = 'examples/single-project/federation.yaml';

interface Synthesis {
  readonly seconds: number;
  readonly mebibytes: number;
  readonly files: number;
  readonly kibibytes: number;
}

/** `main.ts` on the organisation, as a process of its own: start of node, bundling of the sources and judge included. */
function synthesize(federation: string, form: 'json' | 'hcl'): Synthesis {
  const outdir = mkdtempSync(path.join(tmpdir(), 'refgate-bench-'));
  const args = ['scripts/run.mjs', 'main.ts', ...(form === 'hcl' ? ['--hcl'] : [])];
  const { ns, mebibytes } = runNode(args, { REFGATE_FEDERATION: federation, CDKTF_OUTDIR: outdir });
  const names = readdirSync(path.join(outdir, 'stacks'), { recursive: true, encoding: 'utf8' });
  const files = names
    .map((name) => statSync(path.join(outdir, 'stacks', name)))
    .filter((entry) => entry.isFile());
  rmSync(outdir, { recursive: true });
  return {
    seconds: ns / 1e9,
    mebibytes,
    files: files.length,
    kibibytes: files.reduce((sum, { size }) => sum + size, 0) / 1024,
  };
}

function row(what: string, form: 'json' | 'hcl', effort: Effort): readonly string[] {
  const full = effort === 'full';
  const runs = full ? 3 : 1;
  const taken = Array.from({ length: runs }, () => synthesize(full ? ORGANISATION : SMALL, form)).toSorted(
    (a, b) => a.seconds - b.seconds,
  );
  const { seconds, mebibytes, files, kibibytes } = taken[runs >> 1] as Synthesis;
  return [
    what,
    `${seconds.toFixed(1)} s`,
    `${Math.round(mebibytes)} MiB`,
    String(files),
    `${Math.round(kibibytes)} KiB`,
  ];
}

/** The synthesis of the largest example; the median of three runs by time. */
export const organisation: Section = {
  name: 'organisation',
  text: (effort) => {
    const roles = readFileSync(path.join(ROOT, ORGANISATION), 'utf8').match(/, trust: /g)?.length ?? 0;
    return Promise.resolve(
      [
        `${roles} roles of 200 projects in two accounts: read, judged and written by a process of its own.`,
        '',
        table(
          ['what', '>time', '>memory', '>files', '>size'],
          [row('as JSON', 'json', effort), row('as HCL, with native tests', 'hcl', effort)],
        ),
      ].join('\n'),
    );
  },
};
