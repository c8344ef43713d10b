import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Federation } from '../../../policies/federation/index';
import { parseFederation } from '../../../policies/federation/index';
import { edited, SELF_MANAGED_FEDERATION, SMALL_FEDERATION } from './small-federation';

function parsed(text: string): Federation {
  const result = parseFederation(text, 'federation.yaml');
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.federation;
}

const withRow = (pipeline: string): string =>
  edited(SMALL_FEDERATION, '{ fork_of: api, branch: main }', pipeline);

function row(pipeline: string) {
  const last = parsed(withRow(pipeline)).table[1];
  if (last === undefined || last.token.kind !== 'pipeline') throw new Error('no pipeline');
  return { label: last.label, pipeline: last.token.pipeline };
}

describe('the sample federation', () => {
  const federation = parsed(readFileSync(join(__dirname, '../../../federation.yaml'), 'utf8'));

  test('declares what the README speaks of', () => {
    expect([...federation.projects.keys()]).toEqual(['api', 'web']);
    expect([...federation.accounts.keys()]).toEqual(['production', 'staging']);
    expect([...federation.roles.keys()]).toEqual(['deploy', 'release', 'plan', 'mr-readonly', 'web-deploy']);
    expect(federation.table.length).toBeGreaterThanOrEqual(28);
    expect(federation.prove.length).toBeGreaterThan(0);
  });

  test('names every row differently', () => {
    const labels = federation.table.map(({ label }) => label);
    expect(new Set(labels).size).toBe(labels.length);
  });
});

describe('a role', () => {
  test('is the grant that its trust says', () => {
    const federation = parsed(SMALL_FEDERATION);
    const api = federation.projects.get('api');
    expect(federation.roles.get('deploy')?.grant).toEqual({
      issuer: 'https://gitlab.com',
      audience: 'sts.amazonaws.com',
      rules: [
        { project: api, refs: [{ type: 'branch', pattern: 'main' }], protected: true, sources: ['push'] },
      ],
    });
    expect(federation.roles.get('plan')?.grant.rules).toEqual([
      { project: api, refs: [{ type: 'branch', pattern: '*' }], protected: false },
    ]);
  });

  test('has the name of its key, one hour and nothing else unless the file says so', () => {
    const role = parsed(SMALL_FEDERATION).roles.get('plan');
    expect(role).toMatchObject({
      name: 'plan',
      path: '/',
      maxSessionSeconds: 3600,
      permissions: { managed: [], inline: {} },
      tags: {},
      variables: [],
      position: { file: 'federation.yaml', line: 21, column: 3 },
    });
  });

  test('takes the defaults, and its own words over them', () => {
    const defaults = [
      'defaults:',
      '  account: production',
      '  max_session: 2h',
      '  path: /ci/',
      '  tags: { team: platform, stage: none }',
      '  permissions:',
      '    managed: ["arn:aws:iam::aws:policy/ReadOnlyAccess"]',
      '    boundary: "arn:aws:iam::111122223333:policy/ci"',
      'roles:',
      '  short: { trust: [{ project: api, tags: ["*"] }] }',
      '  own:',
      '    trust: [{ project: api, tags: ["*"] }]',
      '    max_session: 90m',
      '    path: /',
      '    tags: { stage: live }',
      '    permissions: { managed: [] }',
      '',
    ].join('\n');
    const { roles } = parsed(edited(SMALL_FEDERATION, 'roles:\n', defaults));
    const boundary = 'arn:aws:iam::111122223333:policy/ci';
    expect(roles.get('short')).toMatchObject({
      account: { key: 'production' },
      maxSessionSeconds: 7200,
      path: '/ci/',
      tags: { team: 'platform', stage: 'none' },
      permissions: { managed: ['arn:aws:iam::aws:policy/ReadOnlyAccess'], boundary },
    });
    expect(roles.get('own')).toMatchObject({
      maxSessionSeconds: 5400,
      path: '/',
      tags: { team: 'platform', stage: 'live' },
      permissions: { managed: [], boundary },
    });
  });

  test('that writes the variable of the defaults a second time is refused at the role', () => {
    const text = edited(
      SMALL_FEDERATION,
      'roles:\n',
      'defaults: { variables: [{ key: AWS_REGION, value: region }] }\nroles:\n  a: { account: production, trust: [{ project: api, tags: [x] }] }\n',
    );
    const result = parseFederation(text, 'f.yaml');
    expect(result.ok ? [] : result.problems).toMatchObject([
      { code: 'ERR_VARIABLE', pointer: '/roles/plan', position: { line: 23, column: 3 } },
    ]);
  });
});

