import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PROVIDER_CONSTRAINTS, REQUIRED_TERRAFORM } from '../../../modules/index';
import { moduleSource } from '../../../modules/terraform-module/module-source';
import { writeModule } from '../../../modules/terraform-module/write-module';
import {
  DEPLOYMENT_TIERS,
  LEADING_COMPONENTS,
  PIPELINE_SOURCES,
  SUB_CLAIM_COMPONENTS,
} from '../../../policies/gitlab/index';
import { describeTerraform } from '../../support/terraform/index';
import { federationOf, refusal, Workbench } from '../workbench';

const workbench = new Workbench();
afterAll(() => workbench.clear());

const source = moduleSource();
const text = (name: string): string => source.get(name) ?? '';
const quoted = (words: readonly string[]): RegExp =>
  new RegExp(words.map((word) => `"${word}"`).join(',\\s*'));

describe('the module knows what refgate knows', () => {
  test('the same versions', () => {
    for (const name of ['versions.tf', 'examples/for-each-project/versions.tf']) {
      expect(text(name)).toContain(`required_version = "${REQUIRED_TERRAFORM}"`);
      expect(text(name)).toContain(`version = "${PROVIDER_CONSTRAINTS['aws']?.version}"`);
    }
  });

  test('the same pipeline sources, tiers and components of the subject', () => {
    expect(text('variables.tf')).toMatch(quoted(PIPELINE_SOURCES));
    expect(text('variables.tf')).toMatch(quoted(DEPLOYMENT_TIERS));
    expect(text('main.tf')).toMatch(quoted(DEPLOYMENT_TIERS));
    expect(text('variables.tf')).toMatch(quoted(SUB_CLAIM_COMPONENTS));
    expect(text('variables.tf')).toMatch(quoted(LEADING_COMPONENTS));
    for (const name of SUB_CLAIM_COMPONENTS)
      expect(text('main.tf')).toMatch(new RegExp(`^ +${name} += `, 'm'));
  });

  test('it has no provider and no backend of its own', () => {
    for (const name of ['main.tf', 'variables.tf', 'outputs.tf', 'versions.tf']) {
      expect(text(name)).not.toMatch(/^\s*(?:provider|backend|cloud)\b.*\{/m);
    }
  });
});

describe('the folder', () => {
  test('has a README with every input and output', async () => {
    const folder = workbench.folder();
    const files = await writeModule(federationOf(), folder);
    expect(files).toContain(path.join(folder, 'tests/table-production.tftest.hcl'));
    const readme = readFileSync(path.join(folder, 'README.md'), 'utf8');
    const names = [
      ...`${text('variables.tf')}\n${text('outputs.tf')}`.matchAll(/^(?:variable|output) "(\w+)"/gm),
    ];
    expect(names.length).toBeGreaterThan(10);
    for (const [, name] of names) expect(readme).toContain(`| \`${name}\` | `);
    expect(readme).toContain('| `trust_policy_quota` | Longest trust policy that the account allows');
    expect(readme).toContain('| `number` | `2048` |');
    expect(readme).toContain('| `issuer` |');
    expect(readme).toContain('(examples/accounts/production)');
    expect(readme).not.toContain('undefined');
  });

  test('is written again, without what an account left that is no more; a state stays', async () => {
    const folder = workbench.folder();
    await writeModule(federationOf({ accounts: ACCOUNTS, roles: ROLES }), folder);
    writeFileSync(path.join(folder, 'terraform.tfstate'), '{}');
    await writeModule(federationOf(), folder);
    expect(readdirSync(path.join(folder, 'examples/accounts'))).toEqual(['production']);
    expect(existsSync(path.join(folder, 'terraform.tfstate'))).toBe(true);
  });

  test('is never one with something else in it', async () => {
    const folder = workbench.folder();
    mkdirSync(path.join(folder, 'examples'));
    writeFileSync(path.join(folder, 'package.json'), '{}');
    const outcome = await writeModule(federationOf(), folder).catch((error: unknown) => error);
    expect(
      refusal(() => {
        throw outcome;
      }),
    ).toContain('holds something else than the module; got `examples`, `package.json`');
    expect(existsSync(path.join(folder, 'examples'))).toBe(true);
  });
});

const ACCOUNTS =
  '{ production: { id: "111122223333", region: eu-west-1 }, other: { id: "444455556666", region: eu-west-1 } }';
const ROLES = `
  deploy: { account: production, trust: [{ project: api, branches: [main], protected: true }] }
  other: { account: other, trust: [{ project: api, branches: [main], protected: true }] }`;

describeTerraform('the module called for each of some projects', (terraform) => {
  test('plans two roles for each, with a provider that does not exist yet', () => {
    const run = terraform(Object.fromEntries(source), { root: 'examples/for-each-project' }).init();
    const planned = (run.validate().planJson().resource_changes ?? []).map(({ address }) => address);
    expect(planned).toContain('module.project["api"].aws_iam_role.this["api-deploy"]');
    expect(planned).toContain('module.project["web"].aws_iam_role.this["web-plan"]');
    expect(planned.filter((address) => address.includes('openid_connect'))).toEqual([
      'aws_iam_openid_connect_provider.gitlab',
    ]);
    const applied = run.apply().succeed();
    expect(Object.keys(applied.outputs()['role_arns'] as object)).toEqual([
      'api-deploy',
      'api-plan',
      'web-deploy',
      'web-plan',
    ]);
    expect(applied.plan('-detailed-exitcode').text).toContain('No changes.');
  });
});
