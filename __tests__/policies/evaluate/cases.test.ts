import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decide, documentOf, type DecisionCase } from '../../support/decision-cases';
import { naiveDecide } from '../../support/naive-evaluator';
import { PROVIDER } from '../../support/random-policy';

const CASES = join(__dirname, '../../cases');
const THEMES =
  `string arn numeric date bool binary ip null missing-keys quantifiers variables principals actions structure
  sts-context gitlab-pipelines mistakes`.split(/\s+/);

const read = (theme: string): readonly DecisionCase[] =>
  JSON.parse(readFileSync(join(CASES, `${theme}.json`), 'utf8')) as DecisionCase[];

describe.each(THEMES)('%s', (theme) => {
  test.each(read(theme).map((row) => [row.note, row] as const))('%s', (_note, row) => {
    const decisions = decide(row);
    expect(decisions.map(({ outcome }) => outcome)).toEqual([row.expect].flat());
    const last = decisions.at(-1);
    expect(last?.layer).toBe(row.layer);
    expect(last?.reason).toContain(row.reason);
  });
});

test('there are at least 320 cases, each with a note of its own, a reason and a public source', () => {
  const rows = THEMES.flatMap((theme) =>
    read(theme).map((row) => ({ ...row, note: `${theme}: ${row.note}` })),
  );
  expect(rows.length).toBeGreaterThanOrEqual(320);
  expect(new Set(rows.map(({ note }) => note)).size).toBe(rows.length);
  expect(rows.filter(({ source }) => !source.startsWith('https://'))).toEqual([]);
  expect(rows.filter(({ reason }) => reason.length < 8)).toEqual([]);
});

test('the naive evaluator says the same of every case with a raw context', () => {
  const rows = THEMES.flatMap(read).filter(({ context }) => context !== undefined);
  expect(rows.length).toBeGreaterThan(300);
  for (const row of rows) {
    const request = {
      principal: PROVIDER,
      actions: ['sts:AssumeRoleWithWebIdentity'],
      context: row.context ?? {},
      unknown: [],
    };
    expect([row.note, naiveDecide(documentOf(row), request)]).toEqual([row.note, row.expect]);
  }
});

test('every theme is run', () => {
  const elsewhere = ['gitlab-vectors.json', 'open-world.json', 'sts-answers.json', 'write-control.json'];
  const files = readdirSync(CASES).filter((name) => name.endsWith('.json') && !elsewhere.includes(name));
  expect(files.toSorted()).toEqual(THEMES.map((theme) => `${theme}.json`).toSorted());
});
