import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ASSUMPTION_IDS } from '../../policies/index';
import { SOUND_CLAIMS, type SoundClaim } from '../../policies/soundness';
import { soundnessPage } from './soundness-page';

const ROOT = join(__dirname, '../..');
const PAGE = join(ROOT, 'docs/soundness.md');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

/** `npm run docs` writes the page instead of comparing it. */
if (process.env.REFGATE_DOCS === 'write') writeFileSync(PAGE, soundnessPage());

test('docs/soundness.md is what the code says (otherwise: npm run docs)', () => {
  expect(readFileSync(PAGE, 'utf8')).toBe(soundnessPage());
});

test.each(SOUND_CLAIMS.map((claim): [string, SoundClaim] => [`${claim.file}: ${claim.says}`, claim]))(
  '%s',
  (_, { file, text, tests, assumes }) => {
    expect(read(file)).toContain(text);
    for (const path of tests) expect([path, existsSync(join(ROOT, path))]).toEqual([path, true]);
    if (typeof assumes !== 'string') expect(ASSUMPTION_IDS).toEqual(expect.arrayContaining([...assumes]));
  },
);

/** What is said about every token, where it is made: a value of a verdict, or words in a text. */
const SAYS = [
  /\bverdict: 'proved'/,
  /\bkind: '(?:none|cannot)'[,\s}]/,
  /'all holds'|✓ no new access|\b(?:no token can assume|nobody can assume)\b/,
];
const TYPES = /^\s*(?:\*|\/\/|\/\*|\||readonly |type )|Extract<|===/;

test('a file that says so is listed', () => {
  const listed = new Set(SOUND_CLAIMS.map(({ file }) => file));
  const files = ['policies', 'cli'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`),
  );
  expect(files.length).toBeGreaterThan(300);
  const silent = files.filter((file) => {
    if (listed.has(file) || file === 'policies/soundness.ts') return false;
    const lines = read(file)
      .split('\n')
      .filter((line) => !TYPES.test(line));
    return lines.some((line) => SAYS.some((pattern) => pattern.test(line)));
  });
  expect(silent).toEqual([]);
});
