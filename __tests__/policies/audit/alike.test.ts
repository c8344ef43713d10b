import * as fc from 'fast-check';
import { alikeKey } from '../../../policies/audit/alike';
import { MintReader } from '../../../policies/audit/minting';
import { parsePolicy, type Project } from '../../../policies/index';
import { rounds } from '../../support/rounds';
import { seedFor } from '../../support/seed';

const ISSUER = 'https://gitlab.com';
const instance = { url: ISSUER, issuer: ISSUER };
const provider = { issuer: ISSUER, account: '111122223333', clientIds: ['sts.amazonaws.com'] };

const project = (path: string, id: string, namespaceId: string, change: Partial<Project> = {}): Project => ({
  path,
  id,
  namespaceId,
  protectedBranches: [{ pattern: 'main', push: 'maintainer', merge: 'developer' }],
  protectedTags: [],
  protectedEnvironments: [],
  subClaim: ['project_path', 'ref_type', 'ref'],
  visibility: 'private',
  ...change,
});
/** Alike in all but their names; the names begin alike, and an id of one is in a path and in an id of another. */
const PROJECTS = [
  project('acme/api', '10', '1'),
  project('acme/api-10', '101', '10'),
  project('acme/sub/web', '110', '2'),
];
const [API, API_TEN, WEB] = PROJECTS as [Project, Project, Project];

interface Written {
  readonly effect: 'Allow' | 'Deny';
  readonly operator: string;
  /** `PATH`, `ID` and `NAMESPACE` stand for those of the project. */
  readonly subs: readonly string[];
  readonly ids: Readonly<Record<string, readonly string[]>>;
}

function policyOf(statements: readonly Written[], { path, id = '', namespaceId = '' }: Project) {
  const own = (text: string) =>
    text.replace('PATH', path).replace('NAMESPACE', namespaceId).replace('ID', id);
  const parsed = parsePolicy({
    Version: '2012-10-17',
    Statement: statements.map(({ effect, operator, subs, ids }) => ({
      Effect: effect,
      Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringNotEquals: { 'gitlab.com:user_login': 'nobody' },
        [operator]: {
          'gitlab.com:sub': subs.map(own),
          ...Object.fromEntries(
            Object.entries(ids).map(([key, values]) => [`gitlab.com:${key}`, values.map(own)]),
          ),
        },
      },
    })),
  });
  if (!parsed.ok) throw new Error('no policy');
  return parsed.policy;
}

const written: fc.Arbitrary<Written> = fc.record({
  effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
  operator: fc.constantFrom(
    'StringLike',
    'StringEquals',
    'StringNotLike',
    'StringEqualsIgnoreCase',
    'StringLikeIfExists',
    'ForAnyValue:StringLike',
  ),
  subs: fc.array(
    fc
      .tuple(
        fc.constantFrom('project_path:', 'project_path:', 'project_path:', 'project_*:', ''),
        fc.constantFrom('PATH', 'PATH', 'acme/api', 'acme/api-10', 'acme/*', '*', 'ACME/API', 'PATH*'),
        fc.constantFrom(
          ':ref_type:branch:ref:main',
          ':ref_type:branch:ref:*',
          ':*',
          ':ref_type:*:ref:acme/api',
        ),
      )
      .map((parts) => parts.join('')),
    { minLength: 1, maxLength: 2 },
  ),
  ids: fc.dictionary(
    fc.constantFrom('project_id', 'namespace_id'),
    fc.subarray(['ID', 'NAMESPACE', '10', '101', '1', '1*', '${gitlab.com:project_id}'], {
      minLength: 1,
      maxLength: 2,
    }),
    { maxKeys: 1 },
  ),
});

/** Such as have keys more often than not. */
const named: fc.Arbitrary<Written> = fc.record({
  effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
  operator: fc.constantFrom('StringLike', 'StringEquals', 'StringNotLike'),
  subs: fc.subarray(
    [
      'project_path:PATH:ref_type:branch:ref:main',
      'project_path:PATH:ref_type:*',
      'project_path:acme/api:*',
      'project_path:acme/api*:ref_type:branch:ref:main',
      'project_path:acme/*:ref_type:tag:*',
    ],
    { minLength: 1, maxLength: 2 },
  ),
  ids: fc.constantFrom<Written['ids']>({}, { project_id: ['ID'] }, { namespace_id: ['NAMESPACE', '10'] }),
});

