import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  compare,
  fails,
  readBaseline,
  writeBaseline,
  type Baseline,
  type Figure,
} from '../../bench/guard/compare';

const ROOT = join(__dirname, '..', '..');
const COMMITTED = readFileSync(join(ROOT, 'bench/baseline.json'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'refgate-guard-'));
afterAll(() => rmSync(folder, { recursive: true }));

const baseline = (value: number): Baseline => ({
  version: 1,
  figures: { nodes: { kind: 'counter', value } },
});
const figure = (value: number, name = 'nodes'): Figure => ({ name, kind: 'counter', value });

test.each([
  [100, 100, 'same', false],
  [100, 125, 'within', false],
  [100, 126, 'loss', true],
  [100, 75, 'within', false],
  [100, 74, 'gain', false],
  [0, 0, 'same', false],
  [0, 1, 'loss', true],
])('a baseline of %d and a run of %d: %s', (before, now, kind, failed) => {
  const [one] = compare(baseline(before), [figure(now)]);
  expect(one?.kind).toBe(kind);
  expect(one !== undefined && fails(one)).toBe(failed);
});

test('a figure that only one of the two has fails', () => {
  const compared = compare(baseline(1), [figure(1, 'other')]);
  expect(compared.map(({ name, kind }) => [name, kind])).toEqual([
    ['other', 'new'],
    ['nodes', 'missing'],
  ]);
  expect(compared.every(fails)).toBe(true);
});

test.each(['{"version":2,"figures":{}}', '{"version":1,"figures":{"a":{"kind":"counter","value":-1}}}'])(
  '%s is not a baseline',
  (text) => {
    expect(() => readBaseline(text)).toThrow('it is not a baseline of version 1');
  },
);

test('the committed baseline is as it is written', () => {
  const { figures } = readBaseline(COMMITTED);
  expect(writeBaseline(Object.entries(figures).map(([name, one]) => ({ name, ...one })))).toBe(COMMITTED);
});

function check(text: string) {
  const file = join(folder, 'baseline.json');
  writeFileSync(file, text);
  const args = ['scripts/bench.mjs', '--check', '--counters', `--baseline=${file}`];
  const { status, stdout } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
  return { status, lines: stdout.split('\n') };
}

test('what is counted has not grown; against a doctored baseline it has, and both figures are named', () => {
  const honest = check(COMMITTED);
  expect([honest.status, ...honest.lines.filter((line) => !/^(?:=|within|gain) /.test(line))]).toEqual([
    0,
    '',
    expect.stringMatching(/^\d+ figures, no loss/),
    '',
  ]);
  const { figures } = readBaseline(COMMITTED);
  const [nodes, decisions] = [
    'nodes: a ladder of `?` behind a letter, k = 50',
    'decisions: 200 roles × 2,000 tokens by the index',
  ];
  const doctored = {
    version: 1,
    figures: {
      ...figures,
      [nodes as string]: { kind: 'counter', value: Math.floor(figures[nodes as string]!.value / 1.26) },
      [decisions as string]: {
        kind: 'counter',
        value: Math.ceil(figures[decisions as string]!.value / 1.24),
      },
      'nodes: of a family that is gone': { kind: 'counter', value: 7 },
    },
  };
  const { status, lines } = check(JSON.stringify(doctored));
  expect(status).toBe(1);
  // what has changed by less since the baseline was written is not doctored
  const told = lines.filter((line) => /^(?:loss|missing|new|within {2}decisions)/.test(line));
  expect(told).toEqual([
    expect.stringMatching(
      /^loss {4}nodes: a ladder of `\?` behind a letter, k = 50: 101, baseline 80: \+26 %$/,
    ),
    expect.stringMatching(/^within {2}decisions: /),
    'missing nodes: of a family that is gone: is in the baseline and was not measured',
  ]);
});
