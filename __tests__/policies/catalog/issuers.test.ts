import { runCatalog } from '../../../policies/catalog/index';
import type { KnownIssuers } from '../../../policies/issuers/index';
import { parsePolicy } from '../../../policies/trust/index';

type Json = Readonly<Record<string, unknown>>;

const GITHUB = 'token.actions.githubusercontent.com';

const statement = (host: string, condition: Json, effect = 'Allow'): Json => ({
  Effect: effect,
  Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${host}` },
  Action: 'sts:AssumeRoleWithWebIdentity',
  Condition: condition,
});

function judged(statements: readonly Json[], issuers: KnownIssuers = {}) {
  const document = { Version: '2012-10-17', Statement: statements };
  const parsed = parsePolicy(document);
  if (!parsed.ok) throw new Error('malformed');
  return runCatalog({
    policy: parsed.policy,
    document,
    issuers: { policies: [parsed.policy], ...issuers },
  });
}

const ids = (...given: Parameters<typeof judged>): readonly string[] =>
  judged(...given).findings.map(({ check }) => check);

const github = (condition: Json): Json => statement(GITHUB, condition);
const aud = { [`${GITHUB}:aud`]: 'sts.amazonaws.com' };

test('another condition may fix what `sub` leaves open', () => {
  const sub = { StringLike: { [`${GITHUB}:sub`]: 'repo:*' } };
  expect(ids([github({ StringEquals: aud, ...sub })])).toEqual(['any-subject']);
  const owner = { ...aud, [`${GITHUB}:repository_owner_id`]: '12' };
  expect(ids([github({ StringEquals: owner, ...sub })])).toEqual(['open-workload']);
  const repository = { ...aud, [`${GITHUB}:repository_id`]: '34' };
  expect(ids([github({ StringEquals: repository, ...sub })])).toEqual(['open-context']);
  const branch = { ...repository, [`${GITHUB}:ref`]: 'refs/heads/main' };
  expect(ids([github({ StringEquals: branch, ...sub })])).toEqual([]);
});

test('a condition that holds without its key fixes nothing', () => {
  const found = ids([
    github({
      StringEquals: aud,
      StringLike: { [`${GITHUB}:sub`]: 'repo:*' },
      StringEqualsIfExists: { [`${GITHUB}:repository_id`]: '34' },
    }),
  ]);
  expect(found).toContain('any-subject');
});

test('a Deny of everything else closes what an Allow leaves open, and one with two conditions does not', () => {
  const open = github({ StringEquals: aud, StringLike: { [`${GITHUB}:sub`]: 'repo:*' } });
  const other = { StringNotEquals: { [`${GITHUB}:sub`]: 'repo:acme/api:ref:refs/heads/main' } };
  expect(ids([open, statement(GITHUB, other, 'Deny')])).toEqual([]);
  const both = { ...other, StringEquals: { [`${GITHUB}:actor`]: 'mallory' } };
  expect(ids([open, statement(GITHUB, both, 'Deny')])).toContain('any-subject');
});

test('no check of GitLab is shown a subject of another issuer', () => {
  const found = ids([
    github({ StringEquals: { ...aud, [`${GITHUB}:sub`]: 'repo:acme/api:ref:refs/heads/main' } }),
  ]);
  expect(found).toEqual([]);
});

test('a literal wildcard, `IfExists` and a key that AWS never fills are found for every issuer', () => {
  const literal = github({ StringEquals: { ...aud, [`${GITHUB}:sub`]: 'repo:acme/api:*' } });
  expect(ids([literal])).toContain('wildcard-under-string-equals');
  const { findings } = judged([
    github({
      StringEquals: { ...aud, [`${GITHUB}:sub`]: 'repo:acme/api:environment:p', [`${GITHUB}:run_id`]: '1' },
    }),
  ]);
  expect(findings).toContainEqual(
    expect.objectContaining({
      check: 'unsupported-key',
      fix: expect.not.stringContaining('project_id') as string,
    }),
  );
});

test('an unknown issuer is named, and no subject of it is taken for one of GitLab', () => {
  const host = 'id.acme.example';
  const alone = statement(host, {
    StringEquals: { [`${host}:aud`]: 'sts.amazonaws.com', [`${host}:sub`]: 'job=12' },
  });
  const { findings, issuers } = judged([alone]);
  expect(findings).toEqual([]);
  expect(issuers).toEqual([
    {
      host,
      id: 'unknown',
      name: 'not a known issuer',
      known: false,
      world: 'any_sub',
      notJudged: '`id.acme.example` is not a known issuer: any text is taken for a possible `sub`',
    },
  ]);
  const asGitlab = judged([alone], { gitlabUrl: `https://${host}` });
  expect(asGitlab.issuers).toEqual([{ host, id: 'gitlab', name: 'GitLab', known: true, world: 'gitlab' }]);
  expect(asGitlab.findings.length).toBeGreaterThan(0);
});

test('a subject of a known issuer that its grammar does not have is named', () => {
  const { issuers } = judged([
    github({ StringEquals: { ...aud, [`${GITHUB}:sub`]: 'repository_owner:acme:environment:production' } }),
  ]);
  expect(issuers).toMatchObject([
    {
      id: 'github-actions',
      notJudged:
        '`repository_owner:acme:environment:production` has none of the forms that are known of a subject of GitHub Actions',
    },
  ]);
});

test('keys of gitlab.com are reported for another GitLab by its check, and for an unknown issuer by the general one', () => {
  const host = 'ci.acme.example';
  const pinned = (sub: string): Json =>
    statement(host, {
      StringEquals: { [`${host}:aud`]: 'a', [`${host}:sub`]: sub, [`${host}:project_id`]: '101' },
    });
  expect(ids([pinned('project_path:acme/api:ref_type:branch:ref:main')])).toContain(
    'saas-key-on-self-managed',
  );
  expect(ids([pinned('job=12')])).toContain('unsupported-key');
});
