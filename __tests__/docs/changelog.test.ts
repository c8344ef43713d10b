import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const lines = readFileSync(join(__dirname, '../../CHANGELOG.md'), 'utf8').split('\n');
const entries = lines.filter((line) => line.startsWith('- '));

test('the changelog has entries, each in a section', () => {
  expect(entries.length).toBeGreaterThan(50);
  const firstEntry = lines.findIndex((line) => line.startsWith('- '));
  expect(lines.slice(0, firstEntry).some((line) => line.startsWith('### '))).toBe(true);
});

test('no entry appears twice: two branches that move one are merged to that', () => {
  const beginnings = entries.map((line) => line.slice(0, 60));
  expect(beginnings.filter((beginning, index) => beginnings.indexOf(beginning) !== index)).toEqual([]);
});

test('a star is in front of its entry', () => {
  expect(entries.filter((line) => line.includes('★') && !line.startsWith('- ★ '))).toEqual([]);
});
