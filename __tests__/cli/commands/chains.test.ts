import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../../cli/program';
import { readInput } from '../../../cli/inputs/read-input';
import { judge, readTrusts } from '../../../policies/index';
import { fakeTerminal } from '../../support/fake-terminal';

const CASES = join(__dirname, '../../cases/inputs/chains');

type Row = readonly [file: string, note: string, answer: string, findings: readonly string[]];

const STRONGER = ['chain-to-stronger-role'];
const OPEN = ['undetermined-chain'];

/** `ci` can be assumed on any branch and `prod` by no token: whether a session of `ci` becomes `prod`, and what the catalog says. */
const ROWS: readonly Row[] = [
  [
    'account-only-in-own-account.json',
    'naming the account leaves it to the permissions of the role',
    'no',
    [],
  ],
  ['account-root.json', 'root of another account, and a permission', 'yes', STRONGER],
  ['account-root-without-permission.json', 'the permission is for another role', 'no', []],
  ['boundary-allows.json', 'the boundary of the default version allows it', 'yes', STRONGER],
  [
    'boundary-denies.json',
    'a boundary that lacks `sts:AssumeRole`; an old version of it that allows all is not in force',
    'no',
    [],
  ],
  [
    'boundary-unknown.json',
    'a boundary that the input does not hold',
    'cannot_tell: arn:aws:iam::111122223333:policy/limit',
    OPEN,
  ],
  ['deny-in-trust.json', 'a Deny by aws:PrincipalArn', 'no', []],
  ['devops-account', 'one folder with two providers', 'yes', [...STRONGER, 'session-longer-than-chain']],
  ['explicit-deny.json', 'a Deny in the permissions wins', 'no', ['session-widens-itself']],
  ['external-id.json', 'an external ID is not a secret', 'yes, with sts:ExternalId acme-42', STRONGER],
  [
    'managed-policy-of-aws.json',
    'AWS publishes that AmazonS3ReadOnlyAccess has no `sts:AssumeRole`',
    'no',
    [],
  ],
  ['managed-policy-of-the-input.json', 'a managed policy whose document the input holds', 'yes', STRONGER],
  [
    'managed-policy-unknown.json',
    'a managed policy whose document nobody has',
    'cannot_tell: arn:aws:iam::111122223333:policy/deploy',
    OPEN,
  ],
  ['mfa.json', 'no session of a web identity has MFA', 'no', []],
  [
    'named-in-own-account.json',
    'a trust policy that names the role is enough within an account',
    'yes',
    STRONGER,
  ],
  ['path-forgotten.json', 'the trust policy names another role: the path is missing', 'no', []],
  [
    'permission-without-trust.json',
    'a permission for every role, of which none trusts it',
    'no',
    ['session-widens-itself'],
  ],
  ['power-user.json', 'PowerUserAccess allows `sts:AssumeRole`', 'yes', ['chain-from-any-ref']],
  ['principal-arn.json', 'everyone, narrowed to roles of an account', 'yes', STRONGER],
  ['principal-arn-of-others.json', 'everyone, narrowed to another path', 'no', []],
  ['principal-tag.json', 'a tag that the input does not show', 'cannot_tell: aws:PrincipalTag/team', OPEN],
  ['protected-only.json', 'only a protected branch can assume the role at all', 'yes', []],
  ['reads-only.json', 'the reached role only reads', 'yes', []],
  ['session-of-a-role.json', 'the session name is the choice of the job', 'yes', STRONGER],
  ['source-ip.json', 'the network of the runner', 'cannot_tell: aws:SourceIp', OPEN],
  [
    'two-steps.json',
    'over a third account',
    'yes, through arn:aws:iam::222233334444:role/hop/hop',
    ['chain-from-any-ref', ...STRONGER, 'session-longer-than-chain'],
  ],
  ['wildcard-resource.json', 'wildcards in the resource', 'yes', STRONGER],
];

async function artifactsOf(name: string): Promise<Parameters<typeof judge>[0]['artifacts']> {
  const input = await readInput(name, fakeTerminal({ cwd: CASES }));
  if (input.kind === 'federation') throw new Error('a declaration');
  return input.artifacts;
}

