import {
  audit,
  readAccountAnswer,
  readGitlabSnapshot,
  renderAudit,
  toAuditReport,
} from '../../../policies/index';
import { agreeingWorld, changed, type AuditWorld } from '../../support/audit-world';

const { account, snapshot } = agreeingWorld();
const world = { account, snapshot } as AuditWorld;

type Project = AuditWorld['snapshot']['projects'][number] & Record<string, unknown>;

const wordsOf = ({ text, atLeast }: { text: string; atLeast?: string }): string =>
  atLeast === undefined ? text : `at least ${text}: ${atLeast}`;

function mintings(
  change: (project: Project) => void = () => undefined,
  also: (copy: AuditWorld) => void = () => undefined,
) {
  const given = changed(world, (copy) => {
    for (const project of copy.snapshot.projects) {
      Object.assign(project, { deploy_keys: [], trigger_tokens: [], group_environment_rules: [] });
      change(project as Project);
    }
    also(copy);
  });
  const report = toAuditReport(
    audit({
      accounts: [readAccountAnswer(JSON.stringify(given.account), 'account.json')],
      snapshot: readGitlabSnapshot(JSON.stringify(given.snapshot), 'gitlab.json'),
      whoCanMint: true,
    }),
    { version: '0' },
  );
  const of = (name: string) => {
    const found = report.roles.find((role) => role.name === name)?.minting;
    return found?.map(({ project, ways, ownCode, unknown }) => ({
      project,
      ways: ways.map(wordsOf),
      ownCode: ownCode.map(wordsOf),
      unknown,
    }));
  };
  return { report, of };
}

const api = { project: 'acme/platform/api', unknown: [] };
/** Of a pipeline of a merge request no rule protects the ref. */
const RETRY = 'whether a pipeline of such a merge request is there, whose jobs any Developer can retry';

test('the roles of the world, under its rules', () => {
  const { of } = mintings();
  expect(of('deploy')).toEqual([{ ...api, ways: ['one Maintainer'], ownCode: [], unknown: [RETRY] }]);
});

test('a rule that lets Developers merge: what is there by one, code of their own with the approvals', () => {
  const { of } = mintings((project) => {
    project.protected_branches = [{ name: 'main', push: 'no_one', merge: 'developer' }];
    project.merge_request_approvals = { approvals: 1, by_author: false };
  });
  expect(of('deploy')).toEqual([{ ...api, ways: ['one Developer'], ownCode: ['2 Developers'] }]);
});

test('what is not known of the rules is said', () => {
  const { of } = mintings((project) => {
    project.protected_branches = [{ name: 'main', push: 'no_one', merge: 'maintainer' }];
  });
  expect(of('deploy')).toEqual([
    {
      ...api,
      ways: ['one Maintainer'],
      ownCode: ['at least one Maintainer: the approvals that a merge needs are not known'],
    },
  ]);
});

test('rules that could not be read leave the least that any push takes', () => {
  const { of } = mintings((project) => {
    project.protected_branches = null;
  });
  expect(of('deploy')).toEqual([
    {
      ...api,
      ways: ['at least one Developer: the protected branches are not known'],
      ownCode: [],
    },
  ]);
});

test('no rule, and a role that asks for a protected branch', () => {
  const { of, report } = mintings((project) => {
    project.protected_branches = [];
  });
  expect(of('deploy') ?? []).toEqual([]);
  expect(report.roles.find(({ name }) => name === 'deploy')?.exposure).toBe('nobody');
});

test('a workload of GitLab Duo runs on a branch that no rule protects', () => {
  const { of, report } = mintings(
    (project) => {
      project.protected_branches = [{ name: '*', push: 'maintainer', merge: 'maintainer' }];
    },
    ({ account: { RoleDetailList: roles } }) => {
      const statement = roles.find(({ RoleName: name }) => name === 'deploy')?.AssumeRolePolicyDocument
        .Statement[0];
      if (statement === undefined) throw new Error('the world has the role');
      statement.Condition = {
        StringEquals: { 'gitlab.com:aud': 'sts.amazonaws.com', 'gitlab.com:project_id': '101' },
        StringLike: { 'gitlab.com:sub': 'project_path:acme/platform/api:ref_type:branch:ref:*' },
      };
    },
  );
  const unknown = ['who may start a workload of GitLab Duo, whose branch no rule protects'];
  expect(of('deploy')).toEqual([
    { ...api, ways: ['one Maintainer'], ownCode: [], unknown: [RETRY, ...unknown] },
  ]);
  const text = renderAudit(report, 'pretty', { columns: 200, colors: false, top: 20, file: 'account.json' });
  expect(text).toContain(`acme/platform/api: perhaps weaker people can: ${unknown[0]}`);
});

