import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseFederation, renderLintPage } from '../../policies/index';
import { assumptionReference } from './assumption-reference';
import { commandReference } from './command-reference';
import { exportedNames } from './exported-names';
import { verdictOn } from './library-example';
import { libraryReference } from './library-reference';
import { writeTerraform } from './modules-example';
import { schemaReference } from './schema-reference';

const FOLDER = join(__dirname, '../../docs/reference');

const pages = new Map([
  ['assumptions.md', assumptionReference],
  ['ci-lint.md', renderLintPage],
  ['command.md', commandReference],
  ['federation-yaml.md', schemaReference],
  [
    'library.md',
    () =>
      libraryReference(
        'The library: refgate',
        'policies/index.ts',
        'Everything that the command does is a function of this package. It is pure: no files, no network, no clock; it runs in a browser too.',
        readFileSync(join(__dirname, 'library-example.ts'), 'utf8'),
      ),
  ],
  [
    'modules.md',
    () =>
      libraryReference(
        'The constructs: refgate/modules',
        'modules/index.ts',
        'CDKTF constructs that write the Terraform. `main.ts` of the repository shows how they are put together.',
        readFileSync(join(__dirname, 'modules-example.ts'), 'utf8'),
      ),
  ],
]);

/** `npm run docs` writes the pages instead of comparing them. */
if (process.env.REFGATE_DOCS === 'write') {
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, render] of pages) writeFileSync(join(FOLDER, name), render());
}

test('there is a page for each, and no other', () => {
  expect(readdirSync(FOLDER).toSorted()).toEqual([...pages.keys()].toSorted());
});

test.each([...pages])('docs/reference/%s is what the code says (otherwise: npm run docs)', (name, render) => {
  expect(readFileSync(join(FOLDER, name), 'utf8')).toBe(render());
});

test.each(['policies/index.ts', 'modules/index.ts'])(
  'every name that %s exports says what it is',
  (index) => {
    const silent = exportedNames(index).filter(({ doc }) => !/^[^@\s]/.test(doc));
    expect(silent.map(({ name }) => name)).toEqual([]);
  },
);

const SAMPLE = readFileSync(join(__dirname, '../../examples/single-project/federation.yaml'), 'utf8');
const BROKEN = SAMPLE.replace(/assumes: \[[^\]]+\]/, 'assumes: []');

test('the example of the library runs', () => {
  expect(verdictOn(SAMPLE)).toBe('holds');
  expect(verdictOn(BROKEN)).toBe('broken');
  expect(() => verdictOn('roles: 1')).toThrow('ERR_SCHEMA');
});

test('the example of the constructs runs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'refgate-reference-'));
  const write = (text: string): readonly string[] => {
    const parsed = parseFederation(text, 'federation.yaml');
    if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join());
    return writeTerraform(parsed.federation, folder);
  };
  expect(() => write(BROKEN)).toThrow('ERR_BROKEN_PROMISE');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  expect(files).toEqual([]);
  expect(write(SAMPLE).map((file) => readFileSync(file, 'utf8').includes('aws_iam_role'))).toEqual([true]);
  rmSync(folder, { recursive: true });
});

test('docstrings and signatures are read as they are written', () => {
  const byName = new Map(exportedNames('policies/index.ts').map((entry) => [entry.name, entry]));
  expect(byName.get('toPolicy')?.signature).toMatch(/^function toPolicy\(/);
  expect(byName.get('toPolicy')?.doc).toMatch(
    /^Writes a grant as a trust policy that admits exactly its tokens\./,
  );
  expect(byName.get('RefgateError')).toMatchObject({
    kind: 'class',
    signature: 'class RefgateError extends Error',
  });
  expect(byName.get('GITLAB_COM_ISSUER')).toMatchObject({
    kind: 'const',
    file: 'policies/context/gitlab-com.ts',
  });
  expect(byName.get('Pipeline')?.kind).toBe('interface');
});

test('the page about the engine has a cost for every operation', () => {
  const page = readFileSync(join(FOLDER, '../prover-engine.md'), 'utf8');
  const costs = page.slice(page.indexOf('## 10. Costs'), page.indexOf('## 11.'));
  const operations = exportedNames('policies/automata/index.ts').filter(({ kind }) => kind === 'function');
  expect(operations.length).toBeGreaterThan(40);
  expect(operations.map(({ name }) => name).filter((name) => !costs.includes(`\`${name}\``))).toEqual([]);
});
