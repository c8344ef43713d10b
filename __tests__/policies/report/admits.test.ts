import { admitsInWords } from '../../../policies/report/admits';
import { parsePolicy } from '../../../policies/trust/index';

const policy = (condition: object, more: object = {}): object => ({
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: condition,
    ...more,
  },
});
const sub = (operator: string, value: string | readonly string[]): object =>
  policy({ [operator]: { 'gitlab.com:sub': value } });

function wordsOf(document: object): readonly string[] {
  const parsed = parsePolicy(document);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return admitsInWords(parsed.policy);
}

const branch = 'project_path:acme/api:ref_type:branch:ref:';

test.each<readonly [object, string, string]>([
  [sub('StringEquals', `${branch}main`), 'the branch `main` of `acme/api`', 'a name'],
  [sub('StringLike', `${branch}main`), 'the branch `main` of `acme/api`', 'a pattern without wildcards'],
  [sub('StringLike', `${branch}*`), 'every branch of `acme/api`', 'every name'],
  [sub('StringEquals', `${branch}*`), 'the branch `*` of `acme/api`', 'a star that is none'],
  [sub('StringLike', `${branch}release/*`), 'every branch like `release/*` of `acme/api`', 'a pattern'],
  [
    sub('StringLike', 'project_path:acme/*:ref_type:*:ref:*'),
    'every branch or tag of every project like `acme/*`',
    'a group',
  ],
  [
    sub('StringLike', 'project_path:*:ref_type:tag:ref:v*'),
    'every tag like `v*` of any project',
    'all projects',
  ],
  [
    sub('StringEquals', [`${branch}main`, 'project_path:acme/api:ref_type:tag:ref:v1']),
    'the branch `main` of `acme/api` or the tag `v1` of `acme/api`',
    'several',
  ],
  [
    sub('StringLike', 'project_path:acme/*'),
    'the subject `project_path:acme/*` (`*` stands for any text)',
    'another form',
  ],
  [
    sub('StringNotEquals', `${branch}main`),
    `any token of \`gitlab.com\`; \`gitlab.com:sub\` StringNotEquals \`${branch}main\``,
    'a negation has no plain words',
  ],
  [
    sub('StringLikeIfExists', `${branch}main`),
    `any token of \`gitlab.com\`; \`gitlab.com:sub\` StringLikeIfExists \`${branch}main\``,
    'nor has IfExists',
  ],
  [
    sub('StringEquals', `${branch}main:ref_protected:true`),
    'the protected branch `main` of `acme/api`',
    'a component with a word',
  ],
  [
    sub('StringLike', [`${branch}*:ref_protected:false`, `${branch}main:ref_protected:*`]),
    'every unprotected branch of `acme/api` or the branch `main` of `acme/api` with `ref_protected` `*`',
    'a component with and without a word',
  ],
  [
    sub(
      'StringEquals',
      `${branch}main:ref_protected:true:environment_protected:true:deployment_tier:staging`,
    ),
    'the protected branch `main` of `acme/api` with `environment_protected` `true` and `deployment_tier` `staging`',
    'components without words',
  ],
  [
    sub('StringLike', [`${branch}main:ref_protected:true`, `${branch}main:ref_protected:true:*`]),
    'the protected branch `main` of `acme/api` with or without further components',
    'a trust as short as refgate writes it',
  ],
  [
    sub('StringEquals', [
      `${branch}main`,
      ...['production', 'staging'].map(
        (tier) => `${branch}main:environment_protected:true:deployment_tier:${tier}`,
      ),
    ]),
    'the branch `main` of `acme/api` with or without one of 2 combinations of `environment_protected`, `deployment_tier`',
    'combinations are counted',
  ],
  [
    sub('StringEquals', `${branch}main:made_up:x`),
    `the subject \`${branch}main:made_up:x\``,
    'a component that GitLab does not have',
  ],
  [sub('StringEquals', `${branch}main:ref:x`), `the subject \`${branch}main:ref:x\``, 'a component twice'],
  [
    sub('StringLike', `${branch}\${*}`),
    `the subject \`${branch}\${*}\` (\`*\` stands for any text)`,
    'an escaped star',
  ],
  [policy({}), 'any token of `gitlab.com`', 'no condition'],
  [
    policy({
      StringEquals: {
        'gitlab.com:sub': `${branch}main`,
        'gitlab.com:aud': 'sts.amazonaws.com',
        'gitlab.com:project_id': '101',
        'gitlab.com:namespace_id': '12',
        'gitlab.com:pipeline_source': ['push', 'web'],
        'gitlab.com:ref_protected': 'true',
        'aws:PrincipalTag/sub': 'x',
      },
    }),
    'the branch `main` of `acme/api`; audience `sts.amazonaws.com`; project id `101`; namespace id `12`; started by `push` or `web`; a protected ref; `aws:PrincipalTag/sub` StringEquals `x`',
    'everything',
  ],
  [
    policy({ StringLike: { 'gitlab.com:project_id': '1*' } }),
    'any token of `gitlab.com`; `gitlab.com:project_id` StringLike `1*`',
    'a pattern where a name is usual',
  ],
  [
    policy({ StringEquals: { 'gitlab.com:sub': `${branch}main` } }, { Effect: 'Deny' }),
    'but not: the branch `main` of `acme/api`',
    'a Deny',
  ],
  [
    policy({ StringEquals: { 'gitlab.example.com:sub': `${branch}main` } }),
    `any token of \`gitlab.com\`; \`gitlab.example.com:sub\` StringEquals \`${branch}main\``,
    'a key of another provider',
  ],
  [
    policy({}, { Principal: { AWS: '111122223333' }, Action: 'sts:AssumeRole' }),
    'only for `sts:AssumeRole`: no token, but `111122223333`',
    'a principal of AWS',
  ],
])('%j admits %s (%s)', (document, words) => {
  expect(wordsOf(document)).toEqual([words]);
});

test('many values are counted', () => {
  const many = Array.from({ length: 12 }, (_, i) => `${branch}b${i}`);
  expect(wordsOf(sub('StringEquals', many))[0]).toMatch(/ or the branch `b7` of `acme\/api` or 4 more$/);
});
