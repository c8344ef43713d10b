import { audit, AUDIT_FINDINGS, readAccountAnswer } from '../../../policies/index';
import {
  ACCOUNT,
  agreeingWorld,
  auditOf,
  changed,
  type AuditWorld,
  type TrustJson,
} from '../../support/audit-world';

/** The world without a declaration and a state: what is there, and nothing meant. */
const { account, snapshot } = agreeingWorld();
const world = { account, snapshot } as AuditWorld;

interface TrustOptions {
  readonly sub?: string | string[];
  readonly equals?: Record<string, string | string[]>;
  readonly host?: string;
}

function trust({ sub, equals = {}, host = 'gitlab.com' }: TrustOptions): TrustJson {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/${host}` },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: { [`${host}:aud`]: 'sts.amazonaws.com', ...equals },
          ...(sub === undefined ? {} : { StringLike: { [`${host}:sub`]: sub } }),
        },
      },
    ],
  };
}

const PINNED = { 'gitlab.com:project_id': '101', 'gitlab.com:namespace_id': '12' };
const MAIN = 'project_path:acme/platform/api:ref_type:branch:ref:main';

/** One role with this trust policy, and no other. */
function withTrust(policy: TrustJson, more: (copy: AuditWorld) => void = () => undefined): AuditWorld {
  return changed(world, (copy) => {
    const role = copy.account.RoleDetailList[0] as AuditWorld['account']['RoleDetailList'][number];
    copy.account.RoleDetailList.splice(0, 9, { ...role, AssumeRolePolicyDocument: policy });
    more(copy);
  });
}

/** The strict statement, and one for other callers. */
function beside(Principal: Record<string, string>, more: object = {}): TrustJson {
  const strict = trust({ sub: MAIN, equals: PINNED });
  const other = { Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...more };
  return { ...strict, Statement: [...strict.Statement, other as TrustJson['Statement'][number]] };
}

interface Row {
  readonly finding: string;
  readonly note: string;
  readonly given: Partial<AuditWorld>;
  readonly message: RegExp;
  readonly severity?: string;
  readonly also?: readonly string[];
}

const project = (copy: AuditWorld) => copy.snapshot.projects[0] as AuditWorld['snapshot']['projects'][number];
const tokenRole = (name: string, policy: unknown): AuditWorld['account']['RoleDetailList'][number] => ({
  RoleName: name,
  Arn: `arn:aws:iam::${ACCOUNT}:role/${name}`,
  Path: '/',
  AssumeRolePolicyDocument: policy as TrustJson,
  RolePolicyList: [],
  AttachedManagedPolicies: [
    { PolicyName: 'AdministratorAccess', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
  ],
});
const assumedBy = (name: string, condition?: object) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/${name}` },
      Action: 'sts:AssumeRole',
      ...(condition === undefined ? {} : { Condition: condition }),
    },
  ],
});

/** A role of its own for other callers, beside the strict one. */
function apart(Principal: Record<string, string>, Action: string, Condition: object = {}): AuditWorld {
  return withTrust(trust({ sub: MAIN, equals: PINNED }), (copy) => {
    const [strict] = copy.account.RoleDetailList as [AuditWorld['account']['RoleDetailList'][number]];
    const statement = { Effect: 'Allow', Principal, Action, Condition } as TrustJson['Statement'][number];
    copy.account.RoleDetailList.push({
      ...strict,
      RoleName: 'apart',
      Arn: `arn:aws:iam::${ACCOUNT}:role/apart`,
      AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [statement] },
    });
  });
}

const WEB_IDENTITY = 'sts:AssumeRoleWithWebIdentity';

