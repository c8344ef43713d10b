import { declaredArtifact, judge, judgeStack, parseFederation, renderStarter } from '../../../policies/index';
import { edited, SMALL_FEDERATION } from '../federation/small-federation';

function judged(text: string) {
  const parsed = parseFederation(text, 'federation.yaml');
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
  const { federation } = parsed;
  const { trusts, proofs } = judge({
    artifacts: [declaredArtifact(federation)],
    federation,
    suppressions: federation.suppress,
  });
  const deploy = trusts.find(({ key }) => key === 'deploy');
  const found = (deploy?.findings ?? []).filter(({ severity }) => severity === 'error');
  return { federation, found, proofs: proofs.map(({ property }) => property) };
}

const trust = (entry: string): string =>
  edited(SMALL_FEDERATION, 'branches: [main], protected: true, sources: [push]', entry);

test.each([
  ['a typo', 'branches: [mian], protected: true', '`main` is protected', 'did you mean `main`?'],
  [
    'a typo of a tag',
    'tags: [w*], protected: true',
    '`v*` is protected',
    'protect it under `protected_tags`',
  ],
  [
    'a branch that is not protected',
    'branches: [loom], protected: true',
    '`main` is protected',
    'protect it under',
  ],
  [
    'a pattern that no protected name fits',
    "branches: ['rel/*'], protected: true",
    '`main` is protected',
    '',
  ],
])('a trust entry that no token can use is an error: %s', (_, entry, only, fix) => {
  const { found, proofs } = judged(trust(entry));
  expect(found).toMatchObject([{ check: 'no-token-can-assume', position: { file: 'federation.yaml' } }]);
  expect(found[0]?.message).toContain(only);
  expect(found[0]?.fix).toContain(fix);
  const about = proofs.filter((property) => property.includes('deploy'));
  expect(about.length).toBeGreaterThan(3);
  for (const property of about) expect(property).toMatch(/\(vacuous: no token can assume `deploy`\)$/);
  expect(proofs.some((property) => property.startsWith('plan') && !property.includes('vacuous'))).toBe(true);
});

test('where nothing is protected, protected: true admits no token', () => {
  const nothing = SMALL_FEDERATION.replace(
    'protected_branches: { main: { push: maintainer, merge: maintainer } }',
    'protected_branches: {}',
  );
  expect(judged(nothing).found[0]?.message).toContain('no branch of the project is protected');
});

test('one ref of several is a dead statement, and the proofs are about the rest', () => {
  const { found, proofs } = judged(trust('branches: [main, mian], protected: true'));
  expect(found).toMatchObject([
    { check: 'dead-statement', fix: expect.stringContaining('did you mean `main`?') },
  ]);
  expect(proofs.join()).not.toContain('vacuous');
});

test.each([
  'branches: [main], protected: true',
  "branches: ['ma*'], protected: true",
  "branches: ['*'], protected: true",
  'tags: [v1.2.3], protected: true',
  "tags: ['*.0'], protected: true",
  'branches: [mian]',
])('an entry that some token can use is none: %s', (entry) => {
  const { found, proofs } = judged(trust(entry));
  expect(found.filter(({ check }) => check === 'no-token-can-assume' || check === 'dead-statement')).toEqual(
    [],
  );
  expect(proofs.join()).not.toContain('vacuous');
});

test('a proof stays vacuous where the finding was accepted', () => {
  const { found, proofs } = judged(
    `${trust('branches: [mian], protected: true')}suppress: [{ check: no-token-can-assume, role: deploy, reason: kept for the audit }]\n`,
  );
  expect(found).toEqual([]);
  expect(
    proofs.filter((property) => /vacuous: no token can assume `deploy`/.test(property)).length,
  ).toBeGreaterThan(3);
});

test('a synth refuses it', () => {
  const { federation } = judged(trust('branches: [mian], protected: true'));
  const { roles } = declaredArtifact(federation);
  const resources = roles.map(({ address, name, text }) => [
    address.replace('aws_iam_role.', ''),
    { name, assume_role_policy: text },
  ]);
  const json = {
    provider: { aws: [{ allowed_account_ids: ['111122223333'] }] },
    resource: { aws_iam_role: Object.fromEntries(resources) as object },
  };
  expect(judgeStack(federation, 'production', JSON.stringify(json)).join('\n')).toContain(
    'no token can assume the role through branch `mian`',
  );
});

test('a starter says what it does not promise', () => {
  const starter = {
    audience: 'sts.amazonaws.com',
    projectPath: 'mill/loom',
    projectId: '7001',
    namespaceId: '700',
    accountId: '222233334444',
    region: 'eu-west-1',
    branch: 'weave',
  };
  const elsewhere = renderStarter({ ...starter, gitlabUrl: 'https://git.mill.example' });
  for (const kind of ['merge_request', 'impostor']) expect(elsewhere).toMatch(new RegExp(`# - ${kind}: `));
  const com = renderStarter({ ...starter, gitlabUrl: 'https://gitlab.com' });
  expect(com).toContain('never: [fork, impostor, merge_request, tag]');
});
