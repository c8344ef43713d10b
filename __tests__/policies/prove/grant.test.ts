import type { Grant, GrantRule, ProofObligation } from '../../../policies/grant/index';
import { toPolicy } from '../../../policies/grant/index';
import { providerArn } from '../../../policies/context/index';
import type { Instance } from '../../../policies/gitlab/index';
import {
  admitsAllOfGrant,
  admitsOnlyGrant,
  proveFederation,
  type RoleTrust,
} from '../../../policies/prove/index';
import { parsePolicy } from '../../../policies/trust/index';
import { API, API_SUB, COM, OWN, outcome, role, strict, world } from '../../support/prover-world';

const main: GrantRule = { project: API, refs: [{ type: 'branch', pattern: 'main' }], protected: true };
const grantOf = (rules: readonly GrantRule[], instance: Instance = COM): Grant => ({
  issuer: instance.issuer,
  audience: 'sts.amazonaws.com',
  rules,
});

/** The role that refgate writes for a grant. */
function written(grant: Grant): RoleTrust {
  const made = toPolicy(grant, providerArn(grant.issuer, '111122223333'));
  const parsed = made.ok ? parsePolicy(made.document) : undefined;
  if (parsed?.ok !== true) throw new Error(JSON.stringify(made));
  return { name: 'it', policy: parsed.policy, provider: { issuer: grant.issuer, account: '111122223333' } };
}

describe('what is written for a grant admits exactly it', () => {
  const environments = [
    'project_path',
    'ref_type',
    'ref',
    'environment_protected',
    'deployment_tier',
  ] as const;
  const protection = ['project_path', 'ref_type', 'ref', 'ref_protected'] as const;
  it.each<[string, readonly GrantRule[], Instance]>([
    ['a protected branch', [main], COM],
    ['any branch', [{ ...main, refs: [{ type: 'branch', pattern: '*' }], protected: false }], COM],
    [
      'branches and tags',
      [
        {
          ...main,
          refs: [
            { type: 'branch', pattern: 'release/*' },
            { type: 'tag', pattern: 'v*' },
          ],
        },
      ],
      COM,
    ],
    ['only some sources', [{ ...main, sources: ['push', 'web'] }], COM],
    ['only runners of ours', [{ ...main, runner: 'self-hosted' }], COM],
    [
      'two runners for two refs',
      [
        { ...main, runner: 'self-hosted' },
        { ...main, refs: [{ type: 'tag', pattern: 'v*' }], runner: 'gitlab-hosted' },
      ],
      COM,
    ],
    [
      'merge requests alone',
      [
        {
          ...main,
          refs: [{ type: 'branch', pattern: '*' }],
          protected: false,
          sources: ['merge_request_event'],
        },
      ],
      COM,
    ],
    [
      'two rules',
      [
        main,
        { ...main, refs: [{ type: 'branch', pattern: 'dev-*' }], protected: false, sources: ['schedule'] },
      ],
      COM,
    ],
    [
      'a name that IAM would read as a variable',
      [{ ...main, refs: [{ type: 'branch', pattern: 'a${b}*' }] }],
      COM,
    ],
    [
      'a subject with an id',
      [{ ...main, project: { ...API, subClaim: ['project_id', 'ref_type', 'ref'] } }],
      COM,
    ],
    ['a subject with an environment', [{ ...main, project: { ...API, subClaim: environments } }], COM],
    [
      'a protected environment',
      [{ ...main, project: { ...API, subClaim: environments }, environment: { protected: true } }],
      COM,
    ],
    [
      'a tier',
      [{ ...main, project: { ...API, subClaim: environments }, environment: { tier: 'staging' } }],
      COM,
    ],
    ['an instance of our own', [{ ...main, protected: false }], OWN],
    ['protection within the subject', [{ ...main, project: { ...API, subClaim: protection } }], OWN],
  ])('%s', (_, rules, instance) => {
    const grant = grantOf(rules, instance);
    // where AWS sees no ids, a path that others can take over is the same text
    const at = world(instance, { 'no-reused-paths': instance === OWN }, [rules[0]?.project ?? API]);
    expect(outcome(admitsOnlyGrant(written(grant), grant, at))).toBe('proved');
    expect(outcome(admitsAllOfGrant(written(grant), grant, at))).toBe('proved');
  });
});

