import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describeWithTool } from '../support/required-tools';
import { chromium, type BrowserContext, type Page } from 'playwright-core';

/** Where systems keep it; `CHROMIUM` names another place. */
const { CHROMIUM } = process.env;
const PLACES = CHROMIUM === undefined ? ['/usr/bin/chromium', '/usr/bin/chromium-browser'] : [CHROMIUM];
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A real Chromium with a profile of its own, and everything that must not happen in it. */
export interface Browser {
  readonly page: Page;
  /** Opens a page from disk. */
  readonly open: (html: string) => Promise<void>;
  /** Errors, warnings and messages of the console, dialogs, and requests beyond the page itself, since the last call. */
  readonly complaints: () => readonly string[];
}

/**
 * A `describe` for tests that need Chromium. Without it they are skipped, as in {@link describeWithTool}.
 * @param body gets the browser, which is there once the tests run
 */
export function describeChromium(title: string, body: (browser: () => Browser) => void): void {
  const executable = PLACES.find((place) => existsSync(place));
  const missing = executable === undefined ? `there is no chromium at ${PLACES.join(' or ')}` : undefined;
  // Whoever shares the machine may slow the browser down; nothing here waits for a clock.
  jest.setTimeout(60_000);
  describeWithTool({ tool: 'chromium', missing }, title, () => {
    let browser: Browser | undefined;
    let close = async (): Promise<void> => undefined;
    beforeAll(async () => {
      const folder = mkdtempSync(join(tmpdir(), 'refgate-page-'));
      const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
        executablePath: executable as string,
        args: FLAGS,
        viewport: { width: 1280, height: 900 },
        reducedMotion: 'reduce',
      });
      browser = watch(context, await context.newPage(), folder);
      close = async () => {
        await context.close();
        rmSync(folder, { recursive: true, force: true });
      };
    });
    afterAll(() => close());
    body(() => browser ?? notStarted());
  });
}

function notStarted(): never {
  throw new Error('the browser is there only while the tests run');
}

function watch(context: BrowserContext, page: Page, folder: string): Browser {
  let found: string[] = [];
  let opened = '';
  page.on('console', (message) => found.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => found.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    found.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  context.on('request', (request) => {
    if (request.url() !== opened) found.push(`request: ${request.url()}`);
  });
  let files = 0;
  return {
    page,
    open: async (html) => {
      files += 1;
      const file = join(folder, `page-${files}.html`);
      writeFileSync(file, html);
      opened = pathToFileURL(file).href;
      await page.goto(opened);
    },
    complaints: () => {
      const now = found;
      found = [];
      return now;
    },
  };
}
