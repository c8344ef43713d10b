import { array, assert, constant, constantFrom, property, tuple, uniqueArray } from 'fast-check';
import { allow, deny, MAIN, policyOf } from '../../../policies/catalog/example';
import { runCatalog } from '../../../policies/catalog/index';
import { compilePolicy, judgeToken } from '../../../policies/evaluate/index';
import { parsePolicy } from '../../../policies/trust/index';
import { TEXT_OPERATORS } from '../../support/operators';
import { rounds } from '../../support/rounds';

const SEED = 20_261_123;
const RUNS = rounds({ short: 80, long: 1_500 });
const PROVIDER = { issuer: 'https://gitlab.com', account: '111122223333' };

const SUBJECTS = [
  MAIN,
  'project_path:acme/platform/api:ref_type:branch:ref:*',
  'project_path:acme/platform/api:*',
  'project_path:acme/platform/api*',
  'project_path:acme/*:ref_type:branch:ref:main',
  'project_path:acme*',
  'project_path:*',
  'project_path:*/api:ref_type:*:ref:main',
  'project_path:*:ref:main',
  '*:ref:main',
  'project_id:101:ref_type:branch:ref:main',
  'project_id:10*',
  '**',
  '*',
  '?*',
  '',
];

const KEYS: Readonly<Record<string, readonly string[]>> = {
  sub: SUBJECTS,
  aud: ['sts.amazonaws.com', 'https://gitlab.com', '*'],
  project_id: ['101', '10*', '*'],
  namespace_id: ['12', '1?'],
  ref_protected: ['true', 'false'],
  pipeline_source: ['push', 'web', 'merge_request_event', 'parent_pipeline'],
  user_login: ['alice', 'a*'],
  environment: ['production'],
};

const OPERATORS = [
  ...TEXT_OPERATORS,
  'StringEquals',
  'StringLike',
  'StringEqualsIfExists',
  'StringLikeIfExists',
  'ForAllValues:StringLike',
  'ForAnyValue:StringEquals',
];

const entry = constantFrom(...Object.keys(KEYS)).chain((name) =>
  tuple(
    constantFrom(...OPERATORS),
    constant(`gitlab.com:${name}`),
    uniqueArray(constantFrom(...(KEYS[name] ?? [])), { minLength: 1, maxLength: 2 }),
  ),
);

const condition = (most: number) =>
  array(entry, { minLength: 1, maxLength: most }).map((entries) => {
    const all: Record<string, Record<string, readonly string[]>> = {};
    for (const [operator, key, values] of entries) (all[operator] ??= {})[key] = values;
    return all;
  });

const document = tuple(
  array(condition(4), { minLength: 1, maxLength: 2 }),
  array(condition(2), { maxLength: 1 }),
).map(([allows, denies]) => policyOf(...allows.map((entries) => allow(entries)), ...denies.map(deny)));

/** Tokens of somebody who has nothing to do with anything that the policies name. */
const STRANGERS = ['push', 'web', 'parent_pipeline'].flatMap((pipeline_source) =>
  ['mallory/evil', 'mallory/api', 'acme-evil/api'].flatMap((path) =>
    ['sts.amazonaws.com', 'https://gitlab.com'].map((aud) => ({
      aud,
      sub: `project_path:${path}:ref_type:branch:ref:main`,
      project_id: '880000001',
      namespace_id: '880000002',
      user_id: '880000003',
      user_login: 'mallory',
      ref_protected: 'true',
      pipeline_source,
    })),
  ),
);

test(`no stranger can assume the role past a catalog without an error (seed ${SEED})`, () => {
  let admitted = 0;
  assert(
    property(document, (policy) => {
      const parsed = parsePolicy(policy);
      if (!parsed.ok) return;
      const compiled = compilePolicy(parsed.policy);
      const lets = STRANGERS.some((claims) => judgeToken(compiled, claims, PROVIDER).outcome === 'allow');
      if (!lets) return;
      admitted += 1;
      const { findings } = runCatalog({ policy: parsed.policy, document: policy });
      expect(findings.map(({ severity }) => severity)).toContain('error');
    }),
    { seed: SEED, numRuns: RUNS },
  );
  expect(admitted).toBeGreaterThan(RUNS / 10);
});

test('a policy of the longest size that is looked at takes a bounded time, a longer one only its length', () => {
  const subjects = (count: number) =>
    Array.from({ length: count }, (_, index) => `project_path:g/p${index}*:ref:x*`);
  const run = (count: number) => {
    const policy = policyOf(
      allow({ StringLike: { 'gitlab.com:sub': subjects(count) } }),
      deny({ StringNotLike: { 'gitlab.com:pipeline_source': 'p*' } }),
    );
    const parsed = parsePolicy(policy);
    if (!parsed.ok) throw new Error('does not parse');
    return runCatalog({ policy: parsed.policy, document: policy }).findings.map(({ check }) => check);
  };
  expect(run(200)).toContain('look-alike-prefix');
  expect(run(5000)).toEqual(['over-quota']);
});
