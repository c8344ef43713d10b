import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readInput } from '../../../cli/inputs/read-input';
import type { InputOptions } from '../../../cli/inputs/input';
import { loadConfiguration } from '../../../cli/inputs/load-configuration';
import { readTerraformPlan, readTerraformState, type WrittenArtifact } from '../../../policies/index';
import { fakeTerminal } from '../../support/fake-terminal';
import { describeTerraform } from '../../support/terraform/index';

const CASES = join(__dirname, '../../cases/inputs/configurations');
const NAMES = readdirSync(CASES);

async function read(name: string, options: InputOptions = {}): Promise<WrittenArtifact> {
  const input = await readInput(name, fakeTerminal({ cwd: CASES }), options);
  if (input.kind === 'federation') throw new Error('not a configuration');
  return input.artifacts[0] as WrittenArtifact;
}

/** Documents by address, without the order of what IAM takes as sets. */
function documents({ roles }: WrittenArtifact): Readonly<Record<string, unknown>> {
  return Object.fromEntries(roles.map(({ address, document }) => [address, unordered(document)]));
}

/**
 * Blocks of a set come in the order of their hashes. The stub provider keeps the scheme of `url` after apply, where the real one has
 * IAM's answer, which has none.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetOpenIDConnectProvider.html
 */
function unordered(node: unknown): unknown {
  if (Array.isArray(node)) {
    const items = node.map(unordered);
    return items.every((item) => typeof item === 'string') ? items.toSorted() : items;
  }
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key.replace(/^https:\/\//, ''), unordered(value)]),
  );
}

function providers(artifact: WrittenArtifact): unknown {
  return artifact.providers
    .map(({ address, url, clientIds, arn, account }) => ({ address, url, clientIds, arn, account }))
    .toSorted((a, b) => (a.address < b.address ? -1 : 1));
}

function permissions({ roles }: WrittenArtifact): unknown {
  return Object.fromEntries(roles.map((role) => [role.address, role.permissions]));
}

test.each(NAMES)('%s: everything is resolved, and every policy has its place', async (name) => {
  const artifact = await read(name);
  expect(artifact.unresolved).toEqual([]);
  expect(artifact.roles.length).toBeGreaterThan(0);
  for (const { position, account } of artifact.roles) {
    expect(position?.file).toMatch(new RegExp(`^${name}/.*\\.tf$`));
    expect(account).toBe('111122223333');
  }
});

describeTerraform('what terraform applies is what was read from the text', (open) => {
  interface Run {
    readonly plan: string;
    readonly state: string;
  }
  const runs = new Map<string, Run>();

  /** The plan of an empty account, and the state after it is applied; once for each configuration. */
  const run = (name: string): Run => {
    const known = runs.get(name);
    if (known !== undefined) return known;
    const terraform = open(join(CASES, name)).init();
    const plan = JSON.stringify(terraform.planJson());
    const found = { plan, state: JSON.stringify(terraform.apply().succeed().run('show', '-json').json()) };
    runs.set(name, found);
    return found;
  };

  test.each(NAMES)('%s: the same roles, policies, providers and permissions', async (name) => {
    const [text, after] = [await read(name), readTerraformState(run(name).state)];
    expect(after.unresolved).toEqual([]);
    expect(documents(text)).toEqual(documents(after));
    expect(permissions(text)).toEqual(permissions(after));
    const registered = {
      ...text,
      providers: text.providers.filter(({ address }) => !address.includes('data.')),
    };
    expect(providers(registered)).toEqual(providers(after));
  });

  test.each(NAMES)('%s: a plan and its configuration tell the same', async (name) => {
    const { plan } = run(name);
    const configuration = await loadConfiguration(join(CASES, name), name, fakeTerminal({ cwd: CASES }), {});
    const planned = readTerraformPlan(plan, { configuration, file: 'plan.json' });
    expect(planned.unresolved).toEqual([]);
    expect(documents(planned)).toEqual(documents(await read(name)));
  });

  test('a plan alone does not tell what depends on a provider that is not there yet', () => {
    const { plan } = run('projects-map');
    const { roles, unresolved } = readTerraformPlan(plan, { file: 'plan.json' });
    expect(roles).toEqual([]);
    expect(unresolved).toHaveLength(4);
    expect(unresolved[0]).toMatchObject({
      address: 'aws_iam_role.all[0]',
      concerns: 'trust',
      reason: expect.stringMatching(
        /^the plan does not know the trust policy before apply; read its configuration/,
      ),
      position: { file: 'plan.json' },
    });
  });
});