describe('rules, guards and variables', () => {
  const project = (rest: string) =>
    parsed(edited(SMALL_FEDERATION, '    protected_environments: [production]', `    ${rest}`)).projects.get(
      'api',
    );

  test('protected environments are names, or names with those who may deploy', () => {
    expect(project('protected_environments: [production]')).toMatchObject({
      protectedEnvironments: ['production'],
    });
    expect(project('protected_environments: [production]')?.environmentRules).toBeUndefined();
    expect(project('protected_environments: { production: { deploy: maintainer } }')).toMatchObject({
      protectedEnvironments: ['production'],
      environmentRules: [{ name: 'production', deploy: 'maintainer' }],
    });
    expect(project('visibility: private')).toMatchObject({ protectedEnvironments: 'unknown' });
  });

  test('rules are kept by no stack unless the project names one', () => {
    expect(project('visibility: private')?.protectFrom).toBeUndefined();
    expect(project('protect_from: production')).toMatchObject({ protectFrom: 'production' });
  });

  test('guards are off unless the file turns them on', () => {
    expect(parsed(SMALL_FEDERATION).guards).toBe(false);
    const on = edited(
      SMALL_FEDERATION,
      'audience: sts.amazonaws.com',
      'audience: sts.amazonaws.com\n  guards: true',
    );
    expect(parsed(on).guards).toBe(true);
  });

  test('a variable goes to a group, hidden, where it says so', () => {
    const text = edited(
      SMALL_FEDERATION,
      '{ key: AWS_ROLE_ARN, environment: production }',
      '{ key: A, group: acme/platform, masked: true, hidden: true }, { key: B }',
    );
    expect(parsed(text).roles.get('deploy')?.variables).toMatchObject([
      { key: 'A', group: 'acme/platform', masked: true, hidden: true },
      { key: 'B', masked: false, hidden: false },
    ]);
    expect(parsed(text).roles.get('deploy')?.variables[1]?.group).toBeUndefined();
  });

  test('a role detaches foreign policies when it or the defaults say so', () => {
    const defaults = 'defaults: { force_detach: true }\nroles:\n';
    const own = edited(
      edited(SMALL_FEDERATION, 'roles:\n', defaults),
      '  plan:\n',
      '  plan:\n    force_detach: false\n',
    );
    const { roles } = parsed(own);
    expect([roles.get('deploy')?.forceDetach, roles.get('plan')?.forceDetach]).toEqual([true, false]);
    expect(parsed(SMALL_FEDERATION).roles.get('deploy')?.forceDetach).toBe(false);
  });

  test.each([
    [
      'statements in a list, with conditions',
      '[{ Sid: a1, Effect: Deny, NotAction: ["s3:*", "ec2:Describe*"], NotResource: "arn:aws:s3:::b/*", Condition: { "ForAnyValue:StringLikeIfExists": { "aws:TagKeys": [a, b] }, Bool: { "aws:SecureTransport": false } } }]',
    ],
    [
      'a policy variable',
      '{ Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::b/${aws:PrincipalTag/team}/*" }',
    ],
  ])('an inline policy may have %s', (_note, statement) => {
    const text = edited(
      SMALL_FEDERATION,
      'managed: ["arn:aws:iam::aws:policy/ReadOnlyAccess"]',
      `inline: { x: { Version: "2012-10-17", Id: x, Statement: ${statement} } }`,
    );
    expect(parseFederation(text, 'f.yaml')).toMatchObject({ ok: true });
  });
});

