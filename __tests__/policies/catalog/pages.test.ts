import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKS, renderCheckIndex, renderCheckPage } from '../../../policies/catalog/index';

const FOLDER = join(__dirname, '../../../docs/checks');

const pages = new Map([
  ['index.md', renderCheckIndex(CHECKS)],
  ...CHECKS.map((check) => [`${check.id}.md`, renderCheckPage(check)] as const),
]);

/** `npm run docs` writes the pages instead of comparing them. */
if (process.env.REFGATE_DOCS === 'write') {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, text] of pages) writeFileSync(join(FOLDER, name), text);
}

test('there is a page for every check, and no other', () => {
  expect(readdirSync(FOLDER).toSorted()).toEqual([...pages.keys()].toSorted());
});

test.each([...pages])('docs/checks/%s is what the catalog says (otherwise: npm run docs)', (name, text) => {
  expect(readFileSync(join(FOLDER, name), 'utf8')).toBe(text);
});

test.each(CHECKS.map((check) => [check.id, check] as const))('the page of %s has everything', (id, check) => {
  const page = renderCheckPage(check);
  expect(page.startsWith(`# ${id}\n\n**${check.severity}** · ${check.title}\n`)).toBe(true);
  const headings = [...page.matchAll(/^## (.*)$/gm)].map(([, heading]) =>
    heading?.replace('Sources', 'Source'),
  );
  expect(headings).toEqual(['Why it bites', 'Bad', 'Good', 'Fix', 'Source', 'Suppress']);
});

test('every source is a public https page', () => {
  const odd = CHECKS.flatMap(({ sources }) => sources).filter((url) => !/^https:\/\/[a-z0-9.-]+\//.test(url));
  expect(odd).toEqual([]);
});
