import { EXAMPLE_PROJECT } from '../../../policies/catalog/example';
import { runCatalog, type Finding } from '../../../policies/catalog/index';
import { evaluateLine } from '../../../policies/evaluate/index';
import {
  DEFAULT_SUB_CLAIM,
  projectValues,
  renderSubject,
  type Instance,
  type Project,
  type SubClaimComponent,
} from '../../../policies/gitlab/index';
import { everySubClaim, openFacts } from '../../../policies/issuers/index';
import { parsePolicy } from '../../../policies/trust/index';
import { rounds } from '../../support/rounds';
import { chooser, seedFor } from '../../support/seed';

const COM = 'https://gitlab.com';
const OWN = 'https://gitlab.example.com';

interface Asked {
  readonly issuer: string;
  readonly sub: string;
  readonly pins?: Readonly<Record<string, string>>;
  readonly project?: Partial<Project>;
  readonly instance?: Partial<Instance>;
}

function documentOf({ issuer, sub, pins = {} }: Asked) {
  const host = issuer.slice('https://'.length);
  const named = { aud: 'sts.amazonaws.com', sub, ...pins };
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${host}` },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringLike: Object.fromEntries(
            Object.entries(named).map(([key, value]) => [`${host}:${key}`, value]),
          ),
        },
      },
    ],
  };
}

function found(list: readonly SubClaimComponent[], asked: Asked): readonly Finding[] {
  const { issuer, project, instance } = asked;
  const document = documentOf(asked);
  const parsed = parsePolicy(document);
  if (!parsed.ok) throw new Error('the policy is not one');
  const { findings } = runCatalog({
    policy: parsed.policy,
    document,
    instance: { url: issuer, issuer, ...instance },
    projects: [{ ...EXAMPLE_PROJECT, protectedBranches: [], protectedTags: [], ...project, subClaim: list }],
  });
  return findings.filter(({ check }) => check === 'ambiguous-subject');
}

/** The subject of an unprotected branch `main` of the project, by a job without an environment. */
function subjectOf(list: readonly SubClaimComponent[]): string {
  return renderSubject(list, {
    ...projectValues(EXAMPLE_PROJECT),
    ref_type: 'branch',
    ref: 'main',
    ref_protected: 'false',
  });
}

/** The two tokens again, as a user would ask `refgate eval --batch`. */
function replayed(asked: Asked, { tokens = [] }: Finding) {
  return tokens.map(({ claims }, index) => {
    const answer = evaluateLine(
      JSON.stringify({
        id: String(index),
        policy: documentOf(asked),
        issuer: asked.issuer,
        account: '111122223333',
        claims,
      }),
    );
    return { decision: (answer as { decision?: string }).decision, sub: claims.sub };
  });
}

const identityOf = (claims: Readonly<Record<string, unknown>>): string =>
  JSON.stringify([claims.project_id, claims.ref_type, claims.ref]);

test('a list is found exactly where it leaves something open, and both jobs replay', () => {
  const choose = chooser(seedFor('ambiguous subjects'));
  const all = [...everySubClaim()];
  const count = rounds({ short: 60, long: 1500 });
  const lists = [
    ...all.filter(({ length }) => length <= 2),
    ...Array.from({ length: count }, () => all[choose(all.length)] as readonly SubClaimComponent[]),
  ];
  for (const list of lists) {
    const asked = { issuer: OWN, sub: subjectOf(list) };
    const findings = found(list, asked);
    expect([list, findings.length]).toEqual([list, openFacts(list).length === 0 ? 0 : 1]);
    for (const finding of findings) {
      const { sub } = asked;
      expect(replayed(asked, finding)).toEqual([
        { decision: 'allow', sub },
        { decision: 'allow', sub },
      ]);
      expect(new Set((finding.tokens ?? []).map(({ claims }) => identityOf(claims))).size).toBe(2);
    }
  }
});

test('the message names the subject, what it leaves open, and both jobs', () => {
  const list = ['project_path', 'ref'] as const;
  expect(found(list, { issuer: OWN, sub: subjectOf(list) }).map(({ message }) => message)).toEqual([
    '`project_path:acme/platform/api:ref:main` does not specify whether the ref is a branch or a tag: it is the `sub` of branch `main` of `acme/platform/api` and of tag `main` of `acme/platform/api`, and both can assume the role',
  ]);
});

test.each<
  [
    note: string,
    list: readonly SubClaimComponent[],
    asked: Omit<Asked, 'sub'> & { readonly sub?: string },
    count: number,
  ]
>([
  ['the default list', DEFAULT_SUB_CLAIM, { issuer: OWN }, 0],
  [
    'the default list under any ref',
    DEFAULT_SUB_CLAIM,
    { issuer: OWN, sub: 'project_path:acme/platform/api:*' },
    0,
  ],
  ['the default list on gitlab.com', DEFAULT_SUB_CLAIM, { issuer: COM }, 0],
  [
    'the default list where a fork still has the subject of its parent',
    DEFAULT_SUB_CLAIM,
    { issuer: OWN, instance: { forkSubjectFix: false } },
    1,
  ],
  ["a fork's merge request", ['job_project_path', 'ref_type', 'ref'], { issuer: COM }, 1],
  [
    "a fork's merge request that the pinned id refuses",
    ['job_project_path', 'ref_type', 'ref'],
    { issuer: COM, pins: { project_id: '101' } },
    0,
  ],
  [
    'a demanded protection that tags have too',
    ['project_path', 'ref'],
    {
      issuer: COM,
      pins: { ref_protected: 'true' },
      project: { protectedBranches: 'unknown', protectedTags: 'unknown' },
    },
    1,
  ],
  [
    'a demanded protection that no tag has',
    ['project_path', 'ref'],
    { issuer: COM, pins: { ref_protected: 'true' }, project: { protectedBranches: 'unknown' } },
    0,
  ],
  [
    'another pipeline source',
    ['project_path', 'ref'],
    { issuer: COM, pins: { pipeline_source: 'schedule' } },
    1,
  ],
  [
    'an environment',
    ['project_path', 'ref', 'deployment_tier'],
    { issuer: OWN, sub: 'project_path:acme/platform/api:ref:main:deployment_tier:staging' },
    1,
  ],
])('%s: %j', (_, list, asked, count) => {
  expect(found(list, { sub: subjectOf(list), ...asked })).toHaveLength(count);
});