const answer = (reader: MintReader, statements: readonly Written[], of: Project) => {
  const { project: path, ...minting } = reader.mintingOf(policyOf(statements, of), provider, instance, of);
  expect(path).toBe(of.path);
  return minting;
};

test('projects with equal keys have equal answers', () => {
  let equal = 0;
  fc.assert(
    fc.property(fc.array(fc.oneof(written, named, named), { minLength: 1, maxLength: 2 }), (statements) => {
      const keys = PROJECTS.map((each) => alikeKey(policyOf(statements, each), ISSUER, each));
      const answers = PROJECTS.map((each) => answer(new MintReader(), statements, each));
      for (const [place, key] of keys.entries()) {
        if (key === undefined || place === 0 || key !== keys[0]) continue;
        equal += 1;
        expect(answers[place]).toEqual(answers[0]);
      }
      // one reader for all of them says the same
      const reader = new MintReader();
      expect(PROJECTS.map((each) => answer(reader, statements, each))).toEqual(answers);
    }),
    { numRuns: rounds({ short: 12, long: 1000 }), seed: seedFor('alike projects') },
  );
  expect(equal).toBeGreaterThan(3);
});

const OWN: Written = {
  effect: 'Allow',
  operator: 'StringLike',
  subs: ['project_path:PATH:ref_type:branch:ref:main'],
  ids: { project_id: ['ID'], namespace_id: ['NAMESPACE'] },
};
const keyOf = (statement: Written, of: Project) => alikeKey(policyOf([statement], of), ISSUER, of);

test('a policy that names the whole path and the ids is the same for every such project', () => {
  const key = keyOf(OWN, API);
  expect(key).toBeDefined();
  expect([keyOf(OWN, API_TEN), keyOf(OWN, WEB)]).toEqual([key, key]);
});

test('a pattern that covers the paths of both is the same for both, and not for one that it does not cover', () => {
  const covers: Written = { ...OWN, subs: ['project_path:acme/api*:ref_type:branch:ref:main'], ids: {} };
  expect(keyOf(covers, API)).toBeDefined();
  expect(keyOf(covers, API_TEN)).toBe(keyOf(covers, API));
  expect(keyOf(covers, WEB)).not.toBe(keyOf(covers, API));
});

test.each<[string, Written, Project]>([
  ['the id of another project', { ...OWN, ids: { project_id: ['11'] } }, API],
  ['an id under the other key', { ...OWN, ids: { project_id: ['NAMESPACE'] } }, API],
  ['another path', { ...OWN, subs: ['project_path:acme/apis:ref_type:branch:ref:main'] }, API],
  ['other rules', OWN, { ...API, protectedBranches: [] }],
  ['another setting', OWN, { ...API, protectMergeRequestPipelines: true }],
])('%s has a key of its own', (_, statement, of) => {
  const key = keyOf(statement, of);
  expect(key).toBeDefined();
  expect(key).not.toBe(keyOf(OWN, API));
});

test.each<[string, Written, Project]>([
  [
    'a wildcard before more of the path',
    { ...OWN, subs: ['project_path:acme/*pi:ref_type:branch:ref:main'] },
    API,
  ],
  ['a wildcard for one character', { ...OWN, subs: ['project_path:acme/ap?:ref_type:branch:ref:main'] }, API],
  ['a beginning that is not the component', { ...OWN, subs: ['project*'] }, API],
  ['an id with a wildcard', { ...OWN, ids: { project_id: ['1*'] } }, API],
  [
    'a policy variable',
    { ...OWN, subs: ['project_path:PATH:ref_type:branch:ref:${gitlab.com:project_id}'] },
    API,
  ],
  ['an operator that ignores case', { ...OWN, operator: 'StringEqualsIgnoreCase' }, API],
  ['a component that tells the project', OWN, { ...API, subClaim: ['project_path', 'ref', 'project_id'] }],
  ['a subject that begins with the id', OWN, { ...API, subClaim: ['project_id', 'ref_type', 'ref'] }],
  ['no id', OWN, { ...API, id: undefined }],
  ['an id that is open', OWN, { ...API, open: { id: [] } }],
])('%s has none', (_, statement, of) => {
  expect(keyOf(statement, of)).toBeUndefined();
});
