import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

/** Phrases that the glossary replaced, and what is written in their place. Extend the list when a phrase is retired. */
const RETIRED: readonly (readonly [RegExp, string])[] = [
  [/\bnobody can[ ]tell\b/i, 'cannot tell, cannot determine'],
  [/\b(?:gets?|is let|are let|be let|lets)[ ]in\b/i, 'can assume the role, accepts'],
  [/\bto the[ ]letter\b/, 'exactly'],
  [/\b(?:ane[w]|there[b]y)\b/, 'again'],
  [/\b(?:leaves?|left)[ ]out\b/, 'omits, omitted'],
  [/\bstands[ ](?:twice|under|over|in|at)\b/, 'appears twice, is under, is used on, is in'],
  [/\bwhoever may[ ]assume\b/i, 'every token that can assume'],
  [/\b(?:IAM|STS) takes[ ]no\b/, 'does not accept'],
  [
    /(?<!\b[Tt]here )\bis no[ ](?:number|name|text|mapping|client id|key|ARN|address|list|JSON)\b/,
    'is not a …',
  ],
];

function filesOf(folder: string, extension: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(extension))
    .map((name) => join(folder, name));
}

const SOURCES = ['policies', 'cli', 'modules', 'net', 'page'].flatMap((folder) => filesOf(folder, '.ts'));
const PAGES = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...filesOf('docs', '.md')];

test.each([
  ['sources', SOURCES, 600],
  ['pages', PAGES, 80],
] as const)('no retired phrase in the %s', (_, files, atLeast) => {
  expect(files.length).toBeGreaterThan(atLeast);
  const found = files.flatMap((file) =>
    readFileSync(join(ROOT, file), 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        RETIRED.flatMap(([phrase, instead]) => {
          const match = phrase.exec(line);
          return match === null ? [] : [`${file}:${index + 1}: "${match[0]}"; write: ${instead}`];
        }),
      ),
  );
  expect(found).toEqual([]);
});
