import { compilePolicy, judgeToken } from '../../../policies/evaluate/index';
import {
  admitsNothing,
  diffTrust,
  implies,
  never,
  onlyProjects,
  onlyProtectedRefs,
  proveLine,
  type RoleTrust,
} from '../../../policies/prove/index';
import { API, COM, OWN, outcome, role, world } from '../../support/prover-world';

// A project chooses the components of its `sub`, and GitLab gets new ones: no list of ours is a reason for a proof.

const aud = { aud: 'sts.amazonaws.com' };
const like = (sub: string, instance = COM, more = {}) =>
  role({ StringEquals: { ...aud, ...more }, StringLike: { sub } }, instance);
const nobodyDeclared = world(COM, {}, []);
const nobodyOwn = world(OWN, {}, []);

describe('a trust that is opened is a gain', () => {
  const gained = (before: RoleTrust, after: RoleTrust, instance = COM) => {
    const { gained: change } = diffTrust(before, after, world(instance, {}, []));
    return change.kind === 'some' ? change.examples[0]?.claims.sub : `${change.kind}`;
  };

  test.each([
    [
      'project_id:101:ref_type:branch:ref:main',
      'project_id:*:ref_type:branch:ref:main',
      /^project_id:900001:/,
    ],
    [
      'project_path:acme/api:environment_protected:*',
      'project_path:*:environment_protected:*',
      /environment_protected/,
    ],
    [
      'project_path:acme/api:ref_type:branch:ref:main:ref_protected:true',
      'project_path:*:ref_protected:*',
      /^project_path:acme\/any-project:.*ref_protected/,
    ],
    [
      'project_path:acme/api:ref_type:branch:ref:main',
      'project_path:*:ref_type:branch:ref:main',
      /any-project/,
    ],
  ])('%s → %s', (before, after, sub) => {
    for (const instance of [COM, OWN]) {
      expect(gained(like(before, instance), like(after, instance), instance)).toMatch(sub);
      expect(gained(like(after, instance), like(before, instance), instance)).toBe('none');
    }
  });

  it('a component that refgate does not know: it cannot tell', () => {
    expect(gained(like('planet:earth:*'), like('planet:*'))).toBe('cannot_tell');
    expect(gained(like('planet:*'), like('planet:earth:*'))).toBe('none');
  });
});

describe('what a token with other components can assume is not proved to be closed', () => {
  test.each([
    'project_id:101:ref_type:branch:ref:main',
    'project_id:*:ref_type:branch:ref:main',
    'project_path:acme/api:ref:main',
    'project_path:acme/api:ref_type:branch:ref:main:ref_protected:true',
    'project_path:acme/api:ref:main:ref_type:branch',
    'project_path:acme/api:deployment_tier:production:environment_protected:true',
    'job_project_path:acme/platform/api:ref_type:branch:ref:main',
    'job_project_id:101:*',
    'source_project_path:acme/*',
  ])('%s', (sub) => {
    expect(outcome(admitsNothing(like(sub), nobodyDeclared))).toMatch(/^a push pipeline/);
    expect(outcome(admitsNothing(like(sub, OWN), nobodyOwn))).toMatch(/^a push pipeline/);
    expect(proveLine(JSON.stringify(lineOf(sub)), () => 0)).toMatchObject({ verdict: 'refuted' });
  });

  it('the components of declared projects are those that are declared', () => {
    const it = like('project_path:acme/platform/api:ref:main', COM, { project_id: '101' });
    expect(outcome(admitsNothing(it, world()))).toBe('proved');
    expect(outcome(admitsNothing(it, world(COM, { 'declared-sub-claim': false })))).toContain(
      'acme/platform/api',
    );
  });

  it('an id in another `sub` is that of the project', () => {
    const it = like('project_id:101:*');
    expect(outcome(onlyProjects(it, { projects: [API.path] }, world()))).toBe('proved');
    expect(outcome(admitsNothing(like('project_id:101:*', COM, { project_id: '102' }), nobodyDeclared))).toBe(
      'proved',
    );
    // The one within `sub` is the claim, wherever it stands.
    const late = like('project_path:mallory/*:project_id:102:ref:*', COM, { project_id: '103' });
    expect(outcome(admitsNothing(late, nobodyDeclared))).not.toMatch(/^a push/);
  });

  it('a protected flag within `sub` is that of the token', () => {
    const it = like('project_path:acme/platform/api:ref_type:branch:ref:main:ref_protected:true', OWN);
    expect(outcome(onlyProtectedRefs(it, nobodyOwn))).toBe('proved');
    expect(outcome(never(it, 'tag', nobodyOwn))).toBe('proved');
  });

  it('a known component has no value that it cannot have', () => {
    expect(outcome(admitsNothing(like('project_path:acme/api:ref_type:mr:ref:main'), nobodyDeclared))).toBe(
      'proved',
    );
  });
});

describe('a component that refgate does not know', () => {
  const tokens = [
    ['planet:earth:ref:main', 'planet:*'],
    ['project_path:mallory/api:planet:earth', 'project_path:mallory/api:planet:*'],
    ['project_path:mallory/api:planet:a:b:c', '*:a:b:c'],
  ] as const;
  test.each(tokens)('%s: the evaluator allows it, the prover cannot tell', (sub, pattern) => {
    for (const [instance, at] of [
      [COM, nobodyDeclared],
      [OWN, nobodyOwn],
    ] as const) {
      const it = like(pattern, instance);
      const claims = { iss: instance.issuer, sub, ...aud };
      expect(judgeToken(compilePolicy(it.policy), claims, it.provider).outcome).toBe('allow');
      expect(outcome(admitsNothing(it, at))).not.toBe('proved');
    }
  });

  it('is named', () => {
    expect(outcome(admitsNothing(like('planet:earth:*'), nobodyDeclared))).toMatch(
      /^undecided: it depends on whether a project can put `planet` into its `sub`.*assume `known-components`/,
    );
  });

  it('does not open what an exact first component closes', () => {
    const it = like('project_path:acme/platform/api:*', COM, { project_id: '101', namespace_id: '12' });
    expect(outcome(never(it, 'fork', world()))).toBe('proved');
    expect(outcome(implies(it, it, world()))).toBe('proved');
  });
});

function lineOf(sub: string) {
  const host = 'gitlab.com';
  const Condition = { StringLike: { [`${host}:sub`]: sub } };
  const Principal = { Federated: `arn:aws:iam::111122223333:oidc-provider/${host}` };
  const Statement = { Effect: 'Allow', Principal, Action: 'sts:AssumeRoleWithWebIdentity', Condition };
  return { id: 1, property: 'admits_nothing', policy: { Version: '2012-10-17', Statement } };
}
