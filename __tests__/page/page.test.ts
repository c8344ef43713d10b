import { pageAssets } from '../../cli/output/page-assets';
import { renderHtml, visible, type PageAssets, type Report } from '../../policies/index';
import { AWKWARD, BROKEN } from '../policies/report/fixtures/broken';
import { CANNOT_TELL, EMPTY } from '../policies/report/fixtures/cannot-tell';
import { HOLDS } from '../policies/report/fixtures/holds';
import { largeReport } from '../policies/report/fixtures/large';
import { axe, AXE_RULES, axeRun } from './axe';
import { describeChromium } from './browser';
import { sampleReport } from './sample-report';

const sample = sampleReport();

describeChromium('the page in Chromium', (browser) => {
  let assets: PageAssets;
  beforeAll(async () => {
    assets = await pageAssets();
  });
  const show = (report: Report, before?: Report): Promise<void> =>
    browser().open(renderHtml(report, { assets, ...(before === undefined ? {} : { before }) }));
  const page = (): ReturnType<typeof browser>['page'] => browser().page;
  const place = (row: number, column: number): string => `[data-place="${row},${column}"]`;
  const focused = (): Promise<string | null> =>
    page().evaluate<string | null>('document.activeElement?.dataset.place ?? document.activeElement?.id');
  const cellLabels = (): Promise<readonly string[]> =>
    page().evaluate<readonly string[]>(
      '[...document.querySelectorAll("[role=gridcell]")].map((cell) => cell.getAttribute("aria-label"))',
    );
  afterEach(() => expect(browser().complaints()).toEqual([]));

  test('says the verdict, and draws every cell of the report', async () => {
    await show(HOLDS);
    expect(await page().title()).toBe('all holds · federation.yaml · refgate');
    expect(await page().locator('.verdict .headline').textContent()).toBe('all holds');
    expect(await cellLabels()).toEqual([
      'api branch main, deploy: can assume the role',
      'api branch main, plan: can assume the role',
      'api branch feature/login, deploy: cannot',
      'api branch feature/login, plan: can assume the role',
    ]);
    const grid = page().getByRole('grid');
    expect(await grid.getAttribute('aria-rowcount')).toBe('3');
    expect(await grid.getAttribute('aria-colcount')).toBe('3');
  });

  test('what needs attention comes first, and an empty report says so', async () => {
    await show(BROKEN);
    expect(await page().locator('#attention .card').first().textContent()).toContain(
      'must not assume it, but can',
    );
    await show(CANNOT_TELL);
    expect(await page().locator('#attention').textContent()).toContain('known after apply');
    await show(EMPTY);
    expect(await page().locator('#attention').textContent()).toMatch(/No role found:\s+nothing was judged/);
    expect(await page().locator('#matrix').textContent()).toContain('There is no table');
    expect(await page().locator('#roles').textContent()).toContain('No role was found');
  });

  test('names are text: nothing that a user wrote becomes an element, a script or another order of reading', async () => {
    await show(BROKEN, HOLDS);
    expect(await page().evaluate<number>('document.scripts.length')).toBe(2);
    expect(await page().locator('img, iframe, object, evil').count()).toBe(0);
    const labels = await page().locator('[role=rowheader] .label').allTextContents();
    const own = labels.slice(0, Object.keys(AWKWARD).length);
    expect(own).toEqual(Object.values(AWKWARD).map((ref) => `api branch ${visible(ref)}`));
    for (const row of [1, 3, 9]) await page().locator(place(row, 0)).click();
    await page().locator(place(-1, 2)).click();
    expect(await page().evaluate<number>('document.scripts.length')).toBe(2);
  });

  test('its policy lets no other script run', async () => {
    await show(HOLDS);
    const tries = [
      'document.body.append(Object.assign(document.createElement("script"), { textContent: "document.title = 1" }))',
      'document.body.setAttribute("onclick", "document.title = 1")',
      'document.body.innerHTML = "<p>"',
    ];
    for (const code of tries) await expect(page().evaluate(code)).rejects.toThrow('Trusted');
    for (const complaint of browser().complaints())
      expect(complaint).toMatch(/Content Security Policy|Trusted/);
    expect(await page().title()).toBe('all holds · federation.yaml · refgate');
  });

  test('a cell opens why: layer, statement, operator, values, and what to change', async () => {
    await show(sample);
    const row = sample.rows.findIndex(({ label }) => label === 'api branch feature/login');
    await page().locator(place(row, 0)).click();
    const panel = page().getByRole('complementary');
    const text = (await panel.textContent()) ?? '';
    expect(await panel.getByRole('heading').first().textContent()).toBe(
      'api branch feature/login at role deploy',
    );
    expect(text).toContain('Trust policy refuses it');
    expect(text).toContain('gitlab.com:ref_protected');
    expect(text).toContain('StringEquals');
    expect(text).toContain('What would let it in');
    const cell = sample.rows[row]?.cells[0];
    for (const advice of cell?.advice ?? []) expect(text).toContain(advice.replaceAll('`', ''));
  });

  test('what is explained is marked until it is closed', async () => {
    await show(sample);
    await page().locator(place(0, 0)).click();
    expect(await page().locator('[aria-current]').getAttribute('data-place')).toBe('0,0');
    await page().locator(place(1, 1)).click();
    expect(await page().locator('[aria-current]').getAttribute('data-place')).toBe('1,1');
    await page().keyboard.press('Escape');
    expect(await page().locator('[aria-current]').count()).toBe(0);
  });

  test('a role opens what it admits, its proofs with their assumptions, findings and policy', async () => {
    await show(BROKEN);
    await page().locator(place(-1, 0)).click();
    const text = (await page().getByRole('complementary').textContent()) ?? '';
    for (const part of [
      'Admits',
      'that begin with',
      '✗ refuted',
      '1 assumption',
      'open-ref-prefix',
      '"Version"',
    ])
      expect(text).toContain(part);
  });

  test('the keyboard reaches everything: one stop for the grid, arrows inside, Enter opens, Escape goes back', async () => {
    await show(sample);
    await page().locator('#filter-rows').focus();
    await page().keyboard.press('Tab');
    await page().keyboard.press('Tab');
    expect(await focused()).toBe('0,0');
    await page().keyboard.press('ArrowDown');
    await page().keyboard.press('ArrowRight');
    expect(await focused()).toBe('1,1');
    await page().keyboard.press('Enter');
    expect(await focused()).toBe('inspector-title');
    await page().keyboard.press('Escape');
    expect(await focused()).toBe('1,1');
    await page().keyboard.press('Control+End');
    expect(await focused()).toBe(`${sample.rows.length - 1},${sample.roles.length - 1}`);
    await page().keyboard.press('Control+Home');
    expect(await focused()).toBe('-1,-1');
    await page().keyboard.press('ArrowRight');
    await page().keyboard.press('Enter');
    expect(await page().getByRole('complementary').textContent()).toContain('Role deploy');
  });

  test('filters by project, ref, role and verdict, and says what is left', async () => {
    await show(sample);
    const status = page().locator('.filters [role=status]');
    const rows = sample.rows.length;
    await page().locator('#filter-project').selectOption('acme/platform/web');
    const web = sample.rows.filter(({ project }) => project === 'acme/platform/web').length;
    expect(await status.textContent()).toBe(`${web} of ${rows} pipelines, 5 roles`);
    await page().locator('#filter-role').fill('deploy');
    expect(await status.textContent()).toBe(`${web} of ${rows} pipelines, 2 of 5 roles`);
    await page().locator('#filter-verdict').selectOption('can');
    expect(await page().getByRole('columnheader').allTextContents()).toEqual(['pipeline', 'web-deploy']);
    await page().locator('#filter-ref').fill('no such ref');
    expect(await page().locator('#grid .empty').isVisible()).toBe(true);
    await page().locator('#grid .empty button').click();
    await page().getByRole('grid').waitFor();
    expect(await status.textContent()).toBe(`${rows} pipelines, 5 roles`);
  });

  test('a view is in the address: a number leads to its rows, a filter changes it, and it can be opened again', async () => {
    await show(sample);
    const status = page().locator('.filters [role=status]');
    /** The page follows its address, which a browser changes after the click. */
    const says = (text: string): Promise<void> =>
      status.and(page().getByText(text, { exact: true })).waitFor();
    const hash = (): Promise<string> => page().evaluate<string>('decodeURIComponent(location.hash)');
    await page().locator('#summary').getByRole('link', { name: 'can assume it' }).first().click();
    const can = sample.rows.filter(({ cells }) => cells[0]?.outcome === 'allow').length;
    await says(`${can} of ${sample.rows.length} pipelines, 1 of 5 roles`);
    expect(await hash()).toBe('#role="deploy"&verdict=can');
    await page().locator('#filter-ref').fill('main');
    expect(await hash()).toBe('#ref=main&role="deploy"&verdict=can');
    const left = (await status.textContent()) ?? '';
    await page().reload();
    await says(left);
    await page().getByRole('button', { name: 'Show everything' }).first().click();
    await says(`${sample.rows.length} pipelines, 5 roles`);
    expect(await hash()).toBe('');
  });

  test('a view that names nothing of the report shows what there is', async () => {
    await show(HOLDS);
    await page().evaluate('location.hash = "#verdict=<b>&project=none&version=before&other=1"');
    await page().waitForFunction('document.activeElement?.id === "matrix"');
    expect(await page().locator('.filters [role=status]').textContent()).toBe('2 pipelines, 2 roles');
  });

  test('a link to proofs that are folded unfolds them', async () => {
    await show(HOLDS);
    const proof = page().locator('#proofs').getByText('admits exactly its trust');
    expect(await proof.isVisible()).toBe(false);
    await page().locator('#summary a[href="#proofs-0"]').click();
    await proof.waitFor({ state: 'visible' });
  });

  test('a million cells: few elements, and the last one is a key away', async () => {
    await show(largeReport(1000, 1000));
    const count = (): Promise<number> => page().evaluate<number>('document.querySelectorAll("*").length');
    expect(await count()).toBeLessThan(8000);
    await page().locator(place(1, 0)).click();
    await page().keyboard.press('Escape');
    await page().keyboard.press('Control+End');
    expect(await page().evaluate(LABEL)).toBe(
      'team-39-role-999, acme/team-24/api branch b-999: can assume the role',
    );
    expect(await count()).toBeLessThan(8000);
    for (const top of [3000, 9000, 20000]) {
      await page().evaluate(`document.querySelector('.grid').scrollTo(${top}, ${top})`);
      await page()
        .locator(`[role=gridcell][data-place^="${Math.floor(top / 34) + 2},"]`)
        .first()
        .waitFor();
      expect(await count()).toBeLessThan(8000);
    }
    await page().locator('#filter-verdict').selectOption('broken');
    expect(await page().locator('.filters [role=status]').textContent()).toBe(
      '11 of 1000 pipelines, 11 of 1000 roles',
    );
    await page().locator(place(0, 0)).click();
    expect(await page().getByRole('complementary').textContent()).toContain(
      'Can assume the role and should not',
    );
  });

  test('six hundred roles are rows below their account and project, and pipelines are numbered', async () => {
    const large = largeReport(600, 12);
    const roles = large.roles.map((role, i) => ({
      ...role,
      account: i < 300 ? '111122223333' : '444455556666',
      projects: [`acme/p${Math.floor(i / 3)}`],
    }));
    await show({ ...large, roles });
    const grid = page().getByRole('grid');
    expect(await grid.getAttribute('aria-rowcount')).toBe('801');
    expect(await grid.getAttribute('aria-colcount')).toBe('13');
    expect(await page().locator('.upright').count()).toBe(0);
    expect(await page().locator('.row.heading').first().textContent()).toBe('account 111122223333 · acme/p0');
    expect(await page().locator('#matrix .key li').count()).toBe(12);
    // The keyboard passes over headings, both ways, and stops at the numbers.
    await page().locator(place(3, 0)).click();
    await page().keyboard.press('Escape');
    await page().keyboard.press('ArrowDown');
    expect(await focused()).toBe('5,0');
    // Where the panel was, a cell comes below a mouse that rests; the hint stays with the keys.
    await page().waitForTimeout(500);
    expect(await page().locator('.hint').textContent()).toBe(await page().evaluate(LABEL));
    for (const expected of ['3,0', '2,0', '1,0', '-1,0']) {
      await page().keyboard.press('ArrowUp');
      expect(await focused()).toBe(expected);
    }
    await page().keyboard.press('Enter');
    expect(await page().getByRole('complementary').textContent()).toContain(
      'Pipeline acme/team-0/api branch b-0',
    );
    await page().keyboard.press('Escape');
    // What stands above the rows in sight stays readable while they scroll.
    await page().keyboard.press('Control+End');
    expect(await page().locator('.corner').textContent()).toMatch(/^account 444455556666 · acme\/p1/);
    // A role is found by its project, and few roles are columns again; the address has what was chosen.
    await page().locator('#filter-role').fill('acme/p199');
    expect(await page().getByRole('columnheader').first().textContent()).toBe('pipeline');
    await page().locator('#filter-rows').selectOption('roles');
    expect(await page().getByRole('columnheader').first().textContent()).toBe(
      'account 444455556666 · acme/p199',
    );
    expect(await page().evaluate<string>('decodeURIComponent(location.hash)')).toBe(
      '#role=acme/p199&rows=roles',
    );
    await page().evaluate(axe);
    expect(await page().evaluate<readonly string[]>(axeRun(AXE_RULES))).toEqual([]);
  });

  test('before and after: what was gained and lost, row by row, and both explanations', async () => {
    const [first, second] = HOLDS.rows as readonly [Report['rows'][number], Report['rows'][number]];
    const [deny, allow] = second.cells as readonly [
      (typeof second.cells)[number],
      (typeof second.cells)[number],
    ];
    const before: Report = {
      ...HOLDS,
      input: { kind: 'federation', name: 'main:federation.yaml' },
      rows: [{ ...first, cells: [{ ...deny, expected: true, holds: false }, allow] }],
    };
    await show(HOLDS, before);
    const labels = await cellLabels();
    expect(labels).toEqual([
      'api branch main, deploy: gained: can assume the role now',
      'api branch main, plan: can assume the role',
      'api branch feature/login, deploy: cannot',
      'api branch feature/login, plan: gained: can assume the role now',
    ]);
    await page().locator(place(0, 0)).click();
    const panel = (await page().getByRole('complementary').textContent()) ?? '';
    expect(panel.indexOf('After')).toBeLessThan(panel.indexOf('Before'));
    await page().locator('#filter-verdict').selectOption('changed');
    expect(await page().locator('.filters [role=status]').textContent()).toBe('2 pipelines, 2 roles');
    await page().getByRole('radio', { name: 'Before' }).check();
    expect(await page().locator(place(0, 0)).getAttribute('aria-label')).toBe(
      'api branch main, deploy: should assume the role and cannot',
    );
  });

  test('axe finds nothing, in light and in dark', async () => {
    for (const [report, before] of [[BROKEN, HOLDS], [sample]] as const) {
      await page().emulateMedia({ colorScheme: 'light' });
      await show(report, before);
      await page().locator(place(0, 0)).click();
      await page().locator('.answers summary').first().click();
      for (const details of await page().locator('details.rest summary').all()) await details.click();
      await page().evaluate(axe);
      expect(await page().evaluate<readonly string[]>(axeRun(AXE_RULES))).toEqual([]);
      await page().emulateMedia({ colorScheme: 'dark' });
      expect(await page().evaluate<readonly string[]>(axeRun(['color-contrast']))).toEqual([]);
    }
    await page().emulateMedia({ colorScheme: null });
  });

  test('the switch overrules the colours of the system', async () => {
    await page().emulateMedia({ colorScheme: 'light' });
    await show(HOLDS);
    const background = (): Promise<string> =>
      page().evaluate<string>('getComputedStyle(document.documentElement).backgroundColor');
    const light = await background();
    await page().getByRole('button', { name: 'Dark' }).click();
    expect(await background()).not.toBe(light);
    expect(await page().getByRole('button', { name: 'Dark' }).getAttribute('aria-pressed')).toBe('true');
    await page().getByRole('button', { name: 'Auto' }).click();
    expect(await background()).toBe(light);
  });

  test('on paper the matrix is a table, and nothing asks to be clicked', async () => {
    await page().emulateMedia({ media: 'print' });
    await show(HOLDS);
    expect(await page().locator('#matrix table').isVisible()).toBe(true);
    expect(await page().locator('.grid').isVisible()).toBe(false);
    expect(await page().locator('#try').isVisible()).toBe(false);
    await page().emulateMedia({ media: null });
    expect(await page().locator('#matrix table').isVisible()).toBe(false);
  });

  test('at 400 pixels nothing is cut off sideways', async () => {
    await page().setViewportSize({ width: 400, height: 800 });
    for (const report of [sample, BROKEN]) {
      await show(report);
      await page().locator(place(0, 0)).click();
      expect(await page().evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(400);
    }
    await show(sample);
    const whole = `(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)(document.querySelector('[role=grid]'))`;
    expect(await page().evaluate<boolean>(whole)).toBe(true);
    await page().setViewportSize({ width: 1280, height: 900 });
  });

  test('every JUnit file is XML to a browser too, with the names as they are shown', async () => {
    const { renderReport } = await import('../../policies/index');
    await page().goto('about:blank');
    browser().complaints();
    const names = await page().evaluate<readonly string[] | string>(
      `((xml) => {
        const parsed = new DOMParser().parseFromString(xml, 'text/xml');
        const error = parsed.querySelector('parsererror');
        return error ? error.textContent : [...parsed.querySelectorAll('testcase')].map((test) => test.getAttribute('name'));
      })(${JSON.stringify(renderReport(BROKEN, 'junit'))})`,
    );
    const awkward = Object.values(AWKWARD).map((ref) => `api branch ${visible(ref)}`);
    for (const label of awkward) expect(names).toContainEqual(expect.stringContaining(label));
  });
});

const LABEL = 'document.activeElement.getAttribute("aria-label")';
