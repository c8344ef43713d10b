import { runCatalog, unusedSuppressions, type CheckInput } from '../../../policies/catalog/index';
import { judge, readJsonArtifact } from '../../../policies/index';
import { MAIN, onGitlabCom } from '../../../policies/catalog/example';
import { parsePolicy } from '../../../policies/trust/index';

const REASON = 'the path has been ours since 2015';

function subjectOf(role: string): CheckInput {
  const { document } = onGitlabCom({
    StringEquals: { 'gitlab.com:aud': 'sts.amazonaws.com', 'gitlab.com:sub': MAIN },
  });
  const parsed = parsePolicy(document);
  if (!parsed.ok) throw new Error('does not parse');
  return { policy: parsed.policy, document, role };
}

const ids = (
  role: string,
  check: string,
  options: { role?: string; reason?: string } = {},
): readonly string[] =>
  runCatalog(subjectOf(role), { suppressions: [{ check, reason: REASON, ...options }] }).findings.map(
    ({ check: id }) => id,
  );

test('a suppressed finding is kept apart, with the suppression that accepted it', () => {
  const suppression = { check: 'impostor-admitted', reason: REASON };
  const { findings, suppressed } = runCatalog(subjectOf('deploy'), { suppressions: [suppression] });
  expect(findings.map(({ check }) => check)).toEqual(['merge-request-admitted']);
  expect(suppressed).toMatchObject([{ finding: { check: 'impostor-admitted' }, suppression }]);
});

test.each([
  [
    'of another role does nothing here, and is not unused here',
    'plan',
    ['impostor-admitted', 'merge-request-admitted'],
  ],
  ['of this role takes effect', 'deploy', ['merge-request-admitted']],
])('a suppression %s', (_note, role, expected) => {
  expect(ids('deploy', 'impostor-admitted', { role })).toEqual(expected);
});

test('a suppression without a reason takes no effect and is an error', () => {
  expect(ids('deploy', 'impostor-admitted', { reason: '  because ' })).toEqual([
    'suppression-without-reason',
    'impostor-admitted',
    'merge-request-admitted',
  ]);
});

test.each([
  ['missing-aud', 'the suppression of `missing-aud` for role `deploy` suppresses nothing'],
  [
    'missing-audience',
    'the suppression of `missing-audience` for role `deploy` names no check of the catalog',
  ],
])('a suppression of %s that suppresses nothing is a finding', (check, message) => {
  const suppressions = [{ check, role: 'deploy', reason: REASON }];
  const { findings } = runCatalog(subjectOf('deploy'), { suppressions });
  expect(findings).toContainEqual(
    expect.objectContaining({ check: 'unused-suppression', severity: 'warning', message, pointer: '' }),
  );
});

test('over several roles a suppression for all of them is unused only when no role used it', () => {
  const suppressions = [
    { check: 'impostor-admitted', reason: REASON },
    { check: 'bare-allow', reason: REASON },
  ];
  const results = ['deploy', 'plan'].map((role) =>
    runCatalog(subjectOf(role), { suppressions, judgeUnused: false }),
  );
  const used = new Set(results.flatMap(({ suppressed }) => suppressed.map(({ suppression }) => suppression)));
  expect(results.flatMap(({ findings }) => findings.map(({ check }) => check))).not.toContain(
    'unused-suppression',
  );
  expect(unusedSuppressions(suppressions, used).map(({ message }) => message)).toEqual([
    'the suppression of `bare-allow` suppresses nothing',
  ]);
});

test('positions are those of the caller', () => {
  const locate = (pointer: string) => ({ file: 'trust.json', line: pointer.split('/').length, column: 1 });
  const [finding] = runCatalog(subjectOf('deploy'), { locate }).findings;
  expect(finding).toMatchObject({
    check: 'impostor-admitted',
    pointer: '/Statement/0/Condition/StringEquals/gitlab.com:sub',
    position: { file: 'trust.json', line: 6, column: 1 },
    statement: { index: 0 },
  });
});

test('a finding about a suppression stands where the suppression stands', () => {
  const position = { file: 'federation.yaml', line: 55, column: 5 };
  const unused = { check: 'over-quota', role: 'deploy', reason: REASON, position };
  const { findings } = runCatalog(subjectOf('deploy'), { suppressions: [unused, { ...unused, reason: '' }] });
  expect(findings.filter(({ check }) => check.includes('suppression'))).toMatchObject([
    { check: 'suppression-without-reason', position },
    { check: 'unused-suppression', position },
  ]);
});

test('a suppression for every role needs a reason, too', () => {
  const { document } = subjectOf('deploy');
  const { artifact } = readJsonArtifact(JSON.stringify(document), { file: 'trust.json' });
  const checksOf = (reason: string): readonly string[] =>
    judge({ artifacts: [artifact], suppressions: [{ check: 'impostor-admitted', reason }] }).trusts.flatMap(
      ({ findings }) => findings.map(({ check }) => check),
    );
  expect(checksOf(REASON)).not.toContain('impostor-admitted');
  expect(checksOf('  ')).toEqual(expect.arrayContaining(['impostor-admitted', 'suppression-without-reason']));
});

test.each(['aws_iam_role.ci', 'deploy'])(
  'a role of somebody else is named by its address: not by %s alone',
  (name) => {
    const { document } = subjectOf('deploy');
    const roles = Object.fromEntries(
      ['ci', 'other'].map((key) => [key, { name: 'deploy', assume_role_policy: JSON.stringify(document) }]),
    );
    const { artifact } = readJsonArtifact(JSON.stringify({ resource: { aws_iam_role: roles } }), {
      file: 'main.tf.json',
    });
    const { trusts } = judge({
      artifacts: [artifact],
      suppressions: [{ check: 'impostor-admitted', role: name, reason: REASON }],
    });
    expect(
      trusts.map(({ key, findings }) => [key, findings.some(({ check }) => check === 'impostor-admitted')]),
    ).toEqual([
      ['aws_iam_role.ci', name !== 'aws_iam_role.ci'],
      ['aws_iam_role.other', true],
    ]);
  },
);
