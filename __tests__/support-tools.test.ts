import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { requiredTools } from './support/required-tools';
import { rounds } from './support/rounds';

test.each([
  ['', []],
  ['terraform', ['terraform']],
  [' chromium, terraform,', ['chromium', 'terraform']],
])('REFGATE_REQUIRE=%j requires %j', (value, tools) => {
  expect([...requiredTools(value)]).toEqual(tools);
});

test('a tool that does not exist is refused, not ignored', () => {
  expect(() => requiredTools('terraform,cromium')).toThrow(
    'REFGATE_REQUIRE: unknown tool: got `cromium`; expected any of terraform, chromium, nginx, aws, coqc, gitlab-ci-local, s3rver, separated by commas',
  );
});

test('`CI` decides nothing: on a fresh machine the tests pass with it as without it', () => {
  const root = join(__dirname, '..');
  const files = readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:ts|js)$/.test(name))
    .map((name) => join(__dirname, name));
  const reading = [...files, join(root, 'jest.config.js')].filter((file) =>
    /\benv(?:\.CI\b|\[['"]CI['"]\])|\{[^}]*\bCI\b[^}]*\} = process\.env/.test(readFileSync(file, 'utf8')),
  );
  expect(reading).toEqual([]);
});

test.each([
  ['short', 2],
  ['long', 90],
])('REFGATE_FUZZ=%s chooses the form of the random tests', (form, count) => {
  expect(rounds({ short: 2, long: 90 }, form)).toBe(count);
});

test('a form that does not exist is refused, not taken for the short one', () => {
  expect(() => rounds({ short: 2, long: 90 }, 'lnog')).toThrow(
    'REFGATE_FUZZ: unknown form: got `lnog`; expected `short` or `long`',
  );
});

test('no suite mocks a module of the product: it is in a bundle, where a mock would change nothing', () => {
  const mocks = /\bjest\s*\.\s*(?:mock|doMock|unmock|setMock)\(\s*'(\.[^']*)'/g;
  const mocking = readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .flatMap((name) =>
      [...readFileSync(join(__dirname, name), 'utf8').matchAll(mocks)].map(([, of]) => `${name}: ${of}`),
    );
  expect(mocking).toEqual([]);
});

const { SLOW, TOOLS, FUZZ, suitesOf } = require('../jest.slow.js') as {
  readonly SLOW: readonly string[];
  readonly TOOLS: readonly string[];
  readonly FUZZ: readonly string[];
  suitesOf(tier?: string): { readonly only?: readonly string[]; readonly leftOut: readonly string[] };
};

test('a suite is listed in one tier at most, and is there', () => {
  const listed = [...SLOW, ...TOOLS, ...FUZZ];
  expect(listed.filter((suite) => !existsSync(join(__dirname, '..', suite)))).toEqual([]);
  const twice = listed.filter((suite, place) =>
    listed.some((other, at) => at !== place && suite.startsWith(other)),
  );
  expect(twice).toEqual([]);
});

test('`all`, `tools` and `fuzz` together omit nothing, and CI and `npm run check` run them', () => {
  const others = ['tools', 'fuzz'].flatMap((tier) => suitesOf(tier).only ?? []);
  expect(suitesOf('all').leftOut).toEqual(others);
  expect(suitesOf(undefined).leftOut).toEqual([...SLOW, ...others]);
  const read = (name: string) => readFileSync(join(__dirname, '..', name), 'utf8');
  expect(read('.ci/run')).toContain('for tier in all tools fuzz; do');
  const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: Record<string, string> };
  for (const tier of ['all', 'tools', 'fuzz']) {
    expect(scripts[`test:${tier}`]).toBe(`REFGATE_TEST=${tier} npm test --`);
    expect(scripts.check).toContain(`npm run test:${tier}`);
  }
});

test('a tier that does not exist is refused, not taken for the quick one', () => {
  expect(() => suitesOf('al')).toThrow(
    'REFGATE_TEST: unknown tier of tests: got `al`; expected `all`, `tools` or `fuzz`',
  );
});

test('slow suites start first where no duration is known, so that none of them ends alone', () => {
  const Sequencer = require('./support/slow-first-sequencer.js') as new (options: object) => {
    sort: (tests: readonly object[]) => readonly { readonly path: string }[];
  };
  const config = { id: 'x', rootDir: '/r', cacheDirectory: '/nowhere', haste: {}, cache: false };
  const slow = join(__dirname, 'docs.test.ts');
  const tests = [__filename, slow].map((path) => {
    const getSize = (): number => (path === slow ? 1 : 9);
    return { path, context: { config, hasteFS: { getSize } } };
  });
  const sequencer = new Sequencer({ contexts: [], globalConfig: {} });
  // oxlint-disable-next-line unicorn/no-array-sort -- it is not an array
  expect(sequencer.sort(tests).map(({ path }) => path)).toEqual([slow, __filename]);
});