describe('a row of the table', () => {
  test('is pushed to a branch of a declared project', () => {
    const [first] = parsed(SMALL_FEDERATION).table;
    expect(first).toMatchObject({
      label: 'api branch main',
      assumes: ['deploy', 'plan'],
      position: { line: 25, column: 5 },
      token: {
        kind: 'pipeline',
        pipeline: {
          project: { path: 'acme/platform/api', id: '101' },
          target: { kind: 'branch', name: 'main' },
          source: 'push',
          audience: 'sts.amazonaws.com',
        },
      },
    });
  });

  test('of a fork runs in the fork, whose rules nobody knows', () => {
    expect(row('{ fork_of: api, branch: main, source: merge_request_event, protected: true }')).toMatchObject(
      {
        label: 'fork of api branch main (merge_request_event)',
        pipeline: {
          project: { path: 'mallory/api', id: '909', namespaceId: '77', protectedBranches: 'unknown' },
          source: 'merge_request_event',
          refProtected: true,
        },
      },
    );
  });

  test("of a fork's merge request runs in the parent", () => {
    expect(
      row('{ fork_of: api, path: eve/api, id: 7, merge_request: { from: x, into: main } }'),
    ).toMatchObject({
      label: 'fork of api MR x -> main in the parent',
      pipeline: {
        project: { path: 'acme/platform/api' },
        source: 'merge_request_event',
        target: {
          kind: 'merge_request',
          mergeRequest: { from: 'x', into: 'main', kind: 'detached', fork: { path: 'eve/api', id: '7' } },
        },
      },
    });
  });

  test('of an impostor has the same path and other ids', () => {
    expect(row('{ impostor_of: api, tag: v1 }')).toMatchObject({
      label: 'impostor of api tag v1',
      pipeline: { project: { path: 'acme/platform/api', id: '555555', namespaceId: '666666' } },
    });
  });

  test('of a project that is not declared has ids of its own, and the namespace of its neighbours', () => {
    expect(row('{ path: acme/platform/api-v2, branch: main }').pipeline.project).toMatchObject({
      id: '900001',
      namespaceId: '12',
    });
    expect(row('{ path: acme-evil/api, branch: main }').pipeline.project).toMatchObject({
      id: '900001',
      namespaceId: '900002',
    });
  });

  test('of an outsider never borrows a declared id', () => {
    const text = withRow('{ impostor_of: api, branch: main }').replace('id: 101', 'id: 555555');
    const token = parsed(text).table[1]?.token;
    expect(token).toMatchObject({ pipeline: { project: { id: '555556' } } });
  });

  test('after a rename keeps the ids, after a transfer only the id of the project', () => {
    expect(
      row('{ project: api, branch: main, renamed_to: acme/platform/core }').pipeline.project,
    ).toMatchObject({
      path: 'acme/platform/core',
      id: '101',
      namespaceId: '12',
    });
    const moved = '{ project: api, branch: main, transferred_to: { path: acme/core/api, namespace_id: 16 } }';
    expect(row(moved).pipeline.project).toMatchObject({
      path: 'acme/core/api',
      id: '101',
      namespaceId: '16',
    });
  });

  test('of a child keeps the target of its parent', () => {
    expect(
      row('{ project: api, merge_request: { from: a, into: b, kind: train }, child: true }'),
    ).toMatchObject({
      label: 'api MR train a -> b child',
      pipeline: { source: 'parent_pipeline', target: { kind: 'merge_request' } },
    });
  });

  test('guesses the tier of an environment as GitLab does', () => {
    expect(row('{ project: api, branch: main, environment: production }').pipeline.environment).toEqual({
      name: 'production',
      tier: 'production',
      action: 'start',
    });
    expect(
      row('{ project: api, branch: main, environment: { name: x, tier: staging, action: stop } }').pipeline
        .environment,
    ).toEqual({ name: 'x', tier: 'staging', action: 'stop' });
  });

  test('says who runs it, for whom, and where', () => {
    const written =
      '{ project: api, branch: main, audience: [a, b], empty_repository: true, reclaimed_path: true, runner: self-hosted, user: { id: 5, login: eve, access_level: null } }';
    expect(row(written)).toMatchObject({
      label: 'api branch main self-hosted runner aud a b empty repository reclaimed path',
      pipeline: {
        audience: ['a', 'b'],
        emptyRepository: true,
        reclaimedPath: true,
        runner: 'self-hosted',
        user: { id: '5', login: 'eve', accessLevel: null },
      },
    });
  });

  test('may be a token as it is', () => {
    const text = edited(
      SMALL_FEDERATION,
      'pipeline: { fork_of: api, branch: main }',
      'note: recorded, claims: { sub: x, groups: [a], project_id: 101 }',
    );
    expect(parsed(text).table[1]).toMatchObject({
      label: 'recorded',
      token: { kind: 'claims', claims: { sub: 'x', groups: ['a'], project_id: 101 } },
    });
  });
});

