// Suites that start a browser, install the package, run every command of the documentation, let terraform run for long, or ask
// thousands of random questions. `npm test` leaves them out and says so; `npm run test:all` runs everything, and so does `.ci/run`.
const SLOW = [
  '__tests__/bench/',
  '__tests__/cli/commands/synth-hcl.test.ts',
  '__tests__/docs.test.ts',
  '__tests__/examples/',
  '__tests__/package/',
  '__tests__/page/',
  '__tests__/support-terraform.test.ts',
  '__tests__/cli/inputs/configurations.test.ts',
  '__tests__/cli/process.test.ts',
  '__tests__/modules/hcl-export/',
  '__tests__/modules/hcl/render-hcl.test.ts',
  '__tests__/modules/synth/terraform.test.ts',
  '__tests__/modules/terraform-module/',
  '__tests__/modules/constructs/gitlab-side.test.ts',
  '__tests__/modules/constructs/same-verdict.test.ts',
  '__tests__/modules/synth/every-key.test.ts',
  '__tests__/policies/automata/brute-force.test.ts',
  '__tests__/policies/automata/mutants.test.ts',
  '__tests__/policies/catalog/agreement.test.ts',
  '__tests__/policies/judge/table/decision-index/',
  '__tests__/policies/prove/agreement.test.ts',
  '__tests__/policies/prove/brute-force.test.ts',
  '__tests__/policies/prove/open-vocabulary.test.ts',
  '__tests__/policies/prove/oracle.test.ts',
  '__tests__/policies/prove/order-questions.test.ts',
  '__tests__/policies/prove/random-questions.test.ts',
  '__tests__/policies/prove/world-covers.test.ts',
  '__tests__/policies/prove/world-mutants.test.ts',
  '__tests__/policies/artifact/terraform/properties.test.ts',
  '__tests__/readme.test.ts',
  '__tests__/recipes/',
];

const everything =
  process.env.REFGATE_TEST === 'all' ||
  process.argv.some((arg) => SLOW.some((suite) => arg.includes(suite.replace(/\/$/, ''))));

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  maxWorkers: '100%',
  // The long form of the random tests (see CONTRIBUTING.md) takes as long as it takes.
  testTimeout: process.env.REFGATE_FUZZ === 'long' ? 3_600_000 : 60_000,
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  testPathIgnorePatterns: everything
    ? ['/node_modules/']
    : ['/node_modules/', ...SLOW.map((suite) => `<rootDir>/${suite}`)],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/cdktf.out/'],
  transform: { '^.+\\.ts$': '<rootDir>/__tests__/support/jest-esbuild.js' },
  reporters: everything
    ? ['default']
    : ['default', ['<rootDir>/__tests__/support/left-out-reporter.js', { suites: SLOW.length }]],
};
