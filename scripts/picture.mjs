// Takes the picture of the page that the README shows: `npm run picture`. Needs a Chromium (`CHROMIUM` names it).
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = mkdtempSync(join(tmpdir(), 'refgate-picture-'));
const page = join(folder, 'report.html');

try {
  const report = ['--import', 'tsx', 'cli/main.ts', 'report', '--html', page];
  execFileSync(process.execPath, report, { cwd: root, stdio: 'inherit' });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const view = await browser.newPage({ colorScheme: 'light', viewport: { width: 1280, height: 760 } });
  await view.goto(pathToFileURL(page).href);
  // A tag named like the branch, and why it stays outside.
  await view.getByLabel('Pipeline or ref').fill('main');
  const row = view.getByRole('row').filter({ has: view.getByText('api tag main', { exact: true }) });
  await row.getByRole('gridcell').first().click();
  await view.mouse.move(0, 0);
  await view.evaluate(() => {
    const grid = document.querySelector('[role=grid]');
    for (let box = grid; box !== document.body; box = box.parentElement) box.scrollTop = 0;
    window.scrollTo({ top: grid.offsetTop - 162, behavior: 'instant' });
  });
  await view.screenshot({ path: join(root, 'docs/images/report.png') });
  await browser.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
