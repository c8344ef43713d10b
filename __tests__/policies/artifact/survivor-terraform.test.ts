import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '../../../cli/program';
import { fakeTerminal } from '../../support/fake-terminal';
import { mutated, seeded, type Random } from '../../support/survivor/mutate';
import { mutatedFolder, textsOf, type Folder } from '../../support/survivor/mutate-folder';
import { textOf, treeOf, type Tree } from '../../support/survivor/tree';
import { describeTerraform, type OpenTerraform, type PlanJson } from '../../support/terraform/index';
import { seedFor } from '../../support/seed';

/** Folders that terraform itself reads: a sample in each run, and as many as wanted by `REFGATE_FUZZ=long`. */
const EACH = process.env.REFGATE_FUZZ === 'long' ? 1500 : 40;
const MANIFESTS = process.env.REFGATE_FUZZ === 'long' ? 10_000 : 300;

const trust = (condition: object): object => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringEquals: condition },
    },
  ],
});
const NARROW = JSON.stringify(
  trust({
    'gitlab.com:aud': 'sts.amazonaws.com',
    'gitlab.com:sub': 'project_path:acme/api:ref_type:branch:ref:main',
    'gitlab.com:project_id': '101',
    'gitlab.com:namespace_id': '12',
    'gitlab.com:ref_protected': 'true',
    'gitlab.com:pipeline_source': 'push',
  }),
);
const OPEN = JSON.stringify(trust({ 'gitlab.com:aud': 'sts.amazonaws.com' }));

const role = (name: string, policy: string): string =>
  `resource "aws_iam_role" "${name}" {\n  name = "${name}"\n  assume_role_policy = ${JSON.stringify(policy)}\n}`;
const PROVIDER = 'provider "aws" {\n  region = "eu-west-1"\n  allowed_account_ids = ["111122223333"]\n}';
const VARIABLES = [
  'variable "n" {\n  default = 1\n}',
  'variable "names" {\n  type = list(string)\n  default = ["a"]\n}',
];
const HCL: Folder = new Map([['main.tf', [PROVIDER, ...VARIABLES, role('good', NARROW), role('bad', OPEN)]]]);

const attributes = (name: string, policy: string): object => ({ name, assume_role_policy: policy });
const TREE = treeOf(
  {
    provider: { aws: { region: 'eu-west-1', allowed_account_ids: ['111122223333'] } },
    variable: { n: { default: 1 }, names: { default: ['a'] } },
    locals: { a: 1 },
    resource: { aws_iam_role: { good: attributes('good', NARROW), bad: attributes('bad', OPEN) } },
  },
  () => false,
);

/** Texts of a folder after some changes. */
type Form = (random: Random) => Readonly<Record<string, string>>;

const times = <T>(value: T, change: (value: T) => T, random: Random): T => {
  let result = value;
  for (let left = 1 + random(3); left > 0; left -= 1) result = change(result);
  return result;
};
const FORMS: readonly (readonly [string, Form])[] = [
  ['HCL', (random) => textsOf(times(HCL, (folder) => mutatedFolder(folder, random), random))],
  ['tf.json', (random) => ({ 'main.tf.json': textOf(times(TREE, (tree) => mutated(tree, random), random)) })],
  [
    'HCL beside tf.json',
    (random) => ({
      ...textsOf(
        times(
          new Map([['main.tf', [PROVIDER, ...VARIABLES, role('bad', OPEN)]]]),
          (folder: Folder) => mutatedFolder(folder, random),
          random,
        ),
      ),
      'good.tf.json': JSON.stringify({ resource: { aws_iam_role: { good: attributes('good', NARROW) } } }),
    }),
  ],
];

/** Whether terraform would make a role with the open policy. */
function makesOpenRole({ resource_changes = [] }: PlanJson): boolean {
  return resource_changes.some(
    ({ type, change }) =>
      type === 'aws_iam_role' &&
      typeof change.after?.['assume_role_policy'] === 'string' &&
      JSON.stringify(JSON.parse(change.after['assume_role_policy'])) === OPEN,
  );
}

function planned(terraform: OpenTerraform, files: Readonly<Record<string, string>>): PlanJson | undefined {
  try {
    return terraform(files).init().planJson('-refresh=false');
  } catch {
    return undefined;
  }
}

async function codeOf(files: Readonly<Record<string, string>>): Promise<number> {
  const cwd = mkdtempSync(path.join(tmpdir(), 'refgate-survivor-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(cwd, name)), { recursive: true });
      writeFileSync(path.join(cwd, name), text);
    }
    return await run(['check', '.', '--account', '111122223333'], fakeTerminal({ cwd }));
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

const seed = seedFor('survivor, by terraform');

describeTerraform(
  `an open role that terraform makes is never green (repeat with REFGATE_SEED=${seed})`,
  (terraform) => {
    test.each(FORMS)(
      '%s',
      async (_, form) => {
        const random = seeded(seed);
        const survivors: unknown[] = [];
        let made = 0;
        for (let number = 0; number < EACH; number += 1) {
          const files = form(random);
          // what is not green needs no second opinion
          if ((await codeOf(files)) !== 0 && number % 4 > 0) continue;
          const plan = planned(terraform, files);
          if (plan === undefined || !makesOpenRole(plan)) continue;
          made += 1;
          if ((await codeOf(files)) === 0) survivors.push(files);
        }
        expect(survivors).toEqual([]);
        expect(made).toBeGreaterThan(0);
      },
      3_600_000,
    );

    test('without the open role it is green, so the test can fail', async () => {
      const narrow = new Map([['main.tf', [PROVIDER, ...VARIABLES, role('good', NARROW)]]]);
      expect(await codeOf(textsOf(narrow))).toBe(0);
      const plan = planned(terraform, textsOf(HCL));
      expect(plan !== undefined && makesOpenRole(plan)).toBe(true);
    });
  },
);

test(`a manifest hides no stack (repeat with REFGATE_SEED=${seed})`, async () => {
  const random = seeded(seed);
  const stack = (name: string): object => ({
    name,
    constructPath: name,
    synthesizedStackPath: `stacks/${name}/cdk.tf.json`,
    workingDirectory: `stacks/${name}`,
    annotations: [],
    dependencies: [],
  });
  const manifest: Tree = treeOf(
    { version: '0.21.0', stacks: { good: stack('good'), bad: stack('bad') } },
    () => false,
  );
  const json = (name: string, policy: string): string =>
    JSON.stringify({
      provider: { aws: [{ region: 'eu-west-1', allowed_account_ids: ['111122223333'] }] },
      resource: { aws_iam_role: { [name]: attributes(name, policy) } },
    });
  const survivors: string[] = [];
  for (let number = 0; number < MANIFESTS; number += 1) {
    const text = textOf(times(manifest, (tree) => mutated(tree, random), random));
    const code = await codeOf({
      'manifest.json': text,
      'stacks/good/cdk.tf.json': json('good', NARROW),
      'stacks/bad/cdk.tf.json': json('bad', OPEN),
    });
    if (code === 0) survivors.push(text);
  }
  expect(survivors).toEqual([]);
}, 3_600_000);
