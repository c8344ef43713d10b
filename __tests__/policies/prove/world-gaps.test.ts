import { compilePolicy, judgeToken } from '../../../policies/evaluate/index';
import { simulate, type Pipeline } from '../../../policies/gitlab/index';
import {
  admitsNothing,
  admitsOnlyGrant,
  never,
  onlyProtectedRefs,
  withNeeded,
  type Verdict,
} from '../../../policies/prove/index';
import { API, API_SUB, COM, OWN, outcome, role, world, type Conditions } from '../../support/prover-world';

// Tokens that a list of usual pipelines omits. Each one is in the world, or an assumption with a name leaves it out.

const rule = (pattern: string) => ({ pattern, push: 'maintainer', merge: 'maintainer' }) as const;
const EVERYTHING_PROTECTED = { ...API, protectedBranches: [rule('*')], protectedTags: [rule('*')] };
const pinned = { aud: 'sts.amazonaws.com', project_id: '101', namespace_id: '12' };

const claimsOf = (verdict: Verdict) =>
  verdict.verdict === 'refuted' && verdict.counterexample.kind === 'token'
    ? verdict.counterexample.claims
    : undefined;

describe('a Duo workload runs on a ref that no rule covers', () => {
  const pipeline = (name: string): Pipeline => ({
    instance: COM,
    project: EVERYTHING_PROTECTED,
    target: { kind: 'branch', name },
    source: 'duo_workflow',
    audience: 'sts.amazonaws.com',
  });

  it('as the simulator has it', () => {
    const simulation = simulate(pipeline('refs/workloads/7f'));
    expect(simulation).toMatchObject({
      tokens: [{ claims: { ref_protected: 'false', ref_path: 'refs/workloads/7f', ref_type: 'branch' } }],
    });
    expect(simulate(pipeline('main'))).toMatchObject({ tokens: [{ claims: { ref_protected: 'true' } }] });
  });

  it.each([OWN, COM])('so a rule for every branch protects no pattern that covers it (%j)', (instance) => {
    const open = role({ StringLike: { sub: `${API_SUB}*` } }, instance);
    const at = world(instance, { 'no-reused-paths': true }, [EVERYTHING_PROTECTED]);
    const found = claimsOf(onlyProtectedRefs(open, at));
    expect(found).toMatchObject({ ref_protected: 'false' });
    if (instance === OWN) expect(found).toMatchObject({ ref: 'refs/workloads/1' });
  });

  it('an exact branch excludes it', () => {
    const exact = role({ StringEquals: { sub: `${API_SUB}main` } }, OWN);
    const at = world(OWN, { 'no-reused-paths': true }, [EVERYTHING_PROTECTED]);
    expect(outcome(onlyProtectedRefs(exact, at))).toBe('proved');
  });

  it('a grant of protected branches does not mean it', () => {
    const it = role({ StringEquals: pinned, StringLike: { sub: `${API_SUB}*` } });
    const grant = {
      issuer: COM.issuer,
      audience: 'sts.amazonaws.com',
      rules: [{ project: EVERYTHING_PROTECTED, refs: [{ type: 'branch', pattern: '*' }], protected: true }],
    } as const;
    const only = { 'no-reused-paths': true, 'no-renames': true };
    const at = world(COM, only, [{ ...EVERYTHING_PROTECTED, protectMergeRequestPipelines: true }]);
    expect(claimsOf(admitsOnlyGrant(it, grant, at))).toMatchObject({ ref_protected: 'false' });
  });
});

it('protection may have changed since the job was made: the assumption that it did not is named', () => {
  const it = role({ StringEquals: { sub: `${API_SUB}main` } }, OWN);
  const verdict = withNeeded(world(OWN, { 'no-reused-paths': true }), (at) => onlyProtectedRefs(it, at));
  expect(verdict).toMatchObject({
    verdict: 'proved',
    needed: expect.arrayContaining(['declared-rules']) as unknown,
  });
  expect(outcome(onlyProtectedRefs(it, world(OWN, { 'declared-rules': false })))).toContain('not protected');
});

describe('`ref_protected` may be the empty string', () => {
  it.each<Conditions>([
    { StringNotEquals: { ref_protected: 'false' } },
    { StringNotEqualsIfExists: { ref_protected: 'false' } },
    { StringNotLike: { ref_protected: 'f*' } },
  ])('%j does not mean protected', (conditions) => {
    const open = role({ ...conditions, StringEquals: { ...pinned, sub: `${API_SUB}main` } });
    const claims = claimsOf(onlyProtectedRefs(open, world()));
    expect(claims).toMatchObject({ ref_protected: '' });
    expect(judgeToken(compilePolicy(open.policy), claims ?? {}, open.provider).outcome).toBe('allow');
  });

  it('the value "true" does', () => {
    const strict = role({ StringEquals: { ...pinned, sub: `${API_SUB}main`, ref_protected: 'true' } });
    expect(outcome(onlyProtectedRefs(strict, world()))).toBe('proved');
  });
});

describe('a job may have no user', () => {
  it.each<Conditions>([
    { StringNotEquals: { user_login: 'mallory' }, Null: { user_id: 'true' } },
    {
      StringEqualsIfExists: {
        user_login: 'nobody',
        user_email: 'no@body',
        user_id: '5',
        user_access_level: 'x',
      },
    },
    { Null: { user_login: 'true' } },
  ])('%j', (conditions) => {
    const open = role({ ...conditions, StringEquals: { ...pinned, sub: `${API_SUB}main` } });
    const verdict = admitsNothing(open, world());
    expect(verdict.verdict).toBe('refuted');
    const claims = claimsOf(verdict) ?? {};
    expect(judgeToken(compilePolicy(open.policy), claims, open.provider).outcome).toBe('allow');
  });

  it('then it has none of the claims about one', () => {
    const mixed = { Null: { user_login: 'true', user_id: 'false' }, StringEquals: { sub: `${API_SUB}main` } };
    expect(outcome(admitsNothing(role(mixed), world()))).toBe('proved');
    const level = { Null: { user_login: 'true', user_access_level: 'false' }, StringLike: { sub: '*' } };
    expect(outcome(admitsNothing(role(level), world()))).toBe('proved');
  });
});

it('on an instance of its own a path may come into other hands: the assumption that it does not is named', () => {
  const it = role({ StringLike: { sub: `${API_SUB}main` } }, OWN);
  const verdict = withNeeded(world(OWN), (at) => never(it, 'fork', at));
  expect(verdict.verdict).toBe('proved');
  expect(outcome(never(it, 'impostor', world(OWN)))).toMatch(/^a push pipeline of an impostor/);
  expect(outcome(onlyProtectedRefs(it, world(OWN, { 'no-reused-paths': false })))).toContain('impostor');
});

describe('a group of an organization has a path of its own', () => {
  it.each([COM, OWN])('%j', (instance) => {
    const open = role({ StringLike: { sub: 'project_path:o/acme/platform/*' } }, instance);
    expect(outcome(admitsNothing(open, world(instance)))).toMatch(/of o\/acme\/platform\//);
    const declared = { ...API, path: 'o/acme/platform/api' };
    const sub = 'project_path:o/acme/platform/api:ref_type:branch:ref:main';
    const exact = role({ StringEquals: { sub } }, instance);
    expect(outcome(never(exact, 'fork', world(instance, {}, [declared])))).toBe('proved');
    expect(outcome(admitsNothing(exact, world(instance, {}, [declared])))).toContain('o/acme/platform/api');
  });
});