describe('nothing more', () => {
  const more = (it: RoleTrust, rules: readonly GrantRule[] = [main]) =>
    outcome(admitsOnlyGrant(it, grantOf(rules), world()));
  it('than the protected branch', () => {
    expect(more(strict(['ref_protected']))).toBe(
      'a merge request pipeline of acme/platform/api, source branch `main`, not protected',
    );
  });
  it('than the project itself', () => {
    expect(more(strict(['project_id', 'namespace_id']))).toContain('impostor');
  });
  it('than the audience', () => {
    const verdict = admitsOnlyGrant(strict(['aud']), grantOf([main]), world());
    expect(verdict).toMatchObject({
      verdict: 'refuted',
      counterexample: { claims: { aud: expect.not.stringMatching('sts.amazonaws.com') } },
    });
  });
  it('than the sources', () => {
    expect(more(strict(), [{ ...main, sources: ['push'] }])).toMatch(
      /pipeline of acme\/platform\/api, (source )?branch `main`, protected/,
    );
  });
  it('than the runner', () => {
    const verdict = admitsOnlyGrant(strict(), grantOf([{ ...main, runner: 'self-hosted' }]), world());
    expect(verdict).toMatchObject({
      verdict: 'refuted',
      counterexample: { claims: { runner_environment: 'gitlab-hosted' } },
    });
  });
  it('than a project without an environment: dropped components leave the default shape (G60)', () => {
    const project = {
      ...API,
      subClaim: ['project_path', 'ref_type', 'ref', 'environment_protected'] as const,
    };
    const rules: readonly GrantRule[] = [{ ...main, project, environment: { protected: true } }];
    const it = strict();
    const verdict = admitsOnlyGrant(it, grantOf(rules), world(COM, {}, [project]));
    expect(verdict).toMatchObject({
      verdict: 'refuted',
      counterexample: { claims: { sub: `${API_SUB}main` } },
    });
  });
});

describe('nothing less', () => {
  const less = (it: RoleTrust, rule: GrantRule = main) =>
    outcome(admitsAllOfGrant(it, grantOf([rule]), world()));
  it('than the branches', () => {
    expect(less(strict(), { ...main, refs: [{ type: 'branch', pattern: '*' }] })).toMatch(
      /branch `release\/1.2`/,
    );
    // Of all branches that begin with m only main is protected.
    expect(less(strict(), { ...main, refs: [{ type: 'branch', pattern: 'm*' }] })).toBe('proved');
  });
  it('than the unprotected ones', () => {
    expect(less(strict(), { ...main, protected: false })).toBe(
      'a merge request pipeline of acme/platform/api, source branch `main`, not protected',
    );
  });
  it('than a wrong id accepts', () => {
    expect(
      less(role({ StringEquals: { sub: `${API_SUB}main`, project_id: '102', aud: 'sts.amazonaws.com' } })),
    ).toContain('acme/platform/api');
  });
  it('than the audience that the provider knows', () => {
    const it = { ...strict(), provider: { ...strict().provider, clientIds: ['https://gitlab.com'] } };
    const verdict = admitsAllOfGrant(it, grantOf([main]), world());
    expect(verdict).toMatchObject({
      verdict: 'refuted',
      counterexample: { decisions: [{ layer: 'provider' }] },
    });
  });
});

test('a federation: every role exactly its grant, and each promise with its place', () => {
  const position = { file: 'federation.yaml', line: 9, column: 5 };
  const obligations: readonly ProofObligation[] = [
    { kind: 'only', role: 'deploy', only: 'protected_refs', position },
    { kind: 'never', role: 'deploy', never: ['tag', 'merge_request'], position },
    { kind: 'implies', roles: ['deploy', 'gone'], position },
  ];
  const grant = grantOf([main]);
  const proofs = proveFederation([{ key: 'deploy', trust: written(grant), grant }], obligations, world(), {
    needed: true,
  });
  expect(
    proofs.map(({ message }) =>
      message.replace(/(: (the conditions|the patterns|no other|`)|, because).*; needs/, ': … needs'),
    ),
  ).toEqual([
    'proved: deploy admits nothing beyond its grant: … needs own-ids',
    'proved: deploy admits all of its grant: … needs declared-sub-claim',
    'federation.yaml:9:5: proved: deploy admits protected refs only: … needs no assumption',
    'federation.yaml:9:5: proved: deploy admits no tag: … needs no assumption',
    'federation.yaml:9:5: refuted: deploy admits no merge request: not for a merge request pipeline of acme/platform/api, source branch `main`, protected',
    'federation.yaml:9:5: undecided: every token that can assume deploy can assume gone: there is no trust policy for gone',
  ]);
  expect(proofs.map(({ roles }) => roles)).toEqual([
    ['deploy'],
    ['deploy'],
    ['deploy'],
    ['deploy'],
    ['deploy'],
    ['deploy', 'gone'],
  ]);
});
