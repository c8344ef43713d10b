const { FUZZ, SLOW, TOOLS, suitesOf } = require('./jest.slow');

const { only, leftOut } = suitesOf(process.env.REFGATE_TEST);

/** Whoever names a suite wants it, whatever its tier. */
const named = process.argv.some((arg) =>
  [...SLOW, ...TOOLS, ...FUZZ].some((suite) => arg.includes(suite.replace(/\/$/, ''))),
);

/** @type {import('jest').Config} */
module.exports = {
  // The suites about other programs and the long random ones have a realm each: there the product is no large part of the time.
  testEnvironment:
    named || only !== undefined ? 'node' : '<rootDir>/__tests__/support/one-realm-environment.js',
  maxWorkers: '100%',
  // The long form of the random tests (see CONTRIBUTING.md) takes as long as it takes.
  testTimeout: process.env.REFGATE_FUZZ === 'long' ? 3_600_000 : 300_000,
  testMatch: (named || only === undefined ? ['__tests__/'] : only).map((suite) =>
    suite.endsWith('/') ? `<rootDir>/${suite}**/*.test.ts` : `<rootDir>/${suite}`,
  ),
  testPathIgnorePatterns: ['/node_modules/', ...(named ? [] : leftOut.map((suite) => `<rootDir>/${suite}`))],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/cdktf.out/'],
  globalSetup: '<rootDir>/__tests__/support/bundles.js',
  transform: { '\\.(?:ts|c?js)$': '<rootDir>/__tests__/support/jest-esbuild.js' },
  transformIgnorePatterns: ['/node_modules/(?!(?:zod|yaml|jose|cdktf|constructs|@cdktf/provider-[a-z]+)/)'],
  testSequencer: '<rootDir>/__tests__/support/slow-first-sequencer.js',
  reporters: [
    'default',
    ...(named
      ? []
      : [['<rootDir>/__tests__/support/left-out-reporter.js', { tier: process.env.REFGATE_TEST }]]),
  ],
};
