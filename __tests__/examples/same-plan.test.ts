import { readFileSync } from 'node:fs';
import path from 'node:path';
import { synthesizedStack } from '../../modules/index';
import { handOver } from '../../modules/hcl-export/replace-by-hcl';
import { moduleCall } from '../../modules/terraform-module/module-call';
import { moduleSource } from '../../modules/terraform-module/module-source';
import { organisationDeclaration } from '../../examples/organisation/declaration';
import { Workbench } from '../modules/workbench';
import { type Cloud, describeTerraform } from '../support/terraform/index';
import { exampleFederation, parsed, stacksOf, type ExampleStack } from './example-stacks';
import { resourcesOf, withoutAddresses, type Comparable, type ModuleJson } from './planned-resources';

const workbench = new Workbench();
afterAll(() => workbench.clear());

const EXAMPLES = ['single-project', 'self-managed', 'monorepo', 'many-accounts', 'adopt-existing-roles'];

const stacks: readonly ExampleStack[] = [
  ...stacksOf(workbench.app(), 'sample', exampleFederation('..')),
  // a called module cannot import; what is imported is compared on its own
  ...EXAMPLES.flatMap((name) =>
    stacksOf(workbench.app(), name, exampleFederation(name), { accounts: { finance: { adopt: [] } } }),
  ),
  ...stacksOf(workbench.app(), 'organisation', parsed(organisationDeclaration(6))),
];

/** The account of the stub: every stack of one configuration is taken to be there. */
const ACCOUNT = '111122223333';

/** Stacks as JSON, as HCL and as calls of the module, called from one configuration. */
function configuration(chosen: readonly ExampleStack[]): Readonly<Record<string, string>> {
  const files = new Map([...moduleSource()].map(([name, text]) => [`module/${name}`, text]));
  const calls: Record<string, { source: string }> = {};
  for (const { name, federation, stack } of chosen) {
    const forms: readonly (readonly [
      form: string,
      folder: string,
      texts: Iterable<readonly [string, string]>,
    ])[] = [
      ['json', `json/${name}`, [['cdk.tf.json', synthesizedStack(stack).json]]],
      ['hcl', `hcl/${name}`, handOver(federation, stack, { checked: true })],
      ['call', `module/examples/accounts/${name}`, moduleCall({ federation, stack, source: '../../..' })],
    ];
    for (const [form, folder, texts] of forms) {
      for (const [file, text] of texts)
        files.set(`${folder}/${file}`, text.replaceAll(stack.account.id, ACCOUNT));
      calls[`${name}-${form}`] = { source: `./${folder}` };
    }
  }
  return { ...Object.fromEntries(files), 'main.tf.json': JSON.stringify({ module: calls }) };
}

const LOOKED_UP = stacks.filter(({ stack }) => 'dataSource' in stack.provider);
const OTHERS = stacks.filter((entry) => !LOOKED_UP.includes(entry));

describeTerraform(
  'every example: the JSON, the HCL and the call of the module are one and the same',
  (terraform) => {
    const modules = new Map<string, ModuleJson>();

    function apply(chosen: readonly ExampleStack[], cloud: Partial<Cloud>): void {
      const applied = terraform(configuration(chosen), { cloud }).init().succeed().formatCheck().apply();
      expect(applied.stderr).toBe('');
      const { values } = applied.run('show', '-json').json() as { values: { root_module: ModuleJson } };
      for (const module of values.root_module.child_modules ?? []) modules.set(module.address ?? '', module);
      expect(applied.plan('-detailed-exitcode').text).toContain('No changes.');
      const { resources } = JSON.parse(
        readFileSync(path.join(applied.directory, 'terraform.tfstate'), 'utf8'),
      ) as { resources: readonly { mode: string; instances: readonly unknown[] }[] };
      const managed = resources.flatMap(({ mode, instances }) => (mode === 'managed' ? instances : []));
      expect(applied.destroy().text).toContain(`Destroy complete! Resources: ${managed.length} destroyed.`);
    }

    beforeAll(() => {
      apply(OTHERS, {});
      apply(LOOKED_UP, { oidcProviders: [{ url: 'https://gitlab.com', clientIds: ['sts.amazonaws.com'] }] });
    });

    const applied = (stack: string, form: string): readonly Comparable[] =>
      resourcesOf(modules.get(`module.${stack}-${form}`) ?? {});

    test.each(stacks.map(({ name }) => name))('%s', (name) => {
      const json = applied(name, 'json');
      expect(json.length).toBeGreaterThan(2);
      expect(applied(name, 'hcl')).toEqual(json);
      expect(withoutAddresses(applied(name, 'call'))).toEqual(withoutAddresses(json));
    });
  },
);
