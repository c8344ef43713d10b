import type { PlainPolicy, PlainStatement } from './plain-evaluator';
import { COM, GITHUB, OWN, PATH, UNKNOWN } from './tokens';

/** A trust policy as a team may have it. */
export interface AdversaryPolicy {
  readonly name: string;
  readonly policy: PlainPolicy;
}

type Condition = NonNullable<PlainStatement['Condition']>;

const arn = (host: string): string => `arn:aws:iam::111122223333:oidc-provider/${host}`;
const WEB = 'sts:AssumeRoleWithWebIdentity';

function allow(host: string, condition: Condition, action: string | readonly string[] = WEB): PlainStatement {
  return {
    Effect: 'Allow',
    Principal: { Federated: arn(host) },
    Action: action,
    Condition: withAudience(host, condition),
  };
}

function withAudience(host: string, condition: Condition): Condition {
  return { ...condition, StringEquals: { [`${host}:aud`]: 'sts.amazonaws.com', ...condition.StringEquals } };
}

function deny(principal: PlainStatement['Principal'], condition: Condition): PlainStatement {
  return { Effect: 'Deny', Principal: principal, Action: WEB, Condition: condition };
}

const of = (...Statement: readonly PlainStatement[]): PlainPolicy => ({ Version: '2012-10-17', Statement });
const sub = (host: string, ...values: readonly string[]): Condition => ({
  StringLike: { [`${host}:sub`]: values },
});

const MAIN = 'project_path:acme/api:ref_type:branch:ref:main';
const SUBJECTS = [
  MAIN,
  'project_path:acme/api:*',
  'project_path:acme/*',
  'project_path:acme*',
  'project_path:acme/*:ref_type:branch:ref:main',
  'project_path:acme/api:ref_type:tag:ref:v*',
  'project_path:acme/api:ref_type:*:ref:v*',
  'project_path:acme/ap?:ref_type:branch:ref:main',
  'project_path:*',
  '*',
  '*:ref:main',
  '*acme/api*',
  'project_id:101:*',
  'project_id:*:ref_type:branch:ref:main',
  'job_project_path:*',
  '*environment_protected:true*',
  'project_path:acme/api:*:environment:production',
  'project_path:o/corp/*',
];

/** One statement with one pattern, for each kind of GitLab. */
const bySubject = [COM, OWN, PATH].flatMap((host) =>
  SUBJECTS.map((text): [string, PlainPolicy] => [`${host}: ${text}`, of(allow(host, sub(host, text)))]),
);

const EXTRA: readonly Condition[] = [
  { StringEquals: { 'gitlab.com:ref_protected': 'true' } },
  { StringEqualsIfExists: { 'gitlab.com:ref_protected': 'true' } },
  { Bool: { 'gitlab.com:ref_protected': 'true' } },
  { BoolIfExists: { 'gitlab.com:ref_protected': 'true' } },
  { 'ForAnyValue:StringEquals': { 'gitlab.com:ref_protected': 'true' } },
  { 'ForAllValues:StringEquals': { 'gitlab.com:ref_protected': 'true' } },
  { StringNotEquals: { 'gitlab.com:ref_protected': 'false' } },
  { StringNotEqualsIfExists: { 'gitlab.com:pipeline_source': ['merge_request_event', 'web'] } },
  { StringEquals: { 'gitlab.com:project_id': '101', 'gitlab.com:namespace_id': '12' } },
  { StringEqualsIfExists: { 'gitlab.com:project_id': ['101', '102'] } },
  { NumericEquals: { 'gitlab.com:project_id': '101' } },
  { Null: { 'gitlab.com:project_id': 'false' } },
  { Null: { 'gitlab.com:project_id': 'true' } },
  { 'ForAnyValue:StringLike': { 'gitlab.com:user_login': ['k*', 'root'] } },
  { StringEqualsIgnoreCase: { 'gitlab.com:runner_environment': 'GITLAB-HOSTED' } },
  { StringLike: { 'gitlab.com:user_email': '*@acme.example' } },
  { StringEquals: { 'gitlab.com:environment': 'production' } },
  { StringEqualsIfExists: { 'gitlab.com:ref': 'main' } },
];

const byKey = EXTRA.flatMap((condition) =>
  [MAIN, 'project_path:acme/*', '*'].map((text): [string, PlainPolicy] => [
    `${text} and ${JSON.stringify(condition)}`,
    of(
      allow(COM, {
        ...condition,
        StringLike: { 'gitlab.com:sub': text, ...condition.StringLike },
      }),
    ),
  ]),
);

