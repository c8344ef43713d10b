import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../cli/program';
import type { Report } from '../../../policies/index';
import { fakeTerminal } from '../../support/fake-terminal';

/** Synthesized by aws-cdk-lib 2.276.0 from `scripts/cdk-templates.mjs`. */
const INPUTS = join(__dirname, '../../cases/inputs');

async function refgateIn(cwd: string, ...args: readonly string[]) {
  const terminal = fakeTerminal({ cwd, columns: 4000 });
  const code = await run(args, terminal);
  return { code, out: terminal.stdout(), err: terminal.stderr() };
}

const refgate = (...args: readonly string[]) => refgateIn(INPUTS, ...args);

const INNER = 'Consumers/InnerNestedStackInnerNestedStackResource745E041B/Nested0E007A7E';

/** What `check` finds of each role that trusts an OIDC provider, but for notes. */
const ANSWERS: Readonly<Record<string, readonly string[]>> = {
  // the provider is a custom resource
  'Federation/Deploy7B206E61': ['impostor-admitted'],
  'Federation/Anything2434E2AB': ['any-project', 'impostor-admitted'],
  // the native provider; `grantAssumeRole` and `ArnPrincipal` lead to a stronger role
  'Native/CiA080E7EE': ['chain-to-stronger-role', 'impostor-admitted'],
  // a service and a provider without a subject
  'Native/Both16D4C1CD': ['missing-sub', 'refused-by-iam'],
  // keys by `CfnJson`
  // a role of the account that trusts the account, and permissions that the template does not hold
  'Keyed/Known6D59490E': ['undetermined-chain'],
  'Consumers/ByReference7258F9B0': ['impostor-admitted'],
  // `Fn.importValue` of a stack that is not there
  'Consumers/ByExport022ADB99': ['impostor-admitted'],
  [INNER]: ['impostor-admitted', 'open-group-prefix'],
  'Included/Role': ['impostor-admitted'],
  // a stage, and one of a pipeline
  'Test/Roles/Deploy7B206E61': ['impostor-admitted'],
  'Delivery/Prod/Roles/Deploy7B206E61': ['impostor-admitted'],
};

let report: Report;
beforeAll(async () => {
  report = JSON.parse((await refgate('check', 'cdk-lib', '--format', 'json')).out) as Report;
});

test.each(Object.entries(ANSWERS))('what is found of %s', (role, checks) => {
  const found = report.findings.filter((one) => one.role === role && one.severity !== 'note');
  expect([...new Set(found.map(({ check }) => check))].toSorted()).toEqual(checks);
});

test('nothing is found of other roles', () => {
  const others = report.findings.filter(({ role }) => ANSWERS[role ?? ''] === undefined);
  expect(others.map(({ role, check, severity }) => [role, check, severity])).toEqual([
    // whatever `Project` is: its `AllowedPattern` has no wildcard
    ['Keyed/OfProject072EA2E7', 'undetermined-chain', 'warning'],
    ['Keyed/OfProject072EA2E7', 'like-without-wildcard', 'note'],
    ['Keyed/OfProject072EA2E7', 'merge-request-admitted', 'note'],
  ]);
});

test('a parameter in a value of `CfnJson`, and an export of another stack, are unknown parts', () => {
  expect(report.unresolved.map(({ address, reason }) => [address, reason])).toEqual([
    // its `AllowedPattern` excludes `*`
    [
      'Keyed/OfProject072EA2E7',
      expect.stringMatching(/^depends on `Project` \(limited to .*\); the parameter `Project` has/),
    ],
    ['Consumers/ByExport022ADB99', expect.stringMatching(/is assumed to be that of `gitlab.com`/)],
  ]);
});

test('roles of a pipeline that trust each other by generated names lead no token on', async () => {
  // `PipelineCodeBuildActionRole` trusts `PipelineRole.Arn`, of which only the stack tells the name
  const chained = report.roles.filter(({ reachedThrough = [] }) => reachedThrough.length > 0);
  expect(chained.map(({ address }) => address)).toEqual(['Native/Release6218179A']);
});

test.each<[role: string, text: RegExp]>([
  ['deploy-test', /orchard\/api \(project \d+\), branch `feature\/x`/],
  ['deploy-prod', /orchard\/api \(project \d+\), branch `main`/],
  [INNER, /orchard\/any-project \(project \d+\), tag `v1.2.3`/],
  ['Included/Role', /orchard\/legacy \(project \d+\), branch `main`/],
])('`--describe` of %s', async (role, text) => {
  expect((await refgate('prove', 'cdk-lib', '--describe', '--role', role)).out).toMatch(text);
});

test('a value of the parameter makes the role known', async () => {
  const { code, out } = await refgate(
    'prove',
    'cdk-lib',
    '--var',
    'Project=orchard/api',
    '--role',
    'Keyed/OfProject072EA2E7',
    '--only',
    'orchard/api',
  );
  expect(out).toMatch(/^✓ proved/);
  expect(code).toBe(0);
});

describe('files of a `cdk.out`', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'refgate-cdk-'));
    cpSync(join(INPUTS, 'cdk-lib'), join(folder, 'cdk.out'), { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const checked = async () => {
    const { code, out, err } = await refgateIn(folder, 'check', 'cdk.out', '--format', 'json');
    return { code, err, report: out === '' ? undefined : (JSON.parse(out) as Report) };
  };

  test.each(['Gone.template.json', 'assembly-Test/Gone.template.json', 'assembly-Gone/Gone.template.yaml'])(
    'a template that no manifest lists is named: %s',
    async (file) => {
      const isNotListed = (found: Report | undefined) =>
        found?.notices?.filter(({ reason }) => reason.includes('does not list'));
      expect(isNotListed((await checked()).report)).toEqual([]);
      cpSync(join(folder, 'cdk.out/assembly-Test'), join(folder, 'cdk.out/assembly-Gone'), {
        recursive: true,
      });
      rmSync(join(folder, 'cdk.out/assembly-Gone/TestRolesDFD9E455.template.json'));
      writeFileSync(join(folder, 'cdk.out', file), '{ "Resources": {} }');
      expect(isNotListed((await checked()).report)).toMatchObject([{ address: `cdk.out/${file}` }]);
    },
  );

  test.each(['Included.template.json', 'assembly-Delivery-Prod/DeliveryProdRoles5E542DC0.template.json'])(
    'one that is listed and not there is an error: %s',
    async (file) => {
      rmSync(join(folder, 'cdk.out', file));
      const { code, err } = await checked();
      expect(err).toContain(`cannot read \`cdk.out/${file}\``);
      expect(code).toBe(2);
    },
  );

  test('a nested one that is not there is not judged', async () => {
    rmSync(join(folder, 'cdk.out/ConsumersInner52AFDB46.nested.template.json'));
    const { report: found } = await checked();
    expect(found?.unresolved).toContainEqual(
      expect.objectContaining({
        address: 'Consumers/InnerNestedStackInnerNestedStackResource745E041B',
        concerns: 'module',
      }),
    );
    // `prove` over every role is not green by it
    expect((await refgateIn(folder, 'prove', 'cdk.out', '--describe')).code).toBe(2);
  });

  test('a stage that is not there is an error', async () => {
    rmSync(join(folder, 'cdk.out/assembly-Test'), { recursive: true });
    const { code, err } = await checked();
    expect(err).toContain('cannot read `cdk.out/assembly-Test/manifest.json`');
    expect(code).toBe(2);
  });
});
