import { join } from 'node:path';
import { run } from '../../../cli/program';
import type { Report } from '../../../policies/index';
import { fakeTerminal } from '../../support/fake-terminal';

/** Synthesized by aws-cdk-lib 2.276.0 from `scripts/cdk-templates.mjs`. */
const INPUTS = join(__dirname, '../../cases/inputs');

async function refgate(...args: readonly string[]) {
  const terminal = fakeTerminal({ cwd: INPUTS, columns: 4000 });
  const code = await run(args, terminal);
  return { code, out: terminal.stdout() };
}

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
  'Keyed/Known6D59490E': [],
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
  expect(others).toEqual([]);
});

test('a parameter in a value of `CfnJson`, and an export of another stack, are unknown parts', () => {
  expect(report.unresolved.map(({ address, reason }) => [address, reason])).toEqual([
    ['Keyed/OfProject072EA2E7', expect.stringMatching(/^depends on `Project`/)],
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
