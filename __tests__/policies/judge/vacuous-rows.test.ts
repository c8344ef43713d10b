import { declaredArtifact, judge, parseFederation } from '../../../policies/index';
import { edited, SMALL_FEDERATION } from '../federation/small-federation';

const ROW = '{ pipeline: { fork_of: api, branch: main }, assumes: [] }';
/** Without the role that trusts every branch: nothing matches a misspelt one. */
const ONE_ROLE = edited(
  edited(
    SMALL_FEDERATION,
    '  plan:\n    account: production\n    trust: [{ project: api, branches: ["*"] }]\n',
    '',
  ),
  '  - { implies: [deploy, plan] }\n',
  '',
).replace('assumes: [deploy, plan]', 'assumes: [deploy]');

function judged(text: string) {
  const parsed = parseFederation(text, 'federation.yaml');
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
  const { federation } = parsed;
  return judge({
    artifacts: [declaredArtifact(federation)],
    federation,
    suppressions: federation.suppress,
  });
}

function about(row: string, text = ONE_ROLE) {
  const { trusts } = judged(edited(text, ROW, row));
  return trusts.flatMap(({ findings }) => findings.filter(({ check }) => check === 'vacuous-row'));
}

test.each([
  ['a branch', '{ project: api, branch: mian }', 'branch `mian`', '`main`'],
  ['the branch of a fork', '{ fork_of: api, branch: mian }', 'branch `mian`', '`main`'],
  ['a target', '{ project: api, merge_request: { from: x, into: mian } }', 'branch `mian`', '`main`'],
  ['a folder', '{ project: api, branch: relase/1.2 }', 'branch `relase/1.2`', '`release/*`'],
  [
    'an audience',
    '{ project: api, branch: main, audience: sts.amazonaws.co }',
    'the audience `sts.amazonaws.co`',
    '`sts.amazonaws.com`',
  ],
])('a row that is one slip away from what is declared tests nothing: %s', (_, pipeline, what, meant) => {
  const text = edited(
    ONE_ROLE,
    'protected_branches: { main:',
    'protected_branches: { release/*: { push: maintainer, merge: maintainer }, main:',
  );
  const [finding, ...more] = about(`{ pipeline: ${pipeline}, assumes: [] }`, text);
  expect(more).toEqual([]);
  expect(finding).toMatchObject({ severity: 'warning', position: { file: 'federation.yaml' } });
  expect(finding?.message).toMatch(/^row 2 `.*` tests nothing: no /);
  expect(finding?.message).toContain(what);
  expect(finding?.fix).toContain(`did you mean ${meant}?`);
});

test.each([
  ['an ordinary branch', '{ project: api, branch: feature/login }'],
  ['a short name', '{ project: api, branch: man }'],
  ['the declared branch of a fork', '{ fork_of: api, branch: main }'],
  ['another number', '{ project: api, tag: w1.2.3 }'],
  ['another audience', '{ project: api, branch: main, audience: https://vault.example.com }'],
])('a row that some mistake would accept is a test: %s', (_, pipeline) => {
  expect(about(`{ pipeline: ${pipeline}, assumes: [] }`)).toEqual([]);
});

test('a branch that a trust entry matches by a wildcard is none that nothing matches', () => {
  expect(about('{ pipeline: { project: api, branch: mian }, assumes: [plan] }', SMALL_FEDERATION)).toEqual(
    [],
  );
});

test('a row with a note says that it is meant', () => {
  expect(about('{ pipeline: { project: api, branch: mian }, assumes: [], note: a typo }')).toMatchObject([
    { severity: 'note' },
  ]);
});

test('a pipeline without a token holds for lack of it', () => {
  const [finding] = about('{ pipeline: { project: api, branch: main, reclaimed_path: true }, assumes: [] }');
  expect(finding).toMatchObject({ severity: 'note' });
  expect(finding?.message).toContain('it holds for lack of a token: GitLab.com mints no ID token');
});

test('a row of several audiences is reported once', () => {
  const text = `${ONE_ROLE}`.replace('  deploy:\n', '  deploy:\n    audience: https://deploy.example.com\n');
  expect(about('{ pipeline: { project: api, branch: mian }, assumes: [] }', text)).toHaveLength(1);
});

test('a finding that was accepted for its role is not repeated, and the suppression was used', () => {
  const accepted = `suppress: [{ check: vacuous-row, role: deploy, reason: mian is a branch of the past }]\n`;
  const { trusts, suppressed } = judged(
    `${edited(ONE_ROLE, ROW, '{ pipeline: { project: api, branch: mian }, assumes: [] }')}${accepted}`,
  );
  expect(trusts.flatMap(({ findings }) => findings.map(({ check }) => check))).toEqual([]);
  expect(suppressed.map(({ finding }) => finding.check)).toEqual(['vacuous-row']);
});
