const { SLOW } = require('./jest.slow');

const everything =
  process.env.REFGATE_TEST === 'all' ||
  process.argv.some((arg) => SLOW.some((suite) => arg.includes(suite.replace(/\/$/, ''))));

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  maxWorkers: '100%',
  // The long form of the random tests (see CONTRIBUTING.md) takes as long as it takes.
  testTimeout: process.env.REFGATE_FUZZ === 'long' ? 3_600_000 : 300_000,
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  testPathIgnorePatterns: everything
    ? ['/node_modules/']
    : ['/node_modules/', ...SLOW.map((suite) => `<rootDir>/${suite}`)],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/cdktf.out/'],
  // jose has ES modules only, which jest cannot require as they are.
  transform: {
    '^.+\\.ts$': '<rootDir>/__tests__/support/jest-esbuild.js',
    '/node_modules/jose/.+\\.js$': '<rootDir>/__tests__/support/jest-esbuild.js',
  },
  transformIgnorePatterns: ['/node_modules/(?!jose/)'],
  testSequencer: '<rootDir>/__tests__/support/slow-first-sequencer.js',
  reporters: everything
    ? ['default']
    : ['default', ['<rootDir>/__tests__/support/left-out-reporter.js', { suites: SLOW.length }]],
};
