import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SourceCopy } from './source-copy';

/**
 * The recipes of CONTRIBUTING.md, tried with invented names: with every step taken the sources compile, and with any step omitted the
 * compiler names the file that lacks it. Steps that only a test can see (a golden file, a page of the documentation, the registry line of
 * a check or an issuer) are found by tests of their own: `golden.test.ts`, `pages.test.ts`, `checks.test.ts`, `registry.test.ts`.
 */
interface Step {
  readonly file: string;
  readonly before: string;
  readonly line: string;
}

const RECIPES: readonly {
  readonly recipe: string;
  readonly steps: readonly Step[];
  /** For each step, the files that the compiler names when only that one is omitted. */
  readonly missing: readonly (readonly string[])[];
}[] = [
  {
    recipe: 'a format of the report',
    steps: [
      { file: 'policies/report/format-names.ts', before: "'pretty',", line: "  'tap'," },
      { file: 'policies/report/render-report.ts', before: 'json: renderJson,', line: '  tap: renderJson,' },
    ],
    missing: [['policies/report/render-report.ts'], ['policies/report/render-report.ts']],
  },
  {
    recipe: 'a claim',
    steps: [
      {
        file: 'policies/gitlab/claims.ts',
        before: 'readonly project_visibility: string;',
        line: '  readonly moon_phase: string;',
      },
      {
        file: 'policies/gitlab/claims-table.ts',
        before: "iss: { values: TEXT, present: 'every_job' },",
        line: "  moon_phase: { values: TEXT, present: 'every_job' },",
      },
      {
        file: 'policies/gitlab/simulate.ts',
        before: 'project_visibility: job.visibility,',
        line: "    moon_phase: 'full',",
      },
    ],
    missing: [
      ['policies/gitlab/claims-table.ts', 'policies/gitlab/simulate.ts'],
      ['policies/gitlab/claims-table.ts'],
      ['policies/gitlab/simulate.ts'],
    ],
  },
];

let copy: SourceCopy;
beforeAll(() => {
  copy = new SourceCopy();
});
afterAll(() => copy.remove());
afterEach(() => copy.restore());

const take = (steps: readonly Step[]): void => {
  for (const { file, before, line } of steps) copy.insertBefore(file, before, line);
};

// A run of the compiler over all sources takes seconds, and no recipe touches what another one does: each run tries all of them.
test('the sources compile with every step of every recipe', () => {
  take(RECIPES.flatMap(({ steps }) => steps));
  expect(copy.complaints()).toEqual([]);
});

const MOST_STEPS = Math.max(...RECIPES.map(({ steps }) => steps.length));

/** Of each recipe that has so many steps, the step of that number. */
const leftOut = (number: number) =>
  RECIPES.flatMap(({ steps, missing }) => {
    const step = steps[number];
    return step === undefined ? [] : [{ step, files: missing[number]! }];
  });

test.each(
  Array.from({ length: MOST_STEPS }, (_, number) => ({
    number,
    files: leftOut(number)
      .map(({ step }) => step.file)
      .join(' and '),
  })),
)('they do not compile without $files', ({ number }) => {
  const missing = leftOut(number);
  const all = RECIPES.flatMap(({ steps }) => steps);
  take(all.filter((step) => !missing.some((one) => one.step === step)));
  expect(copy.complaints().map(({ file }) => file)).toEqual(missing.flatMap(({ files }) => files).toSorted());
});

const INCOMPLETE: Readonly<Record<string, Step>> = {
  'an operator without a language': {
    file: 'policies/trust/operators/table.ts',
    before: 'StringEquals: row(EQUALS),',
    line: '  StringStartsWith: { negated: false },',
  },
  'an operator with a language that nothing interprets': {
    file: 'policies/trust/operators/table.ts',
    before: 'StringLike: row(LIKE),',
    line: "  StringEndsWith: { language: { kind: 'prefix' }, negated: false },",
  },
  'an input form without the words for it': {
    file: 'policies/artifact/json-forms.ts',
    before: 'plan: {',
    line: '  tape: { isForm: (document) => has(document, "tape"), read: readTerraformJson },',
  },
  'an assumption without a source': {
    file: 'policies/gitlab/assumptions.ts',
    before: "'git-refs': {",
    line: "  'flat-earth': { kind: 'limits', text: 'the earth is flat' },",
  },
};

test('a row without one of its parts does not compile', () => {
  take(Object.values(INCOMPLETE));
  const lines = copy.complaints().map(({ text }) => text);
  expect(Object.entries(INCOMPLETE).filter(([, { line }]) => !lines.includes(line.trim()))).toEqual([]);
});

/** Questions of somebody who is new here, with the file of the first guess and what is to be found in it. */
const GUIDE = readFileSync(join(__dirname, '../../CONTRIBUTING.md'), 'utf8');
const WALK = [...GUIDE.matchAll(/^\d+\. (.+\?) \[`([^`]+)`\]\([^)]+\): `([^`]+)`$/gm)];

test('the walk of a stranger has ten questions', () => {
  expect(WALK.length).toBeGreaterThanOrEqual(10);
});

test.each(WALK.map(([, question = '', file = '', found = '']) => ({ question, file, found })))(
  '$question $file',
  ({ file, found }) => {
    expect(readFileSync(join(__dirname, '../..', file), 'utf8')).toContain(found);
  },
);
