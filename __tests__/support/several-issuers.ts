/** A trust policy of several issuers, and what is proved of it where no token of {@link TOKENS} is allowed. */
export interface SeveralIssuers {
  readonly name: string;
  readonly hosts: readonly string[];
  readonly policy: { readonly Version: string; readonly Statement: readonly object[] };
  /** Exit code of `prove --never anyone` if `eval` allows no token: 0 where it is so for all tokens. */
  readonly never: 0 | 1 | 2;
}

const ACCOUNT = '111122223333';
const COM = 'gitlab.com';
const OWN = 'git.example.net';
const PORT = 'git.example.org:8443/gitlab';
const GITHUB = 'token.actions.githubusercontent.com';
const UNKNOWN = 'id.unknown.example';

const gitlab = (iss: string, sub: string, more: object = {}) => ({
  iss: `https://${iss}`,
  sub,
  aud: 'sts.amazonaws.com',
  project_id: '101',
  namespace_id: '12',
  project_path: 'acme/api',
  namespace_path: 'acme',
  ref: 'main',
  ref_type: 'branch',
  ref_protected: 'true',
  ...more,
});

/** A token of each kind that the policies are about. */
export const TOKENS = [
  gitlab(COM, 'project_path:acme/api:ref_type:branch:ref:main'),
  gitlab(COM, 'project_path:acme/api:ref_type:tag:ref:v1', { ref_type: 'tag', ref: 'v1' }),
  gitlab(COM, 'project_path:other/app:ref_type:branch:ref:main', {
    project_path: 'other/app',
    project_id: '999',
    namespace_id: '998',
    namespace_path: 'other',
  }),
  gitlab(OWN, 'project_path:acme/api:ref_type:branch:ref:main'),
  gitlab(OWN, 'project_path:other/app:ref_type:branch:ref:main', { project_path: 'other/app' }),
  gitlab(PORT, 'project_path:acme/api:ref_type:branch:ref:main'),
  { iss: `https://${GITHUB}`, sub: 'repo:acme/api:ref:refs/heads/main', aud: 'sts.amazonaws.com' },
  { iss: `https://${GITHUB}`, sub: 'repo:other/app:ref:refs/heads/main', aud: 'sts.amazonaws.com' },
  { iss: `https://${UNKNOWN}`, sub: 'svc:deploy', aud: 'sts.amazonaws.com' },
] as const;

const arn = (host: string): string => `arn:aws:iam::${ACCOUNT}:oidc-provider/${host}`;