const DENIALS: readonly Condition[] = [
  { StringNotLike: { 'gitlab.com:sub': 'project_path:acme/*' } },
  { StringNotLikeIfExists: { 'gitlab.com:sub': ['project_path:acme/*', 'project_id:*'] } },
  { 'ForAnyValue:StringNotLike': { 'gitlab.com:sub': 'project_path:acme/*' } },
  { 'ForAllValues:StringNotLike': { 'gitlab.com:sub': 'project_path:acme/*' } },
  { StringNotEquals: { 'gitlab.com:ref_protected': 'true' } },
  { StringNotEqualsIfExists: { 'gitlab.com:ref_protected': 'true' } },
  { Bool: { 'gitlab.com:ref_protected': 'false' } },
  { BoolIfExists: { 'gitlab.com:ref_protected': 'false' } },
  { Null: { 'gitlab.com:project_id': 'true' } },
  { StringEquals: { 'gitlab.com:pipeline_source': 'merge_request_event' } },
  { StringLike: { 'gitlab.com:sub': '*:ref_type:tag:*' } },
  { StringNotEquals: { 'gitlab.com:aud': 'sts.amazonaws.com' } },
];

const byDenial = DENIALS.flatMap((condition) =>
  (['*', { AWS: '*' }, { Federated: arn(COM) }] as const).map((principal, place): [string, PlainPolicy] => [
    `${['anything', 'ids', 'group'][place] ?? ''}, a Deny for ${JSON.stringify(principal)} on ${JSON.stringify(condition)}`,
    of(
      allow(COM, sub(COM, ['*', 'project_id:*', 'project_path:acme*'][place] ?? '*')),
      allow(OWN, sub(OWN, MAIN)),
      deny(principal, condition),
    ),
  ]),
);

const TAGGED = ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession'];
const byTag: readonly [string, PlainPolicy][] = [
  [
    'a tag is demanded',
    of(allow(COM, { ...sub(COM, '*'), StringEquals: { 'aws:RequestTag/team': 'red' } }, TAGGED)),
  ],
  [
    'a tag, if there is one',
    of(allow(COM, { ...sub(COM, MAIN), StringEqualsIfExists: { 'aws:RequestTag/team': 'red' } }, TAGGED)),
  ],
  [
    'a tag, and no action for it',
    of(allow(COM, { ...sub(COM, '*'), StringEquals: { 'aws:RequestTag/team': 'red' } })),
  ],
  [
    'a tag is refused',
    of(allow(COM, sub(COM, '*'), TAGGED), deny('*', { StringEquals: { 'aws:RequestTag/team': 'blue' } })),
  ],
  ['no tag at all', of(allow(COM, { ...sub(COM, '*'), Null: { 'aws:RequestTag/team': 'true' } }, TAGGED))],
  [
    'names of tags',
    of(allow(COM, { ...sub(COM, '*'), 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] } }, 'sts:*')),
  ],
  [
    'names of tags, some',
    of(allow(COM, { ...sub(COM, '*'), 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['team'] } }, 'sts:*')),
  ],
];

const byVariable: readonly [string, PlainPolicy][] = [
  '${gitlab.com:sub}',
  'project_path:acme/${*}',
  'project_path:acme/api:ref_type:branch:ref:${gitlab.com:user_login}',
  '*:ref:${gitlab.com:runner_environment}',
  'project_id:${gitlab.com:project_id}:*',
  'project_path:${aws:RequestTag/team}/*',
  "project_path:${aws:RequestTag/team, 'acme'}/*",
  'project_path:acme/api:ref_type:${gitlab.com:nothing}*',
].map((text) => [`a variable: ${text}`, of(allow(COM, sub(COM, text), TAGGED))]);

const FOREIGN = [
  'repo:acme/api:ref:refs/heads/main',
  'repo:acme/*',
  'repo:*',
  '*',
  'repo:acme@1/api@2:*',
  'repo:*:environment:production',
];
const byIssuer: readonly [string, PlainPolicy][] = [
  ...FOREIGN.map((text): [string, PlainPolicy] => [`GitHub: ${text}`, of(allow(GITHUB, sub(GITHUB, text)))]),
  ...['svc:deploy', 'svc:*', '*'].map((text): [string, PlainPolicy] => [
    `an unknown host: ${text}`,
    of(allow(UNKNOWN, sub(UNKNOWN, text))),
  ]),
  ...[MAIN, 'project_path:*'].flatMap((text) =>
    [OWN, PATH].map((host): [string, PlainPolicy] => [
      `GitLab.com and ${host}: ${text}`,
      of(allow(COM, sub(COM, MAIN)), allow(host, sub(host, text))),
    ]),
  ),
  ...FOREIGN.slice(0, 3).flatMap((text): [string, PlainPolicy][] => [
    [`GitLab.com and GitHub: ${text}`, of(allow(COM, sub(COM, MAIN)), allow(GITHUB, sub(GITHUB, text)))],
    [
      `GitHub: ${text}, a Deny of unprotected refs`,
      of(
        allow(COM, sub(COM, '*')),
        allow(GITHUB, sub(GITHUB, text)),
        deny('*', { StringNotEqualsIfExists: { 'gitlab.com:ref_protected': 'true' } }),
      ),
    ],
    [
      `GitHub: ${text}, a Deny that its tokens meet`,
      of(
        allow(COM, sub(COM, '*')),
        allow(GITHUB, sub(GITHUB, text)),
        deny('*', { StringNotEquals: { 'gitlab.com:ref_protected': 'true' } }),
      ),
    ],
  ]),
  ['GitLab.com and an unknown host', of(allow(COM, sub(COM, MAIN)), allow(UNKNOWN, sub(UNKNOWN, 'svc:*')))],
];