test('every case is in the table', () => {
  expect(ROWS.map(([file]) => file).toSorted()).toEqual(readdirSync(CASES).toSorted());
});

test.each(ROWS)('%s: %s: %s', async (file, _note, answer, findings) => {
  const artifacts = await artifactsOf(file);
  const [reached] = readTrusts({ artifacts })
    .filter(({ written }) => written.name !== 'hop')
    .flatMap(({ reachedBy = [] }) => reachedBy);
  const through =
    reached === undefined || reached.through.length === 0 ? '' : `, through ${reached.through.join()}`;
  const choosing =
    reached === undefined || reached.choosing.length === 0 ? '' : `, with ${reached.choosing.join()}`;
  const dependsOn = reached?.answer === 'cannot_tell' ? `: ${reached.dependsOn.join()}` : '';
  expect(`${reached?.answer ?? 'no'}${through}${choosing}${dependsOn}`).toBe(answer);
  const ids = judge({ artifacts }).trusts.flatMap((trust) => trust.findings.map(({ check }) => check));
  expect(ids.filter((id) => /chain|widens/.test(id) && id !== 'role-chain-entry').toSorted()).toEqual(
    findings.toSorted(),
  );
});

test.each([
  [
    'devops-account',
    ['--role', 'acme-prod', '--only', 'protected_refs'],
    1,
    /refuted: .*through `aws_iam_role.ci`: not for/,
  ],
  [
    'protected-only.json',
    ['--role', 'prod', '--only', 'protected_refs'],
    0,
    /proved: .*also through `arn:aws:iam::111122223333:role\/ci`/,
  ],
  [
    'source-ip.json',
    ['--role', 'prod', '--only', 'protected_refs'],
    2,
    /undecided: .*depends on `aws:SourceIp`/,
  ],
  ['source-ip.json', ['--role', 'prod', '--never', 'tag'], 0, /proved/],
  ['account-root-without-permission.json', ['--role', 'prod', '--never', 'tag'], 2, /names no OIDC provider/],
  [
    'two-steps.json',
    ['--role', 'prod', '--describe'],
    0,
    /through `\S+role\/ci` and `\S+role\/hop\/hop`: .*acme\/api/,
  ],
  ['source-ip.json', ['--role', 'prod', '--describe'], 2, /which depends on `aws:SourceIp`/],
] as const)('prove %s %j: exit %i', async (name, options, code, words) => {
  const terminal = fakeTerminal({ cwd: CASES, columns: 4000 });
  expect(await run(['prove', name, ...options], terminal)).toBe(code);
  expect(terminal.stdout() + terminal.stderr()).toMatch(words);
});

test.each([
  [
    'account-root-without-permission.json',
    'account-root.json',
    1,
    /role\/prod changes\n +\+ a push pipeline of acme\/api.*\n[^]*✗ 1 role gives access/,
  ],
  [
    'account-root.json',
    'account-root-without-permission.json',
    0,
    /role\/prod changes\n +- a push pipeline of acme\/api/,
  ],
  ['account-root.json', 'account-root.json', 0, /✓ no new access: proved for every token of 2 roles/],
  ['protected-only.json', 'account-root.json', 1, /role\/prod changes\n +\+ .*not protected/],
  [
    'account-root-without-permission.json',
    'source-ip.json',
    2,
    /role\/prod cannot be compared: cannot determine whether a session of `\S+role\/ci` can assume it: it depends on `aws:SourceIp`/,
  ],
  // an open answer is not the same answer twice
  [
    'source-ip.json',
    'source-ip.json',
    2,
    /role\/prod cannot be compared: [\s\S]*\? cannot tell: 2 policies could not be read or compared/,
  ],
  // what may have been allowed before is not counted as allowed
  ['source-ip.json', 'account-root.json', 1, /role\/prod changes\n +\+ a push pipeline of acme\/api/],
] as const)('diff %s %s: exit %i', async (before, after, code, words) => {
  const terminal = fakeTerminal({ cwd: CASES, columns: 4000 });
  expect(await run(['diff', before, after], terminal)).toBe(code);
  expect(terminal.stdout() + terminal.stderr()).toMatch(words);
});
