import { spawnSync } from 'node:child_process';
import path from 'node:path';

export const ROOT = path.join(__dirname, '..');

/** Makes a process say at its end how much memory it had at most, in KiB, and its processor time in microseconds. */
const SAY_USAGE =
  "data:text/javascript,process.on('exit',()=>{const u=process.resourceUsage();process.stderr.write('maxRSS='+u.maxRSS+' cpu='+(u.userCPUTime+u.systemCPUTime)+'\\n')})";

export interface Ran {
  readonly ns: number;
  /** Of the process and its threads. */
  readonly cpuSeconds: number;
  readonly mebibytes: number;
  readonly stdout: string;
}

/** A Node process of its own, start of Node included. @param cwd default: the root of the repository */
export function runNode(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  exits: readonly number[] = [0],
  cwd = ROOT,
): Ran {
  const start = process.hrtime.bigint();
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', SAY_USAGE, ...args], {
    cwd,
    env: { ...process.env, NO_COLOR: '1', ...env },
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  const ns = Number(process.hrtime.bigint() - start);
  if (status === null || !exits.includes(status))
    throw new Error(`${args.join(' ')}: exit ${status}: ${stderr}`);
  return {
    ns,
    cpuSeconds: Number(/ cpu=(\d+)/.exec(stderr)?.[1]) / 1e6,
    mebibytes: Number(/maxRSS=(\d+)/.exec(stderr)?.[1]) / 1024,
    stdout,
  };
}

/** The run with the median time. */
export function medianRun(runs: number, run: () => Ran): Ran {
  return Array.from({ length: runs }, run).toSorted((a, b) => a.ns - b.ns)[runs >> 1] as Ran;
}
