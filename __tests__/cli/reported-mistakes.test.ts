import { applyChanges, type Fix, type Report } from '../../policies/index';
import { cliFolder } from '../support/cli-folder';

// "AccessDenied": a small trust policy, a pipeline or a token, and no declaration. What `explain` says to change is the right thing,
// and the pipeline can assume the role after it.

const { write, refgate } = cliFolder();

const trust = (conditions: Readonly<Record<string, object>>): object => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Federated: 'arn:aws:iam::444455556666:oidc-provider/gitlab.com' },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: conditions,
    },
  ],
});
const subject = (sub: string): object =>
  trust({ StringEquals: { 'gitlab.com:aud': 'sts.amazonaws.com', 'gitlab.com:sub': sub } });

const RIGHT = 'project_path:orchard/press:ref_type:branch:ref:trunk';
const PIPELINE = '{path: orchard/press, branch: trunk}';

interface Told {
  readonly fixes: readonly Fix[];
  readonly advice: readonly string[];
}

async function explained(document: object, pipeline = PIPELINE) {
  write('policy.json', document);
  const { code, out } = await refgate('explain', 'policy.json', '--pipeline', pipeline, '--format', 'json');
  expect(code).toBe(1);
  const [told] = JSON.parse(out) as [Told];
  return told;
}

const CORRECTED: readonly (readonly [string, string, RegExp])[] = [
  [
    'a full ref name',
    'project_path:orchard/press:ref_type:branch:ref:refs/heads/trunk',
    /short name, `trunk`/,
  ],
  ['another case', 'project_path:Orchard/Press:ref_type:branch:ref:trunk', /case matters/],
  ['a slash in front', 'project_path:/orchard/press:ref_type:branch:ref:trunk', /no project has the path/],
  ['the host', 'project_path:gitlab.com/orchard/press:ref_type:branch:ref:trunk', /without host/],
  ['the address of the repository', 'project_path:orchard/press.git:ref_type:branch:ref:trunk', /`\.git`/],
  ['white space', 'project_path:orchard/press:ref_type:branch:ref:trunk ', /white space around `trunk`/],
  ['a subject of GitHub', 'repo:orchard/press:ref:refs/heads/trunk', /one of GitHub Actions/],
  [
    'a type for merge requests',
    'project_path:orchard/press:ref_type:mr:ref:trunk',
    /`sub` of its source branch/,
  ],
];

test.each(CORRECTED)('%s in `sub`: the value is corrected', async (_, sub, cause) => {
  const document = subject(sub);
  const { fixes } = await explained(document);
  const [fix] = fixes as [Fix];
  expect(fix.cause).toMatch(cause);
  expect(applyChanges(document, fix.changes, 'trust_policy')).toEqual(subject(RIGHT));
});

test('components that are not those of the project: the setting of the project goes first', async () => {
  const shown = await explained(subject('project_path:orchard/press:ref:trunk:ref_type:branch'));
  expect(shown.fixes[0]).toEqual({
    cause:
      "the project's `sub` is made of `project_path`, `ref_type`, `ref`, the policy expects `project_path`, `ref`, `ref_type`",
    changes: [
      {
        place: 'gitlab',
        op: 'set',
        at: '/ci_id_token_sub_claim_components',
        value: ['project_path', 'ref', 'ref_type'],
      },
    ],
  });
  const isProtected = await explained(subject(`${RIGHT}:ref_protected:true`));
  expect(isProtected.fixes[0]?.changes).toEqual([
    expect.objectContaining({ place: 'gitlab', at: '/ci_id_token_sub_claim_components' }),
    { place: 'gitlab', op: 'add', at: '/protected_branches', value: 'trunk' },
  ]);
});

test('what no change mends alone is still the cause: an id that the pipeline leaves open, a component that is not known', async () => {
  const id = await explained(subject('project_id:4711:ref_type:branch:ref:trunk'));
  expect(id.advice.join()).toContain('the policy expects `project_id`, `ref_type`, `ref`');
  expect(id.advice.join()).not.toMatch(/another project|9000/);
  const claim = await explained(subject(`${RIGHT}:environment:live`));
  expect(claim.advice.join()).toContain('`environment` is not a known component of `sub`');
});

test('another project is another project: nothing is loosened for it', async () => {
  const { fixes, advice } = await explained(subject('project_path:orchard/cider:ref_type:branch:ref:trunk'));
  expect(fixes).toEqual([]);
  expect(advice).toEqual([
    'the token is of project `orchard/press`, the policy trusts `orchard/cider`: another project, a fork, or one that was renamed',
  ]);
});

test('a branch that the policy does not trust: whom the value admits is said, `check` has the same fix for the row', async () => {
  const document = subject(RIGHT);
  const { fixes } = await explained(document, '{path: orchard/press, branch: feature/x}');
  expect(fixes).toEqual([
    expect.objectContaining({
      cause: 'the pipeline runs for the branch `feature/x`, the policy trusts `trunk`',
      admits: expect.stringContaining(
        'every pipeline of the branch `feature/x`, merge requests from it included',
      ),
    }),
  ]);
  write(
    'rows.csv',
    'path,id,branch,audience,assumes\norchard/press,4711,feature/x,sts.amazonaws.com,policy.json\n',
  );
  const { code, out } = await refgate('check', 'policy.json', '--table', 'rows.csv', '--format', 'json');
  expect(code).toBe(1);
  const [row] = (JSON.parse(out) as Report).rows;
  expect(row?.cells[0]?.advice.join()).toContain('the policy trusts `trunk`');
});

