import { renderAudit } from '../../policies/index';
import { agreeingWorld, auditOf, changed, type AuditWorld } from '../support/audit-world';
import { axe, AXE_RULES, axeRun } from './axe';
import { describeChromium } from './browser';

/** Long names, every severity, and drift. */
const drifted = changed(agreeingWorld(), (copy: AuditWorld) => {
  const [deploy] = copy.account.RoleDetailList as [AuditWorld['account']['RoleDetailList'][number]];
  const wide = structuredClone(deploy);
  wide.RoleName = 'wide';
  wide.Arn = wide.Arn.replace('deploy', `with/a/path/${'of-a-long-name-'.repeat(5)}/wide`);
  const [statement] = wide.AssumeRolePolicyDocument.Statement;
  if (statement === undefined) throw new Error('the world has a statement');
  statement.Condition = {
    StringEquals: { 'gitlab.com:aud': 'sts.amazonaws.com' },
    StringLike: { 'gitlab.com:sub': 'project_path:acme/*:ref_type:branch:ref:*' },
  };
  copy.account.RoleDetailList.push(wide);
  const [api] = copy.snapshot.projects as [AuditWorld['snapshot']['projects'][number]];
  copy.snapshot.projects.push({
    ...structuredClone(api),
    id: 102,
    path: `acme/${'a-rather-long-name/'.repeat(6)}web`,
    protected_branches: null,
  });
  Object.assign(api.variables?.[0] ?? {}, { protected: false });
});

describeChromium('the page of an audit in Chromium', (browser) => {
  const page = (): ReturnType<typeof browser>['page'] => browser().page;
  const show = async (): Promise<void> => {
    const options = { columns: 80, colors: false, top: 1, file: 'federation.yaml' };
    await browser().open(renderAudit(auditOf(drifted), 'html', options));
    await page().evaluate('for (const each of document.querySelectorAll("details")) each.open = true');
  };

  test.each([1200, 390])('nothing is wider than a window of %i pixels', async (width) => {
    await page().setViewportSize({ width, height: 900 });
    await show();
    expect(await page().evaluate<number>('document.documentElement.scrollWidth')).toBe(width);
    expect(browser().complaints()).toEqual([]);
  });

  test('what is quoted is code, and a finding has its fix on a line of its own', async () => {
    await show();
    const text = await page().locator('main').innerText();
    expect(text).not.toContain('`');
    expect(text).toMatch(/^Fix: name the project in sub, and on gitlab.com its project_id.$/m);
    expect(text).toMatch(/^acme\/platform\/api: 3 roles, \d+ findings$/m);
  });

  test('axe finds nothing, in light and in dark', async () => {
    await page().emulateMedia({ colorScheme: 'light' });
    await show();
    // the page lets no script run: the one of the test is not a part of it
    await page().evaluate(axe);
    expect(await page().evaluate<readonly string[]>(axeRun(AXE_RULES))).toEqual([]);
    await page().emulateMedia({ colorScheme: 'dark' });
    expect(await page().evaluate<readonly string[]>(axeRun(['color-contrast']))).toEqual([]);
  });
});