test('in words', () => {
  const { report } = mintings();
  const text = renderAudit(report, 'pretty', { columns: 100, colors: false, top: 20, file: 'account.json' });
  expect(text).toContain('> acme/platform/api: it takes one Maintainer: pushes to main');
});

test('what rules name, who is there today, and who is not', () => {
  const seen = {
    deploy_keys: [],
    trigger_tokens: [],
    group_environment_rules: [],
    merge_request_approvals: {
      approvals: 0,
      by_author: false,
      rules: [{ name: 'Security', approvals: 1, anyone: false, branches: ['main'] }],
    },
    members: [
      { username: 'alice', role: 'maintainer' },
      { username: 'bob', role: 'developer' },
      { username: 'carol', role: 'owner' },
    ],
  };
  const { of, report } = mintings((project) => {
    Object.assign(project, seen, {
      protected_branches: [
        {
          name: 'main',
          push: 'developer',
          push_by: { role: 'no_one', named: [{ kind: 'user', name: 'bob' }] },
          merge: 'maintainer',
        },
      ],
    });
  });
  expect(of('deploy')).toEqual([
    {
      ...api,
      ways: ['user `bob`', 'one Maintainer'],
      ownCode: [
        'one Maintainer and an approver of the rule `Security`',
        'one Maintainer who is an approver of the rule `Security` and one Developer',
      ],
    },
  ]);
  const text = renderAudit(report, 'pretty', { columns: 400, colors: false, top: 20, file: 'account.json' });
  expect(text).toContain('it takes user `bob`: pushes to main; today: `bob`');
  expect(text).toMatch(/it takes one Maintainer to run what is there: .*; today: `alice` or `carol`/);
  const none = mintings((project) => void Object.assign(project, seen, { members: [] }));
  const [way] = none.report.roles.find(({ name }) => name === 'deploy')?.minting?.[0]?.ways ?? [];
  expect(way).toMatchObject({ people: ['maintainer'], members: [[]], there: false });
});

test('an archived project runs no pipeline, whoever tries', () => {
  const { report } = mintings((project) => void (project.archived = true));
  const deploy = report.roles.find(({ name }) => name === 'deploy');
  expect(deploy?.minting).toEqual([
    { project: 'acme/platform/api', ways: [], ownCode: [], unknown: [], archived: true },
  ]);
  expect(renderAudit(report, 'pretty', { columns: 400, colors: false, top: 20, file: 'x' })).toContain(
    'acme/platform/api: nobody: the project is archived, and runs no pipeline until an Owner unarchives it',
  );
});

test.each([
  [
    'a base role that is too low',
    [{ username: 'erin', role: 'none', custom_role: 'Releaser' }],
    'unknown',
    ['erin'],
  ],
  [
    'beside members who cannot',
    [
      { username: 'bob', role: 'developer' },
      { username: 'erin', role: 'developer', custom_role: 'Releaser' },
      { username: 'frank', role: 'none', custom_role: 'Releaser' },
    ],
    'unknown',
    ['erin', 'frank'],
  ],
  [
    'beside one who can: nothing is open',
    [
      { username: 'alice', role: 'maintainer' },
      { username: 'erin', role: 'none', custom_role: 'Releaser' },
    ],
    true,
    undefined,
  ],
  ['no custom role', [{ username: 'bob', role: 'developer' }], false, undefined],
])('what a custom role allows is not known: %s', (_note, members, there, customRoles) => {
  const { report } = mintings((project) => void Object.assign(project, { members }));
  const [way] = report.roles.find(({ name }) => name === 'deploy')?.minting?.[0]?.ways ?? [];
  expect({ there: way?.there, customRoles: way?.customRoles }).toEqual({ there, customRoles });
  const text = renderAudit(report, 'pretty', { columns: 400, colors: false, top: 20, file: 'x' });
  if (customRoles !== undefined)
    expect(text).toContain(
      `; whether a member can today depends on the custom ${customRoles.length === 1 ? 'role of `erin`' : 'roles of `erin` and `frank`'}`,
    );
});