test('a session tag that GitLab does not send: the condition is removed, and what `sub` then admits is said', async () => {
  const document = trust({
    StringEquals: { 'gitlab.com:aud': 'sts.amazonaws.com', 'aws:RequestTag/Team': 'press' },
    StringLike: { 'gitlab.com:sub': 'project_path:orchard/*:ref_type:branch:ref:trunk' },
  });
  const { fixes } = await explained(document);
  const [fix] = fixes as [Fix];
  expect(fix.cause).toBe('GitLab sends no session tags, so the request has no `aws:RequestTag/Team`');
  expect(fix.admits).toContain('other projects');
  write('fixed.json', applyChanges(document, fix.changes, 'trust_policy') as object);
  expect(await refgate('explain', 'fixed.json', '--pipeline', PIPELINE)).toMatchObject({ code: 0 });
});

describe('the token of before `id_tokens`', () => {
  const claims = {
    iss: 'gitlab.com',
    sub: 'job_815',
    project_path: 'orchard/press',
    ref: 'trunk',
    ref_type: 'branch',
    ref_protected: 'true',
    iat: 1790000000,
    exp: 1790003600,
  };

  test('it has no `aud`: AWS names that, and the job sets `id_tokens`', async () => {
    write('policy.json', subject(RIGHT));
    write('claims.json', claims);
    const { code, out } = await refgate('explain', 'policy.json', '--claims', 'claims.json');
    expect(code).toBe(1);
    expect(out).toContain('Missing a required claim: aud');
    expect(out).toContain('AWS answers `InvalidIdentityToken`');
    expect(out).toContain('CI_JOB_JWT');
    expect(out).toContain('set `id_tokens: { AWS_TOKEN: { aud: sts.amazonaws.com } }` in the job');
  });
});

describe('an environment that the job does not have', () => {
  const declaration = `
gitlab: { url: https://git.orchard.example, audience: sts.amazonaws.com }
projects:
  press:
    path: orchard/press
    sub_claim: [project_path, ref_type, ref, environment_protected, deployment_tier]
    protected_branches: { trunk: { push: maintainer, merge: maintainer } }
    protected_tags: {}
    protected_environments: [production]
accounts: { live: { id: '444455556666', region: eu-north-1 } }
roles:
  press: { account: live, trust: [{ project: press, branches: [trunk], environment: { protected: true, tier: production } }] }
table:
  - { pipeline: { project: press, branch: trunk, environment: production }, assumes: [press] }
`;
  const fixOf = async (pipeline: string) => {
    write('federation.yaml', declaration);
    const asked = ['explain', 'press', 'federation.yaml', '--pipeline', pipeline, '--format', 'json'];
    const { out } = await refgate(...asked);
    return (JSON.parse(out) as [Told])[0].fixes;
  };

  test('the job gets one: no ref is added to the trust', async () => {
    const fixes = await fixOf('{project: press, branch: trunk}');
    expect(fixes).toEqual([
      {
        cause:
          'the job has no `environment`, so GitLab leaves `environment_protected`, `deployment_tier` out of `sub`',
        changes: [
          {
            place: 'job',
            op: 'set',
            at: '/environment',
            value: { name: 'production', deployment_tier: 'production' },
          },
        ],
      },
    ]);
  });

  test('another tier: the job is changed, and GitLab protects the environment', async () => {
    const [fix] = (await fixOf('{project: press, branch: trunk, environment: staging}')) as [Fix];
    expect(fix.cause).toMatch(
      /`staging` is not protected; .* has the tier `staging`, the policy trusts `production`/,
    );
    expect(fix.changes.map(({ place }) => place).toSorted()).toEqual(
      expect.arrayContaining(['gitlab', 'job']),
    );
    expect(fix.admits).toBeUndefined();
  });
});

describe('a project that has set other components of `sub`', () => {
  const rows = `
gitlab: { url: https://gitlab.com, audience: sts.amazonaws.com }
projects:
  press:
    path: orchard/press
    id: 4711
    namespace_id: 815
    sub_claim: [project_path, ref]
    protected_branches: { trunk: { push: maintainer, merge: maintainer } }
    protected_tags: {}
  cider:
    path: orchard/cider
    id: 4712
    namespace_id: 815
    sub_claim: [project_path, ref, ref_type]
    protected_branches: { trunk: { push: maintainer, merge: maintainer } }
    protected_tags: {}
table:
  - { pipeline: { project: press, branch: trunk }, assumes: [policy.json] }
  - { pipeline: { project: press, tag: trunk }, assumes: [] }
`;

  test('the row says which subject it has and which components the policy expects', async () => {
    write('policy.json', subject(RIGHT));
    write('rows.yaml', rows);
    const { code, out } = await refgate('check', 'policy.json', '--table', 'rows.yaml');
    expect(code).toBe(1);
    expect(out).toContain('`gitlab.com:sub` is `project_path:orchard/press:ref:trunk`');
    expect(out).toContain("the project's `sub` is made of `project_path`, `ref`, the policy expects");
    expect(out).toContain('["project_path","ref_type","ref"]');
  });

  test('branch and tag of one name are the same subject without `ref_type`: a declaration of that is refused', async () => {
    const declared = `accounts: { live: { id: '444455556666', region: eu-north-1 } }
roles:
  press: { account: live, name: policy.json, trust: [{ project: press, branches: [trunk], protected: true }] }
`;
    write(
      'federation.yaml',
      rows.replace('table:', `${declared}table:`).replaceAll('policy.json]', 'press]'),
    );
    const { code, err } = await refgate('check', 'federation.yaml');
    expect(code).toBe(2);
    expect(err).toMatch(
      /its `sub` is the same for a branch and for a tag of that name: both called `main`, .* add `ref_type`/,
    );
  });
});
