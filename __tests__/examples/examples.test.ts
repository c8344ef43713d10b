import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from '@cdktf/hcl2json';
import { organisationDeclaration } from '../../examples/organisation/declaration';
import { handOver } from '../../modules/hcl-export/replace-by-hcl';
import { synthesizedStack } from '../../modules/index';
import { moduleCall } from '../../modules/terraform-module/module-call';
import { moduleSource } from '../../modules/terraform-module/module-source';
import {
  brokenLines,
  judgeTable,
  readTerraformConfiguration,
  readTerraformJson,
  type ConfigurationFile,
  type WrittenArtifact,
} from '../../policies/index';
import { Workbench } from '../modules/workbench';
import { cloudProject, describeTerraform } from '../support/terraform/index';
import { EXAMPLES, exampleFederation, stacksOf, type ExampleStack } from './example-stacks';

const workbench = new Workbench();
afterAll(() => workbench.clear());

const NAMES = readdirSync(EXAMPLES, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);
const SMALL = NAMES.filter((name) => name !== 'organisation');

const stacks = SMALL.flatMap((name) => stacksOf(workbench.app(), name, exampleFederation(name)));

function files({ federation, stack }: ExampleStack): Readonly<Record<string, string>> {
  return Object.fromEntries(handOver(federation, stack, { checked: true }));
}

/** The roles as the emitted text has them, read back by another parser than the one that wrote it. */
async function readBack(texts: Readonly<Record<string, string>>): Promise<WrittenArtifact> {
  const read = Object.entries(texts)
    .filter(([name]) => /^\w+\.tf$/.test(name))
    .map(async ([name, text]): Promise<ConfigurationFile> => ({
      path: name,
      text,
      syntax: 'hcl',
      body: await parse(name, text),
    }));
  return readTerraformConfiguration({ root: '.', directories: new Map([['.', await Promise.all(read)]]) });
}

describe('every example', () => {
  test('there are six', () => {
    expect(NAMES).toEqual([
      'adopt-existing-roles',
      'many-accounts',
      'monorepo',
      'organisation',
      'self-managed',
      'single-project',
    ]);
  });

  test.each(NAMES)('%s: has a README that names files and commands that exist', (name) => {
    const folder = path.join(EXAMPLES, name);
    const readme = readFileSync(path.join(folder, 'README.md'), 'utf8');
    expect(readme).toMatch(/^# \w/);
    const links = [...readme.matchAll(/\]\((?!https:)([^)]+)\)/g)].map(([, target = '']) => target);
    expect(links.filter((target) => !existsSync(path.join(folder, target)))).toEqual([]);
    const paths = [...readme.matchAll(/examples\/[\w./-]+/g)].map(([found]) => found);
    expect(paths.length).toBeGreaterThan(0);
    expect(paths.filter((found) => !existsSync(path.join(EXAMPLES, '..', found)))).toEqual([]);
    expect(readFileSync(path.join(EXAMPLES, 'README.md'), 'utf8')).toContain(`(${name})`);
  });

  test.each(stacks)('$name: the judge says the same of the HCL as of the JSON', async (entry) => {
    const { federation, stack } = entry;
    const json = readTerraformJson(synthesizedStack(stack).json);
    const hcl = await readBack(files(entry));
    const documents = ({ roles }: WrittenArtifact): unknown =>
      roles
        .map(({ address, name, document, permissions }) => ({ address, name, document, permissions }))
        .toSorted((a, b) => (a.address < b.address ? -1 : 1));
    expect(hcl.roles.length).toBe(stack.roles.size);
    expect(documents(hcl)).toEqual(documents(json));
    for (const artifact of [json, hcl]) {
      const matrix = judgeTable(federation, [artifact], stack.account.key);
      expect(matrix.rows.length).toBeGreaterThan(2);
      expect(brokenLines(matrix)).toEqual([]);
    }
  });

  test('organisation: the declaration is what its script writes', () => {
    expect(readFileSync(path.join(EXAMPLES, 'organisation/federation.yaml'), 'utf8')).toBe(
      organisationDeclaration(),
    );
  });
});

describeTerraform('every example as HCL', (terraform) => {
  test.each(stacks)('$name: its table holds in terraform test', (entry) => {
    const run = terraform(files(entry)).init().succeed().test();
    expect(run.text).toContain('Success! 4 passed, 0 failed.');
  });

  test('organisation: valid as JSON and as HCL, 300 roles in each account', () => {
    const [blue] = stacksOf(workbench.app(), 'organisation', exampleFederation('organisation'));
    const entry = blue as ExampleStack;
    expect(entry.stack.roles.size).toBe(300);
    const json = { 'cdk.tf.json': synthesizedStack(entry.stack).json };
    for (const form of [json, files(entry)]) {
      expect(terraform(form).init().validate().formatCheck().succeed().status).toBe(0);
    }
  });
});

describeTerraform('adopt-existing-roles', (terraform) => {
  const cloud = { account: '555566667777', projects: [cloudProject({ id: 5001 })] };
  const entry = stacks.find(({ name }) => name === 'adopt-existing-roles-finance') as ExampleStack;
  const existing = entry.stack.account.adopt;

  const call = new Map([
    ...[...moduleSource()].map(([name, text]) => [`module/${name}`, text] as const),
    ...moduleCall({ ...entry, source: './module' }),
  ]);
  const forms: [form: string, files: Readonly<Record<string, string>>][] = [
    ['JSON', { 'cdk.tf.json': synthesizedStack(entry.stack).json }],
    ['HCL', files(entry)],
    ['a call of the module', Object.fromEntries(call)],
  ];

  test.each(forms)('as %s: what exists is imported, the rest is created', (_, texts) => {
    const plan = terraform(texts, { cloud }).init().succeed().formatCheck().planJson();
    const changes = plan.resource_changes ?? [];
    const imported = changes.flatMap(({ type, change }) => ('importing' in change ? [type] : []));
    expect(imported.toSorted()).toEqual(
      (Array.isArray(existing) ? existing : []).map((address) => String(address).split('.')[0]).toSorted(),
    );
    const created = changes.flatMap(({ type, change }) => (change.actions.join() === 'create' ? [type] : []));
    expect(created.toSorted()).toEqual(['aws_iam_role', 'aws_iam_role_policy_attachment']);
  });
});
