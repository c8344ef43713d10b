import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from '../../../cli/program';
import { parseFederation, renderBootstrap, RefgateError, type Federation } from '../../../policies/index';
import { synthFederation } from '../../../modules/index';
import { fakeTerminal } from '../../support/fake-terminal';
import { describeTerraform } from '../../support/terraform/index';
import { Workbench } from '../workbench';

const workbench = new Workbench();
afterAll(() => workbench.clear());

function federationOf(text: string, file: string): Federation {
  const parsed = parseFederation(text, file);
  if (!parsed.ok) throw new RefgateError(parsed.problems);
  return parsed.federation;
}

const SAMPLE = readFileSync(path.join(__dirname, '../../../federation.yaml'), 'utf8');
const BOOTSTRAP = renderBootstrap(federationOf(SAMPLE, 'federation.yaml'), {
  project: 'api',
  branch: 'main',
});

/** The sample as it is once the provider is another stack's. */
const AFTER = SAMPLE.replace(
  /\{ id: '(\d+)', region: eu-west-1 \}/g,
  "{ id: '$1', region: eu-west-1, provider: lookup }",
);

const ACCOUNTS = [
  ['production', '111122223333'],
  ['staging', '444455556666'],
] as const;

describeTerraform('with Terraform', (terraform) => {
  test('the bootstrap applies, its state is judged as declared, and the pipeline then finds the provider', async () => {
    const cwd = workbench.folder();
    writeFileSync(path.join(cwd, 'bootstrap.yaml'), BOOTSTRAP);
    synthFederation(federationOf(BOOTSTRAP, 'bootstrap.yaml'), { outdir: path.join(cwd, 'out') });
    for (const [account, id] of ACCOUNTS) {
      const stack = terraform(path.join(cwd, 'out/stacks', account), { cloud: { account: id } }).init();
      const plan = stack.planJson();
      const variable = account.toUpperCase();
      expect((plan.resource_changes ?? []).map(({ address }) => address).toSorted()).toEqual([
        'aws_iam_openid_connect_provider.gitlab',
        `aws_iam_role.terraform-apply-${account}`,
        `aws_iam_role.terraform-plan-${account}`,
        `aws_iam_role_policy.terraform-apply-${account}_terraform`,
        `aws_iam_role_policy.terraform-plan-${account}_terraform`,
        `gitlab_project_variable.terraform-apply-${account}_api_TERRAFORM_APPLY_ROLE_${variable}`,
        `gitlab_project_variable.terraform-plan-${account}_api_TERRAFORM_PLAN_ROLE_${variable}`,
      ]);
      const applied = stack.apply().succeed();
      expect(applied.plan('-detailed-exitcode').status).toBe(0);
      writeFileSync(path.join(cwd, `${account}.json`), JSON.stringify(applied.run('show', '-json').json()));
    }
    const terminal = fakeTerminal({ cwd });
    const states = ACCOUNTS.map(([account]) => `${account}.json`);
    const code = await run(['check', ...states, '--file', 'bootstrap.yaml'], terminal);
    expect({ code, text: terminal.stdout() + terminal.stderr() }).toEqual({
      code: 0,
      text: expect.stringContaining('✓ terraform-apply-staging admits no merge request'),
    });

    synthFederation(federationOf(AFTER, 'federation.yaml'), { outdir: path.join(cwd, 'next') });
    for (const [account, id] of ACCOUNTS) {
      const oidcProviders = [{ url: 'https://gitlab.com', clientIds: ['sts.amazonaws.com'] }];
      const stack = terraform(path.join(cwd, 'next/stacks', account), {
        cloud: { account: id, oidcProviders },
      }).init();
      const managed = stack.planJson().resource_changes?.filter(({ mode }) => mode === 'managed') ?? [];
      expect(managed.length).toBeGreaterThan(3);
      expect(managed.map(({ type }) => type)).not.toContain('aws_iam_openid_connect_provider');
      stack.apply().succeed();
    }
  });
});
