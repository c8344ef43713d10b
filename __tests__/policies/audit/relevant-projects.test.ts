import * as fc from 'fast-check';
import { describeAccess } from '../../../policies/prove/index';
import { gitlabView } from '../../../policies/audit/gitlab-view';
import { relevantProjects } from '../../../policies/audit/relevant-projects';
import { gitlabWorld, parsePolicy, readGitlabSnapshot } from '../../../policies/index';
import { agreeingWorld } from '../../support/audit-world';
import { seedFor } from '../../support/seed';

const { snapshot } = agreeingWorld();
const [first] = snapshot.projects;
const PATHS = ['acme/api', 'acme/api-two', 'acme/web', 'other/api', 'acme/sub/api'];
const view = gitlabView(
  undefined,
  readGitlabSnapshot(
    JSON.stringify({
      ...snapshot,
      projects: PATHS.map((path, i) => ({
        ...first,
        id: 100 + i,
        path,
        sub_claim: i === 2 ? ['project_id', 'ref_type', 'ref'] : first?.sub_claim,
      })),
    }),
    'gitlab.json',
  ),
);
const instance = { url: 'https://gitlab.com', issuer: 'https://gitlab.com' };

const sub = fc
  .tuple(
    fc.constantFrom('project_path:', 'project_id:', 'project*', ''),
    fc.constantFrom(...PATHS, 'acme/*', '*', 'acme/api*', 'ACME/web', '102', '10?', 'acme/nobody'),
    fc.constantFrom(':ref_type:branch:ref:main', ':ref_type:branch:ref:*', ':*', '*'),
  )
  .map((parts) => parts.join(''));
const keys = fc.record({
  operator: fc.constantFrom(
    'StringLike',
    'StringEquals',
    'StringEqualsIgnoreCase',
    'StringNotLike',
    'StringLikeIfExists',
    'ForAnyValue:StringLike',
  ),
  sub: fc.array(sub, { minLength: 1, maxLength: 2 }),
  ids: fc.option(fc.subarray(['100', '101', '102', '999'], { minLength: 1 }), { nil: undefined }),
});
const policyOf = (statements: readonly { operator: string; sub: string[]; ids: string[] | undefined }[]) => {
  const parsed = parsePolicy({
    Version: '2012-10-17',
    Statement: statements.map((one) => ({
      Effect: 'Allow',
      Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        [one.operator]: { 'gitlab.com:sub': one.sub },
        ...(one.ids === undefined ? {} : { StringEqualsIgnoreCase: { 'gitlab.com:project_id': one.ids } }),
      },
    })),
  });
  if (!parsed.ok) throw new Error('no policy');
  return parsed.policy;
};

test('what is said over the chosen projects is what is said over all of them', () => {
  const provider = { issuer: instance.issuer, account: '111122223333' };
  const all = gitlabWorld({ instance, projects: view.projects });
  let chosen = 0;
  fc.assert(
    fc.property(fc.array(keys, { minLength: 1, maxLength: 2 }), (statements) => {
      const policy = policyOf(statements);
      const { projects } = relevantProjects(policy, 'gitlab.com', view);
      if (projects.length < view.projects.length) chosen += 1;
      const say = (world: typeof all) =>
        describeAccess({ policy, provider }, world)
          .flatMap((line) =>
            line.kind === 'project'
              ? [line.text]
              : line.kind === 'origin' && line.origin === 'undeclared'
                ? [line.origin]
                : line.kind === 'nobody'
                  ? ['nobody']
                  : [],
          )
          .toSorted();
      expect(say(gitlabWorld({ instance, projects }))).toEqual(say(all));
    }),
    { numRuns: 20, seed: seedFor('relevant projects') },
  );
  expect(chosen).toBeGreaterThan(2);
});

test.each<[string, readonly string[], boolean]>([
  ['project_path:acme/api:ref_type:branch:ref:main', ['acme/api'], true],
  ['project_path:acme/api*', ['acme/api', 'acme/api-two'], false],
  ['project_id:102:*', ['acme/web'], true],
  ['project_path:Acme/API:*', ['acme/api'], true],
  ['project_path:acme/nobody:*', [], true],
  ['project_path:other/*', ['other/api'], false],
  ['*', PATHS, false],
])('%s may concern %j', (value, paths, listed) => {
  const policy = policyOf([{ operator: 'StringLike', sub: [value], ids: undefined }]);
  const found = relevantProjects(policy, 'gitlab.com', view);
  expect(found.projects.map(({ path }) => path).toSorted()).toEqual(paths.toSorted());
  expect(found.listed).toBe(listed);
});
