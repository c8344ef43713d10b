import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../cli/program';
import { REPORT_FORMATS } from '../../../policies/index';
import { fakeTerminal } from '../../support/fake-terminal';

const root = join(__dirname, '../../..');
let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'refgate-report-'))));
afterAll(() => rmSync(folder, { recursive: true }));

async function refgate(...args: readonly string[]) {
  const terminal = fakeTerminal({ cwd: root });
  const code = await run([...args, '--out', join(folder, 'none')], terminal);
  return { code, out: terminal.stdout(), err: terminal.stderr() };
}

test('report writes one page that needs no network', async () => {
  const file = join(folder, 'page.html');
  expect(await refgate('report', '--html', file, '--before', 'federation.yaml')).toMatchObject({
    code: 0,
    out: '',
  });
  const page = readFileSync(file, 'utf8');
  expect(page).toMatch(/^<!doctype html>/i);
  expect(page).toMatch(/admits nothing beyond its grant<\/p>\s*<p class="muted">.* · needs own-ids<\/p>/);
  expect(page).not.toMatch(/<(?:script|link|img)[^>]+(?:src|href)="https?:/);
});

test.each(REPORT_FORMATS)('check takes --format %s', async (format) => {
  expect(await refgate('check', '--format', format)).toMatchObject({
    code: 0,
    err: '',
    out: expect.stringMatching(/\S/),
  });
});

test('a format that is none is refused with those that are', async () => {
  const { code, err } = await refgate('check', '--format', 'xml');
  expect(code).toBe(2);
  for (const format of REPORT_FORMATS) expect(err).toContain(format);
});

test('quiet says nothing when all holds, and everything when not', async () => {
  expect(await refgate('check', '--quiet')).toMatchObject({ code: 0, out: '', err: '' });
});
