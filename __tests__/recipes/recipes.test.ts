import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SourceCopies, type Variant } from './source-copies';

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

/** The layer of `policies/` that holds the file of every step. */
function layerOf(steps: readonly Step[]): string {
  const layers = new Set(steps.map(({ file }) => file.split('/').slice(0, 2).join('/')));
  if (layers.size !== 1) throw new Error(`steps in several layers: ${[...layers].join(', ')}`);
  return [...layers].join('');
}

const take = (variant: Variant, steps: readonly Step[]): void => {
  for (const { file, before, line } of steps) variant.insertBefore(file, before, line);
};

/** Every recipe with one of its steps omitted. */
const OMITTED = RECIPES.flatMap(({ recipe, steps, missing }) =>
  steps.map((step, number) => ({ recipe, steps, step, file: step.file, missing: missing[number] })),
);

// A run of the compiler over all sources takes seconds: one reads every copy.
const copies = new SourceCopies();
let omitted: readonly string[];
let incomplete: readonly string[];
beforeAll(() => {
  take(
    copies.whole,
    RECIPES.flatMap(({ steps }) => steps),
  );
  omitted = OMITTED.map(({ steps, step }) => {
    const variant = copies.ofLayer(layerOf(steps));
    take(
      variant,
      steps.filter((other) => other !== step),
    );
    return variant.copy;
  });
  incomplete = Object.values(INCOMPLETE).map((step) => {
    const variant = copies.ofLayer(layerOf([step]));
    take(variant, [step]);
    return variant.copy;
  });
});
afterAll(() => copies.remove());

test('the sources compile with every step of every recipe', () => {
  expect(copies.complaints()).toEqual([]);
});

test.each(OMITTED.map(({ recipe, file, missing }, number) => ({ recipe, file, missing, number })))(
  '$recipe does not compile without the line in $file',
  ({ missing, number }) => {
    expect(copies.complaints(omitted[number]).map(({ file }) => file)).toEqual(missing);
  },
);

test.each(Object.entries(INCOMPLETE).map(([name, { line }], number) => ({ name, line, number })))(
  '$name does not compile',
  ({ line, number }) => {
    expect(copies.complaints(incomplete[number]).map(({ text }) => text)).toContain(line.trim());
  },
);

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