test('a group that a rule names by its id has its path where the snapshot knows it', () => {
  const named = (...names: string[]) => ({
    role: 'no_one',
    named: names.map((name) => ({ kind: 'group', name })),
  });
  const { of } = mintings((project) => {
    const rules: unknown = [
      { name: 'main', push: 'developer', push_by: named('id 12', 'Acme (id 11)', 'id 99'), merge: 'no_one' },
    ];
    Object.assign(project, { protected_branches: rules });
  });
  expect(of('deploy')?.[0]?.ways).toEqual([
    'a member of the group `acme/platform`',
    'a member of the group `acme`',
    'a member of the group `id 99`',
    // who may deploy to `production` starts the job of a pipeline of main that is there
    'one Maintainer',
  ]);
});

test('a group may protect an environment of which the project says nothing: then nobody is not the answer', () => {
  const asking = (project: Project): void =>
    void Object.assign(project, {
      sub_claim: ['project_path', 'ref_type', 'ref', 'environment_protected'],
      protected_environments: [],
      environment_rules: [],
    });
  const role = ({ account: { RoleDetailList: roles } }: AuditWorld): void => {
    const statement = roles.find(({ RoleName: name }) => name === 'deploy')?.AssumeRolePolicyDocument
      .Statement[0];
    if (statement === undefined) throw new Error('the world has the role');
    statement.Condition = {
      StringEquals: {
        'gitlab.com:aud': 'sts.amazonaws.com',
        'gitlab.com:sub':
          'project_path:acme/platform/api:ref_type:branch:ref:main:environment_protected:true',
      },
    };
  };
  const ways = (rules: unknown) =>
    mintings((project) => {
      asking(project);
      Object.assign(project, { group_environment_rules: rules });
    }, role).of('deploy');
  expect(ways(null)).toEqual([
    {
      ...api,
      ways: [],
      ownCode: [],
      unknown: ['whether a group protects environments of a tier is not known', RETRY],
    },
  ]);
  expect(
    ways([{ name: 'of the tier production (group acme)', deploy: 'admin', approvals: 0, approve: 'admin' }]),
  ).toEqual([{ ...api, ways: ['one administrator of the instance'], ownCode: [] }]);
  expect(ways([])).toEqual([{ ...api, ways: [], ownCode: [] }]);
});

test('whoever may deploy starts the job of a pipeline that is there, without a right to its branch', () => {
  const ways = (deploy: string) =>
    mintings((project) => {
      Object.assign(project, {
        environment_rules: [{ name: 'production', deploy, approvals: 0, approve: 'maintainer' }],
      });
    }).report.roles.find(({ name }) => name === 'deploy')?.minting?.[0];
  expect(ways('developer')).toMatchObject({
    ways: [
      {
        text: 'one Developer',
        ownCode: false,
        steps: [
          'takes a pipeline of a branch that is there',
          'starts a job that deploys to the protected environment production',
        ],
      },
    ],
    ownCode: [{ text: 'one Maintainer' }],
  });
  expect(ways('maintainer')).toMatchObject({ ways: [{ text: 'one Maintainer', ownCode: true }] });
});

test('whether whoever starts a deployment may approve it is a setting of the project', () => {
  const approved = (own: boolean | null) =>
    mintings((project) => {
      Object.assign(project, {
        protected_branches: [{ name: 'main', push: 'no_one', merge: 'no_one' }],
        environment_rules: [
          { name: 'production', deploy: 'maintainer', approvals: 1, approve: 'maintainer' },
        ],
        own_deployment_approval: own,
      });
    }).of('deploy')?.[0];
  expect(approved(false)).toMatchObject({ ways: ['2 Maintainers'], unknown: [] });
  expect(approved(true)).toMatchObject({ ways: ['one Maintainer'], unknown: [] });
  expect(approved(null)).toMatchObject({
    ways: ['2 Maintainers'],
    unknown: ['whether whoever starts a deployment may approve it, too'],
  });
});

test('keys and tokens that were not read may make weaker people suffice', () => {
  const { of } = mintings((project) => {
    project.protected_branches = null;
    Object.assign(project, { deploy_keys: null, trigger_tokens: null });
  });
  expect(of('deploy')?.[0]?.unknown.toSorted()).toEqual([
    'whether a deploy key of the project may push',
    'whether the project has trigger tokens',
  ]);
});
