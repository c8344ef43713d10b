import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SourceCopy } from './source-copy';

/**
 * The recipes of CONTRIBUTING.md, tried with invented names: with every step taken the sources compile, and with any step left out the
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
  /** For each step, the files that the compiler names when only that one is left out. */
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

test('the sources compile as they are', () => {
  expect(copy.complaints()).toEqual([]);
});

describe.each(RECIPES)('$recipe', ({ steps, missing }) => {
  test('compiles with every step', () => {
    take(steps);
    expect(copy.complaints()).toEqual([]);
  });

  test.each(steps.map((step, index) => ({ ...step, index })))(
    'does not compile without $file',
    ({ index }) => {
      take(steps.filter((_, other) => other !== index));
      expect(copy.complaints()).toEqual(missing[index]);
    },
  );
});

describe('a row without one of its parts does not compile', () => {
  test.each<[string, Step]>([
    [
      'an operator without a language',
      {
        file: 'policies/trust/operators/table.ts',
        before: 'StringEquals: row(EQUALS),',
        line: '  StringStartsWith: { negated: false },',
      },
    ],
    [
      'an operator with a language that nothing interprets',
      {
        file: 'policies/trust/operators/table.ts',
        before: 'StringEquals: row(EQUALS),',
        line: "  StringStartsWith: { language: { kind: 'prefix' }, negated: false },",
      },
    ],
    [
      'an input form without the words for it',
      {
        file: 'policies/artifact/json-forms.ts',
        before: 'plan: {',
        line: '  tape: { isForm: (document) => has(document, "tape"), read: readTerraformJson },',
      },
    ],
    [
      'an assumption without a source',
      {
        file: 'policies/gitlab/assumptions.ts',
        before: "'git-refs': {",
        line: "  'flat-earth': { kind: 'limits', text: 'the earth is flat' },",
      },
    ],
  ])('%s', (_, step) => {
    take([step]);
    expect(copy.complaints()).toContain(step.file);
  });
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