describe('elsewhere than on GitLab.com', () => {
  test('a project needs no id, and protection is demanded through `sub`', () => {
    const federation = parsed(SELF_MANAGED_FEDERATION);
    expect(federation.instance).toEqual({
      url: 'https://gitlab.example.com',
      issuer: 'https://gitlab.example.com',
    });
    expect(federation.projects.get('api')?.id).toBeUndefined();
    expect(federation.roles.get('deploy')?.grant.rules[0]?.protected).toBe(true);
  });

  test('an issuer of its own frees the address of the rules for issuers', () => {
    const text = SELF_MANAGED_FEDERATION.replace(
      'https://gitlab.example.com',
      'https://gitlab.example.com:8443\n  issuer: https://oidc.example.com\n  version: "18.9"',
    );
    expect(parsed(text).instance).toEqual({
      url: 'https://gitlab.example.com:8443',
      issuer: 'https://oidc.example.com',
      version: { major: 18, minor: 9 },
    });
  });
});

test('what is not said of a project is unknown, and an empty mapping says that there is nothing', () => {
  const unsaid = parsed(edited(SMALL_FEDERATION, '    protected_tags: { v*: { create: maintainer } }\n', ''));
  expect(unsaid.projects.get('api')?.protectedTags).toBe('unknown');
  const none = parsed(edited(SMALL_FEDERATION, '{ v*: { create: maintainer } }', '{}'));
  expect(none.projects.get('api')?.protectedTags).toEqual([]);
});

test('the partition follows from the region', () => {
  const text = SMALL_FEDERATION.replace('eu-west-1', 'cn-north-1').replace('arn:aws:', 'arn:aws-cn:');
  expect(parsed(text).accounts.get('production')?.partition).toBe('aws-cn');
});

test.each([
  'aws_iam_role.ci',
  'module.legacy["a"].aws_iam_role.ci[0]',
  'arn:aws:iam::111122223333:role/ci',
  'api',
])('a finding may be accepted for a role that is declared elsewhere, by its address: %s', (role) => {
  const suppress = `\nsuppress: [{ check: missing-aud, role: '${role}', reason: it is on its way out }]\n`;
  const read = parseFederation(SMALL_FEDERATION + suppress, 'federation.yaml');
  expect(read.ok ? read.federation.suppress : read.problems).toMatchObject(
    role === 'api'
      ? [{ code: 'ERR_REFERENCE', message: 'unknown role `api`' }]
      : [{ check: 'missing-aud', role }],
  );
});
