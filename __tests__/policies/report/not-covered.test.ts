import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderReport } from '../../../policies/report/index';
import { NOT_COVERED, NOT_COVERED_PAGE } from '../../../policies/report/not-covered';
import { HOLDS } from './fixtures/holds';

test('what a report names as not covered are the rows of the page', () => {
  const page = readFileSync(join(__dirname, '../../..', NOT_COVERED_PAGE), 'utf8');
  const rows = page.split('\n').filter((line) => line.startsWith('| '));
  expect(rows.slice(2).map((line) => (line.split('|')[1] ?? '').trim())).toEqual(NOT_COVERED);
});

test.each(['html', 'markdown', 'pretty'] as const)('%s names the page', (format) => {
  expect(renderReport(HOLDS, format)).toContain(NOT_COVERED_PAGE);
});
