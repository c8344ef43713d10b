import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TextSection } from './section';

const ROOT = path.join(__dirname, '..');
const FEDERATION = 'examples/organisation/federation.yaml';

/** Makes a process say at its end how much memory it had at most, in KiB. */
const SAY_MEMORY =
  "data:text/javascript,process.on('exit',()=>process.stderr.write('maxRSS='+process.resourceUsage().maxRSS+'\\n'))";

interface Synthesis {
  readonly seconds: number;
  readonly mebibytes: number;
  readonly files: number;
  readonly kibibytes: number;
}

/** `main.ts` on the organisation, as a process of its own: start of node, transform of the sources and judge included. */
function synthesize(form: 'json' | 'hcl'): Synthesis {
  const outdir = mkdtempSync(path.join(tmpdir(), 'refgate-bench-'));
  const start = process.hrtime.bigint();
  const args = ['--import', 'tsx', '--import', SAY_MEMORY, 'main.ts', ...(form === 'hcl' ? ['--hcl'] : [])];
  const env = { ...process.env, REFGATE_FEDERATION: FEDERATION, CDKTF_OUTDIR: outdir };
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, env, encoding: 'utf8' });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  if (status !== 0) throw new Error(`the synthesis failed: ${stderr}`);
  const names = readdirSync(path.join(outdir, 'stacks'), { recursive: true, encoding: 'utf8' });
  const files = names
    .map((name) => statSync(path.join(outdir, 'stacks', name)))
    .filter((entry) => entry.isFile());
  rmSync(outdir, { recursive: true });
  return {
    seconds,
    mebibytes: Number(/maxRSS=(\d+)/.exec(stderr)?.[1]) / 1024,
    files: files.length,
    kibibytes: files.reduce((sum, { size }) => sum + size, 0) / 1024,
  };
}

function line(what: string, form: 'json' | 'hcl'): string {
  const runs = [synthesize(form), synthesize(form), synthesize(form)].toSorted(
    (a, b) => a.seconds - b.seconds,
  );
  const { seconds, mebibytes, files, kibibytes } = runs[1] as Synthesis;
  return `| ${what} | ${seconds.toFixed(1)} s | ${Math.round(mebibytes)} MiB | ${files} | ${Math.round(kibibytes)} KiB |`;
}

/** The synthesis of the largest example; the median of three runs by time. */
export const organisation: TextSection = {
  name: 'organisation',
  text: () => {
    const roles = readFileSync(path.join(ROOT, FEDERATION), 'utf8').match(/, trust: /g)?.length ?? 0;
    return Promise.resolve(
      [
        '### organisation',
        '',
        `${roles} roles of 200 projects in two accounts: read, judged and written by a process of its own.`,
        '',
        '| what | time | memory | files | size |',
        '| --- | --: | --: | --: | --: |',
        line('as JSON', 'json'),
        line('as HCL, with native tests', 'hcl'),
      ].join('\n'),
    );
  },
};