const ROWS: readonly Row[] = [
  {
    finding: 'any-aws-principal',
    note: 'a role that no GitLab is named in',
    given: apart({ AWS: '*' }, 'sts:AssumeRole'),
    message: /role\/apart` \(.*can be assumed by any AWS principal/,
    severity: 'error',
    also: ['chain-not-known'],
  },
  {
    finding: 'other-callers',
    note: 'a role for anybody with a Google account',
    given: apart({ Federated: 'accounts.google.com' }, WEB_IDENTITY, {
      StringEquals: { 'accounts.google.com:aud': 'x' },
    }),
    message: /role\/apart` \(.*can be assumed by `accounts.google.com` that meets the condition/,
    severity: 'warning',
  },
  {
    finding: 'other-callers',
    note: 'a role for a Cognito identity pool, guests included',
    given: apart({ Federated: 'cognito-identity.amazonaws.com' }, WEB_IDENTITY, {
      StringEquals: { 'cognito-identity.amazonaws.com:aud': 'pool' },
    }),
    message: /role\/apart` \(.*can be assumed by `cognito-identity.amazonaws.com`/,
    severity: 'warning',
  },
  {
    finding: 'from-outside',
    note: 'a role for another account alone',
    given: apart({ AWS: 'arn:aws:iam::999988887777:root' }, 'sts:AssumeRole'),
    message: /^another account or a SAML provider can assume `arn:aws:iam::111122223333:role\/apart`, which/,
    severity: 'note',
  },
  {
    finding: 'from-outside',
    note: 'a role for a SAML provider alone',
    given: apart({ Federated: `arn:aws:iam::${ACCOUNT}:saml-provider/corp` }, 'sts:AssumeRoleWithSAML'),
    message: /^another account or a SAML provider can assume/,
    severity: 'note',
  },
  {
    finding: 'any-aws-principal',
    note: 'a second statement opens a strict role to everybody',
    given: withTrust(beside({ AWS: '*' })),
    message: /\(write: .*can be assumed by any AWS principal, without a token \(statement 2\)/,
    severity: 'error',
  },
  {
    finding: 'other-callers',
    note: 'another account',
    given: withTrust(beside({ AWS: 'arn:aws:iam::999988887777:root' })),
    message: /can be assumed by `arn:aws:iam::999988887777:root`, without a token/,
    severity: 'warning',
  },
  {
    finding: 'other-callers',
    note: 'everybody of one organization',
    given: withTrust(
      beside({ AWS: '*' }, { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-abcdefghij' } } }),
    ),
    message: /any AWS principal that meets the condition on `aws:PrincipalOrgID`/,
    severity: 'warning',
  },
  {
    finding: 'other-callers',
    note: 'a service of the own account is a note',
    given: withTrust(beside({ Service: 'ec2.amazonaws.com' })),
    message: /can be assumed by the service `ec2.amazonaws.com`/,
    severity: 'note',
  },
  {
    finding: 'other-callers',
    note: 'Cognito',
    given: withTrust(
      beside({ Federated: 'cognito-identity.amazonaws.com' }, { Action: 'sts:AssumeRoleWithWebIdentity' }),
    ),
    message: /can be assumed by `cognito-identity.amazonaws.com`/,
    severity: 'warning',
  },
  {
    finding: 'other-issuer-open',
    note: 'a role of GitHub beside those of GitLab',
    given: changed(world, ({ account: { RoleDetailList: roles } }) => {
      roles.splice(
        0,
        9,
        tokenRole('ci', trust({ sub: MAIN, equals: PINNED })),
        tokenRole('gh', trust({ sub: 'repo:*', host: 'token.actions.githubusercontent.com' })),
      );
    }),
    message: /role\/gh` trusts `token.actions.githubusercontent.com`: `repo:\*`: any repository/,
    severity: 'error',
  },
  {
    finding: 'any-project',
    note: 'a pattern over a group',
    given: withTrust(trust({ sub: 'project_path:acme/*' })),
    message:
      /\(write: .*can be assumed by projects that are not in the snapshot, such as a push pipeline of acme\//,
    severity: 'error',
    also: ['reused-path', 'unprotected-ref'],
  },
  {
    finding: 'any-project',
    note: 'a role that only reads is a warning',
    given: withTrust(
      trust({ sub: 'project_path:acme/*:ref_type:branch:ref:main' }),
      ({
        account: {
          RoleDetailList: [role],
        },
      }) => {
        if (role !== undefined)
          Object.assign(role, {
            RolePolicyList: [],
            AttachedManagedPolicies: [
              { PolicyName: 'R', PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' },
            ],
          });
      },
    ),
    message: /\(read: /,
    severity: 'warning',
    also: ['reused-path'],
  },
  {
    finding: 'project-not-known',
    note: 'neither a declaration nor a snapshot',
    given: { account: withTrust(trust({ sub: MAIN, equals: PINNED })).account },
    message: /can be assumed by a project that nothing is known of/,
  },
  {
    finding: 'reused-path',
    note: 'no id is demanded',
    given: withTrust(trust({ sub: MAIN })),
    message: /can be assumed by any user who takes over the path/,
  },
  {
    finding: 'unprotected-ref',
    note: 'any branch',
    given: withTrust(trust({ sub: 'project_path:acme/platform/api:ref_type:branch:ref:*', equals: PINNED })),
    message: /any branch of acme\/platform\/api.*: no rule protects the branch `feature\/x`/,
  },
  {
    finding: 'unprotected-ref',
    note: 'a branch whose rule is gone',
    given: withTrust(
      trust({ sub: MAIN, equals: PINNED }),
      (copy) => void project(copy).protected_branches?.shift(),
    ),
    message: /no rule protects the branch `main`/,
  },
  {
    finding: 'protection-not-known',
    note: 'the rules were not read',
    given: withTrust(
      trust({ sub: MAIN, equals: PINNED }),
      (copy) => void (project(copy).protected_branches = null),
    ),
    message: /the protected branches of the project are not known/,
  },
  {
    finding: 'reused-paths-not-known',
    note: "an instance of one's own, once for all roles",
    given: withTrust(trust({ sub: MAIN, host: 'gitlab.example.com' }), (copy) => {
      copy.snapshot.gitlab.url = 'https://gitlab.example.com';
      delete copy.account.OpenIDConnectProviders;
      copy.account.RoleDetailList.push(tokenRole('second', trust({ sub: MAIN, host: 'gitlab.example.com' })));
    }),
    message: /and one more role depends on whether `https:\/\/gitlab.example.com` gives ID tokens/,
  },
  {
    finding: 'no-token',
    note: 'an audience that nobody registered',
    given: withTrust(
      trust({ sub: MAIN, equals: PINNED }),
      (copy) => void copy.account.OpenIDConnectProviders?.[0]?.ClientIDList.splice(0, 1, 'other'),
    ),
    message: /no token can assume `arn:aws:iam::111122223333:role\/deploy`: /,
  },
  {
    finding: 'stronger-by-chain',
    note: 'a role that may assume an administrator: the chain says who, and it is said once',
    given: withTrust(trust({ sub: MAIN, equals: PINNED }), ({ account: { RoleDetailList: roles } }) => {
      const statement = {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Resource: `arn:aws:iam::${ACCOUNT}:role/root`,
      };
      const policy = { Version: '2012-10-17', Statement: [statement] };
      Object.assign(roles[0] ?? {}, { RolePolicyList: [{ PolicyName: 'go', PolicyDocument: policy }] });
      delete roles[0]?.PermissionsBoundary;
      roles.push(tokenRole('root', assumedBy('deploy')));
    }),
    message:
      /a token that assumes `arn:aws:iam::111122223333:role\/deploy` \(write\) can go on to `arn:aws:iam::111122223333:role\/root` \(admin/,
  },
  {
    finding: 'chain-not-known',
    also: ['other-callers'],
    note: 'a policy that the dump does not hold',
    given: withTrust(trust({ sub: MAIN, equals: PINNED }), (copy) => {
      copy.account.RoleDetailList[0]?.AttachedManagedPolicies.push({
        PolicyName: 'own',
        PolicyArn: `arn:aws:iam::${ACCOUNT}:policy/own`,
      });
      copy.account.RoleDetailList.push(tokenRole('root', assumedBy('deploy')));
    }),
    message: /whether a session of `.*deploy` can assume `.*root` depends on/,
  },
  {
    finding: 'not-judged',
    note: 'a trust policy that is malformed',
    given: withTrust({ Version: '2012-10-17', Statement: [{ Effect: 'Perhaps' }] } as unknown as TrustJson),
    message: /is malformed/,
  },
  {
    finding: 'not-judged',
    note: 'one page of several',
    given: withTrust(
      trust({ sub: MAIN, equals: PINNED }),
      (copy) => void Object.assign(copy.account, { IsTruncated: true }),
    ),
    message: /one page of several/,
  },
  {
    finding: 'other-gitlab',
    note: 'a second GitLab',
    given: withTrust(trust({ sub: MAIN, equals: PINNED }), (copy) => {
      copy.account.RoleDetailList[0]?.AssumeRolePolicyDocument.Statement.push(
        ...trust({ sub: MAIN, host: 'gitlab.example.com' }).Statement,
      );
    }),
    message: /also trusts `gitlab.example.com`/,
    severity: 'note',
  },
  // names
  {
    finding: 'project-gone',
    note: 'a project that never was',
    given: withTrust(trust({ sub: 'project_path:acme/old:ref_type:branch:ref:main' })),
    message: /names `acme\/old`, and there is no such project/,
  },
  {
    finding: 'project-moved',
    note: 'the id has another path',
    given: withTrust(trust({ sub: 'project_path:acme/old:ref_type:branch:ref:main', equals: PINNED })),
    message: /names `acme\/old`; the project is `acme\/platform\/api` today, and the path can be claimed/,
  },
  {
    finding: 'project-moved',
    note: 'GitLab redirects',
    given: withTrust(
      trust({ sub: 'project_path:acme/old:ref_type:branch:ref:main' }),
      (copy) => void copy.snapshot.paths.push({ path: 'Acme/Old', state: 'redirects', to: 101 }),
    ),
    message: /the project is `acme\/platform\/api` today/,
  },
  {
    finding: 'path-free',
    note: 'GitLab has nothing there',
    given: withTrust(
      trust({ sub: 'project_path:acme/old:ref_type:branch:ref:main' }),
      (copy) => void copy.snapshot.paths.push({ path: 'acme/old', state: 'free' }),
    ),
    message: /names `acme\/old`, where GitLab has nothing: the path can be claimed/,
  },
  {
    finding: 'path-case',
    note: 'another case',
    given: withTrust(
      trust({ sub: 'project_path:Acme/Platform/api:ref_type:branch:ref:main', equals: PINNED }),
    ),
    message: /names `Acme\/Platform\/api`, which GitLab writes as `acme\/platform\/api`/,
  },
  {
    finding: 'project-not-listed',
    note: 'of another group',
    given: withTrust(trust({ sub: 'project_path:other/x:ref_type:branch:ref:main' })),
    message: /names `other\/x`, which the snapshot does not cover/,
  },
  {
    finding: 'group-gone',
    note: 'a group that is not there',
    given: withTrust(trust({ sub: 'project_path:acme/gone/*' })),
    message: /names the group `acme\/gone`, and there is no such group/,
    also: ['any-project'],
  },
  {
    finding: 'branch-gone',
    note: 'any pusher can create it',
    given: withTrust(
      trust({ sub: 'project_path:acme/platform/api:ref_type:branch:ref:dev', equals: PINNED }),
    ),
    message: /names the branch `dev` of `acme\/platform\/api`, which does not exist; any user who can push/,
    severity: 'warning',
    also: ['unprotected-ref'],
  },
  {
    finding: 'branch-gone',
    note: 'a rule protects the name',
    given: withTrust(
      trust({ sub: 'project_path:acme/platform/api:ref_type:branch:ref:release/9', equals: PINNED }),
    ),
    message: /which does not exist; a rule protects the name/,
    severity: 'note',
  },
  {
    finding: 'id-gone',
    note: 'an id that no project has',
    given: withTrust(
      trust({ equals: { 'gitlab.com:project_id': '404' } }),
      (copy) => void (copy.snapshot.listed = 'all'),
    ),
    message: /names the project id `404`, and there is no such project/,
  },
  {
    finding: 'id-of-another',
    note: 'path and id do not fit',
    given: withTrust(trust({ sub: MAIN, equals: { 'gitlab.com:project_id': '7' } })),
    message: /names `acme\/platform\/api`, whose id is 101, together with the id 7/,
    also: ['reused-path'],
  },
  {
    finding: 'project-archived',
    note: 'archived',
    given: withTrust(trust({ sub: MAIN, equals: PINNED }), (copy) => void (project(copy).archived = true)),
    message: /which is archived/,
    severity: 'note',
  },
  {
    finding: 'project-not-declared',
    note: 'the declaration alone',
    given: {
      federation: agreeingWorld().federation,
      account: changed(
        world,
        (copy) =>
          void copy.account.RoleDetailList.push({
            ...tokenRole(
              'other',
              trust({
                sub: 'project_path:acme/web:ref_type:branch:ref:main',
                equals: { 'gitlab.com:project_id': '102', 'gitlab.com:namespace_id': '12' },
              }),
            ),
          }),
      ).account,
    },
    message: /names `acme\/web`, which is not declared/,
    also: ['role-not-declared'],
  },
  {
    finding: 'undecided-access',
    note: 'too many projects, each with rules of its own',
    given: withTrust(trust({ sub: 'project_path:acme/platform/*:ref_type:branch:ref:main' }), (copy) => {
      const [first] = copy.snapshot.projects as [AuditWorld['snapshot']['projects'][number]];
      for (let i = 0; i < 14; i += 1)
        copy.snapshot.projects.push({
          ...first,
          id: 200 + i,
          path: `acme/platform/p${i}`,
          protected_branches: [
            { name: 'main', push: 'maintainer', merge: 'maintainer' },
            { name: `b${i}`, push: 'maintainer', merge: 'maintainer' },
          ],
        });
    }),
    message: /the projects that the trust policy covers have too many different rules/,
    also: ['any-project', 'reused-path'],
  },
];

test.each(ROWS)('$finding: $note', ({ finding, given, message, severity, also = [] }) => {
  const report = auditOf(given);
  const found = report.findings.filter(({ id }) => id === finding);
  expect(found.map((one) => one.message).join('\n')).toMatch(message);
  if (severity !== undefined) expect(found[0]?.severity).toBe(severity);
  expect([...new Set(report.findings.map(({ id }) => id))].toSorted()).toEqual([finding, ...also].toSorted());
});

test('an account that could not be read is never green', () => {
  const found = audit({
    accounts: [readAccountAnswer(JSON.stringify(account), 'account.json')],
    notRead: [{ name: 'staging', reason: 'AccessDenied: no' }],
  });
  expect(found.findings.filter(({ id }) => id === 'account-not-read')).toEqual([
    expect.objectContaining({
      severity: 'unknown',
      message: '`staging` could not be read: AccessDenied: no',
    }),
  ]);
});

test('every finding about access and names has a case', () => {
  const kinds = Object.entries(AUDIT_FINDINGS).flatMap(([id, { topic }]) =>
    topic === 'drift' || id === 'account-not-read' ? [] : [id],
  );
  expect(kinds.filter((id) => !ROWS.some(({ finding }) => finding === id))).toEqual([]);
});

test('a role that only own protected refs can assume is not a finding', () => {
  const report = auditOf(withTrust(trust({ sub: MAIN, equals: PINNED })));
  expect(report.findings).toEqual([]);
  expect(report.roles[0]).toMatchObject({
    exposure: 'own',
    who: [{ text: 'branch `main` of acme/platform/api, merge requests of it too' }],
  });
});

test('strangers come before own projects, and the stronger role first', () => {
  const open = trust({ sub: 'project_path:acme/*:ref_type:branch:ref:main' });
  const closed = trust({ sub: MAIN, equals: PINNED });
  const report = auditOf(
    changed(world, ({ account: { RoleDetailList: roles } }) => {
      roles.splice(
        0,
        9,
        tokenRole('own-admin', closed),
        {
          ...tokenRole('own-read', closed),
          AttachedManagedPolicies: [{ PolicyName: 'R', PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }],
        },
        {
          ...tokenRole('open-read', open),
          AttachedManagedPolicies: [{ PolicyName: 'R', PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }],
        },
        tokenRole('open-admin', open),
        tokenRole('service', {
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
          ],
        }),
      );
    }),
  );
  expect(report.roles.map(({ name, power }) => [name, power.level])).toEqual([
    ['open-admin', 'admin'],
    ['open-read', 'read'],
    ['own-admin', 'admin'],
    ['own-read', 'read'],
  ]);
  expect(report.accounts).toEqual([{ account: ACCOUNT, roles: 5, audited: 4, providers: 'all' }]);
});

test('of many projects under a pattern each is named or counted, and those of other rules are told apart', () => {
  const report = auditOf(
    withTrust(trust({ sub: 'project_path:acme/platform/*:ref_type:branch:ref:main' }), (copy) => {
      const [first] = copy.snapshot.projects as [AuditWorld['snapshot']['projects'][number]];
      copy.snapshot.projects.push(
        ...Array.from({ length: 30 }, (_, i) => ({
          ...first,
          id: 200 + i,
          path: `acme/platform/p${i}`,
          protected_branches: i % 3 === 0 ? [] : first.protected_branches,
        })),
      );
    }),
  );
  const own = report.roles[0]?.who.filter(({ refType }) => refType === 'branch') ?? [];
  expect(own.map(({ exposure, projects }) => [exposure, projects.length])).toEqual([
    ['unprotected', 10],
    ['own', 21],
  ]);
  expect(own[0]?.text).toBe(
    'branch `main` of acme/platform/p0, merge requests of it too, and the same of `acme/platform/p3`, `acme/platform/p6` and 7 more projects',
  );
});

test('no role at all, and none for this GitLab, is never a success', () => {
  const none = auditOf(changed(world, (copy) => void copy.account.RoleDetailList.splice(0, 9)));
  expect(none).toMatchObject({ verdict: 'cannot_tell', headline: 'cannot tell: no role found' });
  const other = auditOf(
    changed(world, (copy) => void (copy.snapshot.gitlab.url = 'https://gitlab.example.com')),
  );
  expect(other.headline).toMatch(/^cannot tell: none of 2 roles trusts this GitLab/);
});

test('a role in two inputs is refused', () => {
  expect(() =>
    auditOf({
      account: { ...account, RoleDetailList: [...account.RoleDetailList, ...account.RoleDetailList] },
    }),
  ).toThrow(/ERR_USAGE: the role `arn:aws:iam::111122223333:role\/deploy` is in two inputs/);
});

describe('a caller that is a role of tokens is said by the chain; one that others can assume, too, is another way in', () => {
  const via = (name: string) => ({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: `arn:aws:iam::${ACCOUNT}:role/${name}` },
    ],
  });
  const mayAssume = (name: string) => ({ PolicyName: 'go', PolicyDocument: via(name) });
  const next = (name: string, from: string, to?: string) => ({
    ...tokenRole(name, assumedBy(from)),
    AttachedManagedPolicies: [],
    RolePolicyList: to === undefined ? [] : [mayAssume(to)],
  });
  const callersIn = (change: (copy: AuditWorld) => void = () => undefined): readonly string[] => {
    const given = withTrust(trust({ sub: MAIN, equals: PINNED }), (copy) => {
      const [first] = copy.account.RoleDetailList;
      Object.assign(first ?? {}, { RolePolicyList: [mayAssume('middle')] });
      delete first?.PermissionsBoundary;
      copy.account.RoleDetailList.push(next('middle', 'deploy', 'last'), next('last', 'middle', 'middle'));
      change(copy);
    });
    const { findings } = auditOf(given);
    return findings
      .filter(({ id }) => id === 'other-callers')
      .map(({ role }) => role?.replace(/.*\//, '') ?? '')
      .toSorted();
  };
  const also = (copy: AuditWorld, name: string, Principal: object): void =>
    void copy.account.RoleDetailList.find(
      ({ RoleName }) => RoleName === name,
    )?.AssumeRolePolicyDocument.Statement.push({
      Effect: 'Allow',
      Principal,
      Action: 'sts:AssumeRole',
    } as TrustJson['Statement'][number]);
  const LAMBDA = { Service: 'lambda.amazonaws.com' };

  test('tokens alone, over two roles', () => expect(callersIn()).toEqual([]));
  test('the role in the middle has another caller', () =>
    expect(callersIn((copy) => also(copy, 'middle', LAMBDA))).toEqual(['last', 'middle']));
  test('the role of the token has one', () =>
    expect(callersIn((copy) => also(copy, 'deploy', LAMBDA))).toEqual(['deploy', 'last', 'middle']));
  test('roles that assume each other: the longer chain is not among those that are known', () =>
    expect(callersIn((copy) => also(copy, 'middle', { AWS: `arn:aws:iam::${ACCOUNT}:role/last` }))).toEqual([
      'last',
      'middle',
    ]));
  test('a role that no token reaches', () =>
    expect(
      callersIn((copy) => {
        copy.account.RoleDetailList.push(next('apart', 'nowhere', 'last'));
        also(copy, 'last', { AWS: `arn:aws:iam::${ACCOUNT}:role/apart` });
      }),
    ).toEqual(['last']));
});
