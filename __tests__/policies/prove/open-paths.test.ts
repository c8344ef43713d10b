import { diffTrust, onlyProjects, withNeeded, describeAdmitted, never } from '../../../policies/prove/index';
import { proveBatchLine } from '../../../policies/judge/index';
import { API, API_SUB, COM, OWN, role, world } from '../../support/prover-world';

// Whether an instance of one's own gives tokens to a project that took over the path of another is not public: neither answer may rest on it.

const main = role({ StringEquals: { sub: `${API_SUB}main` } }, OWN);
const only = { projects: [API.path] };
const DEPENDS =
  /depends on whether GitLab gives ID tokens to a project that took over the path of a declared one/;

test('what only a reused path decides is undecided, with what to declare', () => {
  const verdict = onlyProjects(main, only, world(OWN));
  expect(verdict).toMatchObject({
    verdict: 'undecided',
    reason: expect.stringMatching(DEPENDS) as unknown,
    dependsOn: [expect.stringMatching(/^whether GitLab gives ID tokens/)],
  });
  expect(verdict.reason).toContain('set `gitlab.reused_paths` in the declaration');
  expect(verdict.reason).toContain('--assume no-reused-paths');
});

test.each([
  ['refused', 'proved'],
  ['accepted', 'refuted'],
] as const)('a declaration that says `%s` decides it: %s', (reusedPaths, expected) => {
  const verdict = withNeeded(world({ ...OWN, reusedPaths }), (at) => onlyProjects(main, only, at));
  expect(verdict.verdict).toBe(expected);
  if (verdict.verdict === 'proved') expect(verdict.needed).toContain('no-reused-paths');
  if (verdict.verdict === 'refuted') expect(verdict.counterexample).toMatchObject({ origin: 'impostor' });
});

test('a switch decides it like a declaration, and gitlab.com is not left open', () => {
  expect(onlyProjects(main, only, world(OWN, { 'no-reused-paths': true })).verdict).toBe('proved');
  expect(onlyProjects(main, only, world(OWN, { 'no-reused-paths': false })).verdict).toBe('refuted');
  const onCom = role({ StringEquals: { sub: `${API_SUB}main` } }, COM);
  expect(onlyProjects(onCom, only, world(COM)).verdict).toBe('refuted');
});

test('what another token refutes is refuted, and what no token can is proved', () => {
  const group = role({ StringLike: { sub: 'project_path:acme/*' } }, OWN);
  expect(onlyProjects(group, only, world(OWN))).toMatchObject({
    verdict: 'refuted',
    counterexample: { origin: 'undeclared' },
  });
  expect(never(main, 'tag', world(OWN, {}, [])).verdict).toBe('proved');
});

test('a list of what is admitted says "perhaps", and what it depends on', () => {
  const lines = describeAdmitted(main, world(OWN));
  expect(lines[0]).toMatch(/^branch `main` of acme\/platform\/api/);
  expect(lines[1]).toMatch(
    /^perhaps whoever takes over the path of a declared project: it depends on whether/,
  );
});

test('a comparison in which only a reused path gains access cannot be decided', () => {
  const byId = role({ StringEquals: { sub: 'project_id:101:ref_type:branch:ref:main' } }, OWN);
  const both = role(
    { StringEquals: { sub: [`${API_SUB}main`, 'project_id:101:ref_type:branch:ref:main'] } },
    OWN,
  );
  const declared = [{ ...API, subClaim: ['project_id', 'ref_type', 'ref'] as const }];
  expect(diffTrust(byId, both, world(OWN, {}, declared)).gained).toMatchObject({
    kind: 'cannot_tell',
    reason: expect.stringMatching(DEPENDS) as unknown,
  });
  const accepted = { 'no-reused-paths': false };
  expect(diffTrust(byId, both, world(OWN, accepted, declared)).gained.kind).toBe('some');
});

test('a batch answers likewise, and `--assume` decides its lines', () => {
  const line = JSON.stringify({
    id: 1,
    property: 'only_protected_refs',
    issuer: OWN.issuer,
    policy: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.example.com' },
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: { StringEquals: { 'gitlab.example.com:sub': `${API_SUB}main` } },
        },
      ],
    },
    project: { path: API.path, protected_branches: { main: { push: 'maintainer', merge: 'maintainer' } } },
  });
  expect(proveBatchLine(line, () => 0)).toMatchObject({
    verdict: 'undecided',
    reason: expect.stringMatching(DEPENDS) as unknown,
  });
  const assumed = proveBatchLine(line, () => 0, { 'no-reused-paths': true });
  expect(assumed).toMatchObject({
    verdict: 'proved',
    needs: expect.arrayContaining(['no-reused-paths']) as unknown,
  });
});
