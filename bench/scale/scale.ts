import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT, runNode } from '../child';
import { table, type Effort, type Section } from '../section';
import { generatedOrganisation, sizeOf } from './generated-organisation';
import { exponent, plot, type Line } from './plot';

const SEED = 15;
const SIZES = [125, 250, 500, 1000, 2000];

/** What one command took. */
interface Taken {
  /** Of processor time, beyond the start of Node. */
  readonly seconds: number;
  readonly mebibytes: number;
  /** Of what it wrote. */
  readonly bytes: number;
}

interface Command {
  readonly name: string;
  readonly args: readonly string[];
  /** What it writes, in the folder; its standard output where it names none. */
  readonly writes?: string;
  readonly exits?: readonly number[];
}

const COMMANDS: readonly Command[] = [
  { name: 'synth', args: ['synth', '--out', 'cdktf.out', '--quiet'], writes: 'cdktf.out' },
  { name: 'check', args: ['check', '--output', 'json=check.json', '--quiet'], writes: 'check.json' },
  { name: 'prove', args: ['prove'] },
  { name: 'report', args: ['report', '--html', 'report.html', '--quiet'], writes: 'report.html' },
  { name: 'diff', args: ['diff', 'before.yaml', 'federation.yaml'], exits: [0, 1] },
  { name: 'check of other Terraform', args: ['check', '-r', 'foreign', '--quiet'], exits: [0, 1] },
];

/**
 * The built command over generated organisations of growing size: time, memory and output against size, and with which power each grows. A full run writes
 * the plots into docs/images. `--most=500` leaves out what is larger.
 */
export const scale: Section = {
  name: 'scale',
  text: (effort) => {
    // Within the repository, so that packages are found.
    const folder = path.join(ROOT, 'node_modules', '.cache', 'refgate-bench', `scale-${process.pid}`);
    mkdirSync(folder, { recursive: true });
    try {
      const dist = path.join(folder, 'dist');
      execFileSync(process.execPath, ['scripts/build.mjs', '--outdir', dist], { cwd: ROOT });
      return Promise.resolve(measured(path.join(dist, 'refgate.mjs'), folder, effort));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

function measured(refgate: string, folder: string, effort: Effort): string {
  const most = Number(
    process.argv.find((word) => word.startsWith('--most='))?.slice('--most='.length) ?? Infinity,
  );
  const sizes = effort === 'full' ? SIZES.filter((size) => size <= most) : [2, 4];
  const start = runNode(['-e', '0']).cpuSeconds;
  const taken = new Map(COMMANDS.map(({ name }) => [name, new Map<number, Taken>()]));
  for (const projects of sizes) {
    const place = path.join(folder, String(projects));
    writeOrganisation(place, projects);
    for (const command of COMMANDS)
      taken.get(command.name)!.set(projects, run(refgate, place, command, start));
    rmSync(place, { recursive: true });
  }
  const lines = (value: (one: Taken) => number): readonly Line[] =>
    [...taken].map(([name, bySize]) => ({
      name,
      points: [...bySize].map(([size, one]) => [size, value(one)] as const),
    }));
  const time = lines(({ seconds }) => seconds);
  const memory = lines(({ mebibytes }) => mebibytes);
  const output = lines(({ bytes }) => bytes / 1024);
  if (effort === 'full') {
    const images = path.join(ROOT, 'docs/images');
    writeFileSync(path.join(images, 'scale-time.svg'), plot('Processor time', 'seconds', time));
    writeFileSync(path.join(images, 'scale-memory.svg'), plot('Memory', 'MiB', memory));
    writeFileSync(path.join(images, 'scale-output.svg'), plot('Output', 'KiB', output));
  }
  const figures = (what: string, all: readonly Line[], digits: number): string =>
    table(
      [what, ...sizes.map((size) => `>${size.toLocaleString('en')}`), '>power'],
      all.map((line) => [
        line.name,
        ...line.points.map(([, value]) => value.toFixed(digits)),
        exponent(line).toFixed(2),
      ]),
    );
  return [
    figures('processor time in seconds, by projects', time, 2),
    figures('memory in MiB', memory, 0),
    figures('output in KiB', output, 0),
  ].join('\n\n');
}

function writeOrganisation(place: string, projects: number): void {
  const { declaration, before, foreign } = generatedOrganisation(sizeOf(projects), SEED);
  mkdirSync(place, { recursive: true });
  writeFileSync(path.join(place, 'federation.yaml'), declaration);
  writeFileSync(path.join(place, 'before.yaml'), before);
  for (const [name, text] of foreign) {
    mkdirSync(path.join(place, 'foreign', name), { recursive: true });
    writeFileSync(path.join(place, 'foreign', name, 'main.tf'), text);
  }
}

function run(refgate: string, place: string, { args, writes, exits }: Command, start: number): Taken {
  const { cpuSeconds, mebibytes, stdout } = runNode([refgate, ...args], {}, exits, place);
  const bytes = writes === undefined ? Buffer.byteLength(stdout) : sizeOnDisk(path.join(place, writes));
  return { seconds: Math.max(0.01, cpuSeconds - start), mebibytes, bytes: Math.max(1, bytes) };
}

function sizeOnDisk(name: string): number {
  const entry = statSync(name);
  if (!entry.isDirectory()) return entry.size;
  return readdirSync(name).reduce((sum, one) => sum + sizeOnDisk(path.join(name, one)), 0);
}