const allow = (host: string, sub: string, more: object = {}) => ({
  Effect: 'Allow',
  Principal: { Federated: arn(host) },
  Action: 'sts:AssumeRoleWithWebIdentity',
  Condition: {
    StringEquals: { [`${host}:aud`]: 'sts.amazonaws.com' },
    StringLike: { [`${host}:sub`]: sub },
    ...more,
  },
});
const deny = (hosts: string | readonly string[], condition: object = {}) => ({
  Effect: 'Deny',
  Principal: { Federated: typeof hosts === 'string' ? arn(hosts) : hosts.map(arn) },
  Action: 'sts:AssumeRoleWithWebIdentity',
  Condition: condition,
});
const MAIN = 'project_path:acme/api:ref_type:branch:ref:main';
const REPO = 'repo:acme/api:ref:refs/heads/main';
const com = (sub = MAIN, more: object = {}) => allow(COM, sub, more);
const own = (sub = MAIN, more: object = {}) => allow(OWN, sub, more);
const github = (sub = REPO) => allow(GITHUB, sub);
const unknown = (sub = 'svc:*') => allow(UNKNOWN, sub);
const saml = {
  Effect: 'Allow',
  Principal: { Federated: `arn:aws:iam::${ACCOUNT}:saml-provider/Corp` },
  Action: 'sts:AssumeRoleWithSAML',
  Condition: { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } },
};
const root = {
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
  Action: 'sts:AssumeRole',
};
const service = { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' };

/** Both of two issuers in one statement: the keys of either are never there together. */
const together = {
  Effect: 'Allow',
  Principal: { Federated: [arn(COM), arn(OWN)] },
  Action: 'sts:AssumeRoleWithWebIdentity',
  Condition: {
    StringEqualsIfExists: { [`${COM}:aud`]: 'sts.amazonaws.com', [`${OWN}:aud`]: 'sts.amazonaws.com' },
    StringLikeIfExists: { [`${COM}:sub`]: MAIN, [`${OWN}:sub`]: 'project_path:acme/*' },
  },
};
const bothKeys = {
  ...together,
  Condition: { StringLike: { [`${COM}:sub`]: MAIN, [`${OWN}:sub`]: 'project_path:acme/*' } },
};

/** Trust policies of several issuers, as teams have them. */
export function several(): readonly SeveralIssuers[] {
  const rows: readonly [string, readonly string[], readonly object[], (0 | 1 | 2)?][] = [
    ['GitLab.com and a GitLab', [COM, OWN], [com(), own()]],
    ['a GitLab and GitLab.com', [OWN, COM], [own(), com()]],
    ['GitLab.com, and every project of a GitLab', [COM, OWN], [com(), own('project_path:*')]],
    ['GitLab.com and GitHub', [COM, GITHUB], [com(), github()]],
    ['GitHub and GitLab.com', [GITHUB, COM], [github(), com()]],
    ['GitLab.com, and every repository of GitHub', [COM, GITHUB], [com(), github('repo:*')]],
    ['GitLab.com and an unknown host', [COM, UNKNOWN], [com(), unknown()]],
    ['an unknown host and GitLab.com', [UNKNOWN, COM], [unknown(), com()]],
    ['GitLab.com, GitHub and a SAML provider', [COM, GITHUB], [com(), github(), saml]],
    ['GitLab.com, a GitLab and the account', [COM, OWN], [root, com(), own()]],
    ['a service, GitHub, GitLab.com', [GITHUB, COM], [service, github(), com()]],
    ['a GitLab with a port and a path, and GitLab.com', [PORT, COM], [allow(PORT, MAIN), com()]],
    ['three GitLabs', [COM, OWN, PORT], [com(), own(), allow(PORT, MAIN)]],
    ['GitLab.com, GitHub, an unknown host', [COM, GITHUB, UNKNOWN], [com(), github(), unknown()]],
    ['a Deny for the first of them', [COM, OWN], [com(), own(), deny(COM)]],
    ['a Deny for all of them', [COM, GITHUB], [com(), github(), deny([COM, GITHUB])], 0],
    [
      'a Deny of all branches but main, of both',
      [COM, OWN],
      [
        com('project_path:acme/*'),
        own('project_path:acme/*'),
        deny([COM, OWN], { StringNotLike: { [`${COM}:sub`]: '*:ref:main', [`${OWN}:sub`]: '*:ref:main' } }),
      ],
    ],
    ['one statement for two GitLabs', [COM, OWN], [together]],
    ['one statement that demands the keys of both', [COM, OWN], [bothKeys], 0],
    [
      'a Deny whose key the other issuer lacks',
      [COM, GITHUB],
      [com(), github(), deny([COM, GITHUB], { StringNotEquals: { [`${COM}:ref_protected`]: 'true' } })],
    ],
    [
      'a dead statement beside a live one',
      [COM, OWN],
      [com(MAIN, { StringEqualsIgnoreCase: { [`${COM}:ref`]: 'other' } }), own()],
    ],
    [
      'two dead statements',
      [COM, GITHUB],
      [
        com(MAIN, { Null: { [`${COM}:sub`]: 'true' } }),
        allow(GITHUB, REPO, { Null: { [`${GITHUB}:sub`]: 'true' } }),
      ],
      0,
    ],
    [
      'ids on GitLab.com, paths on a GitLab',
      [COM, OWN],
      [
        com('project_path:acme/*', {
          StringEquals: { [`${COM}:aud`]: 'sts.amazonaws.com', [`${COM}:project_id`]: '101' },
        }),
        own(),
      ],
    ],
    [
      'GitHub in another case',
      [COM, 'Token.Actions.GitHubUserContent.com'],
      [com(), allow('Token.Actions.GitHubUserContent.com', REPO)],
    ],
  ];
  return rows.map(([name, hosts, Statement, never = 0]) => ({
    name,
    hosts,
    never,
    policy: { Version: '2012-10-17', Statement },
  }));
}