const anyone: PlainStatement = { Effect: 'Allow', Principal: '*', Action: WEB };
const odd: readonly [string, PlainPolicy][] = [
  [
    'every principal',
    of({ ...anyone, Condition: { StringLike: { 'gitlab.com:sub': 'project_path:acme/*' } } }),
  ],
  ['every AWS principal', of({ ...anyone, Principal: { AWS: '*' }, Condition: sub(COM, MAIN) })],
  ['no condition', of({ Effect: 'Allow', Principal: { Federated: arn(COM) }, Action: WEB })],
  ['every action of STS', of(allow(COM, sub(COM, MAIN), 'sts:*'))],
  ['a pattern of actions', of(allow(COM, sub(COM, MAIN), ['sts:Assume*Identity']))],
  ['another action', of(allow(COM, sub(COM, MAIN), 'sts:AssumeRole'))],
  ['keys in capitals', of(allow(COM, { StringLike: { 'GITLAB.COM:SUB': 'project_path:acme/*' } }))],
  ['the older language', { ...of(allow(COM, sub(COM, 'project_path:acme/*'))), Version: '2008-10-17' }],
  [
    'the older language and a dollar',
    { ...of(allow(COM, sub(COM, 'project_path:acme/${*}*'))), Version: '2008-10-17' },
  ],
  ['exact, with a star', of(allow(COM, { StringEquals: { 'gitlab.com:sub': 'project_path:acme/*' } }))],
  [
    'two patterns that no subject meets',
    of(
      allow(COM, {
        StringLike: { 'gitlab.com:sub': 'project_path:acme/*' },
        StringNotLike: { 'gitlab.com:sub': 'project_path:*' },
      }),
    ),
  ],
  ['the key of another issuer', of(allow(COM, sub(OWN, '*')))],
  [
    'the key of another issuer, if it is there',
    of(allow(COM, { StringLikeIfExists: { [`${OWN}:sub`]: MAIN } })),
  ],
  [
    'keys that only GitLab.com has, elsewhere',
    of(allow(OWN, { ...sub(OWN, '*'), StringEquals: { [`${OWN}:project_id`]: '101' } })),
  ],
  [
    'two statements, one within the other',
    of(allow(COM, sub(COM, MAIN)), allow(COM, sub(COM, 'project_path:acme/api:*'))),
  ],
  ['many values', of(allow(COM, sub(COM, ...SUBJECTS.slice(4, 8))))],
  ['two denials', of(allow(COM, sub(COM, '*')), deny('*', DENIALS[0] ?? {}), deny('*', DENIALS[4] ?? {}))],
  ['a Deny of everything', of(allow(COM, sub(COM, MAIN)), deny('*', {}))],
];

export const POLICIES: readonly AdversaryPolicy[] = [
  ...bySubject,
  ...byKey,
  ...byDenial,
  ...byTag,
  ...byVariable,
  ...byIssuer,
  ...odd,
].map(([name, policy]) => ({ name, policy }));

/** The same policy, open: no Deny, and nothing but the audience is demanded. */
export function widened({ Version, Statement }: PlainPolicy): PlainPolicy {
  return {
    Version,
    Statement: Statement.filter(({ Effect }) => Effect === 'Allow').map(
      ({ Condition = {}, ...statement }) => ({
        ...statement,
        Condition: Object.fromEntries(
          Object.entries(Condition).flatMap(([operator, keys]) => {
            const kept = Object.entries(keys).filter(([key]) => key.toLowerCase().endsWith(':aud'));
            return kept.length === 0 ? [] : [[operator, Object.fromEntries(kept)]];
          }),
        ),
      }),
    ),
  };
}
