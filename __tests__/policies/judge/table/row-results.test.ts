import { parseFederation } from '../../../../policies/federation/index';
import { declaredArtifact, judgeTable } from '../../../../policies/judge/index';
import { randomTrustPolicy } from '../../../support/random-gitlab';
import { chooser, seedFor } from '../../../support/seed';

/** Rows that are refused in every place: GitLab mints no token, the provider does not take it, the policy refuses; and rows that leave something open. */
const DECLARATION = `
gitlab: { url: https://gitlab.com, audience: sts.amazonaws.com }
projects:
  api: { path: acme/api, id: 101, namespace_id: 12, protected_branches: { main: { push: no_one, merge: maintainer } }, protected_tags: {} }
accounts:
  one: { id: '111122223333', region: eu-west-1 }
  two: { id: '444455556666', region: eu-west-1 }
roles:
  deploy: { account: one, trust: [{ project: api, branches: [main], protected: true }] }
  plan: { account: one, trust: [{ project: api, branches: ['*'] }] }
  hosted: { account: two, trust: [{ project: api, branches: ['*'], runner: gitlab-hosted }] }
  met: { account: two, trust: [{ project: api, branches: ['*'] }], request: { source_ip: [198.51.100.0/24] } }
table:
  - { pipeline: { project: api, branch: main }, assumes: [deploy, plan] }
  - { pipeline: { project: api, branch: main, runner: gitlab-hosted }, assumes: [deploy, plan, hosted, met] }
  - { pipeline: { project: api, branch: topic, runner: self-hosted }, assumes: [plan, met] }
  - { pipeline: { impostor_of: api, branch: main, protected: true }, assumes: [] }
  - { pipeline: { path: else/where, branch: main }, assumes: [] }
  - { pipeline: { fork_of: api, branch: main }, assumes: [] }
  - { claims: { iss: 'https://gitlab.com', aud: sts.amazonaws.com, sub: 'project_path:acme/api:ref_type:branch:ref:main', project_id: '101', namespace_id: '12' }, assumes: [] }
  - { claims: { iss: 'https://gitlab.example.com', aud: sts.amazonaws.com, sub: 'project_path:acme/api:ref_type:branch:ref:main' }, assumes: [] }
  - { claims: { iss: 'https://gitlab.com', aud: sts.amazonaws.com }, assumes: [] }
`;

test('what a row says of a role at a glance is what its cell says, whatever was written', () => {
  const parsed = parseFederation(DECLARATION, 'federation.yaml');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const { federation } = parsed;
  const choose = chooser(seedFor('row results'));
  const gitlab = { instance: federation.instance, projects: [...federation.projects.values()] };
  const declared = declaredArtifact(federation);
  const seen = new Set<string>();
  for (let round = 0; round < 20; round += 1) {
    const roles = declared.roles.map((role) => {
      const document = JSON.stringify(randomTrustPolicy(choose, gitlab));
      return choose(3) === 0
        ? role
        : {
            ...role,
            document: JSON.parse(document.replaceAll('111122223333', role.account ?? '')) as object,
          };
    });
    const matrix = judgeTable(federation, [{ ...declared, roles }]);
    for (const row of matrix.rows) {
      const cells = matrix.roles.map((_, column) => row.cell(column));
      expect(row.results).toEqual(
        cells.map(({ expected, outcome, layer, breaks }) => ({
          expected,
          outcome,
          layer,
          holds: breaks === undefined,
        })),
      );
      for (const { expected, outcome, layer } of row.results) seen.add(`${expected} ${outcome} ${layer}`);
    }
  }
  expect([...seen].toSorted()).toEqual(
    expect.arrayContaining([
      'false allow trust',
      'false deny provider',
      'false deny token',
      'false deny trust',
      'true allow trust',
    ]),
  );
});
