import type { Instance, Project } from '../../policies/gitlab/index';
import type { ProviderRegistration } from '../../policies/context/index';
import {
  gitlabWorld,
  type Assume,
  type GitlabWorld,
  type RoleTrust,
  type Verdict,
} from '../../policies/prove/index';
import { parsePolicy } from '../../policies/trust/index';

export const COM: Instance = { url: 'https://gitlab.com', issuer: 'https://gitlab.com' };
export const OWN: Instance = { url: 'https://gitlab.example.com', issuer: 'https://gitlab.example.com' };

const rule = (pattern: string) => ({ pattern, push: 'maintainer', merge: 'maintainer' }) as const;

/** `acme/platform/api` of the golden vectors. */
export const API: Project = {
  path: 'acme/platform/api',
  id: '101',
  namespaceId: '12',
  protectedBranches: [rule('main'), rule('release/*')],
  protectedTags: [rule('v*')],
  protectedEnvironments: ['production'],
  protectMergeRequestPipelines: true,
  subClaim: ['project_path', 'ref_type', 'ref'],
  visibility: 'private',
};

export function world(
  instance: Instance = COM,
  assume: Assume = {},
  projects: readonly Project[] = [API],
): GitlabWorld {
  return gitlabWorld({ instance, projects, assume });
}

export type Conditions = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A statement's conditions, with `sub` and the other claims under their short names. */
export interface StatementSketch {
  readonly effect?: 'Allow' | 'Deny';
  readonly conditions: Conditions;
}

/** A role whose policy has one statement for each sketch; keys without a colon are claims of the instance. */
export function role(sketches: Conditions | readonly StatementSketch[], instance: Instance = COM): RoleTrust {
  const host = instance.issuer.slice('https://'.length);
  const list = (
    Array.isArray(sketches) ? sketches : [{ conditions: sketches }]
  ) as readonly StatementSketch[];
  const document = {
    Version: '2012-10-17',
    Statement: list.map(({ effect = 'Allow', conditions }) => ({
      Effect: effect,
      Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${host}` },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: Object.fromEntries(
        Object.entries(conditions).map(([operator, keys]) => [
          operator,
          Object.fromEntries(
            Object.entries(keys).map(([key, value]) => [key.includes(':') ? key : `${host}:${key}`, value]),
          ),
        ]),
      ),
    })),
  };
  const parsed = parsePolicy(document);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const provider: ProviderRegistration = { issuer: instance.issuer, account: '111122223333' };
  return { name: 'it', policy: parsed.policy, provider };
}

export const API_SUB = 'project_path:acme/platform/api:ref_type:branch:ref:';

/** The strict policy of the golden vectors, and what may be omitted of it. */
export function strict(without: readonly string[] = [], more: Conditions = {}): RoleTrust {
  const all: Record<string, string> = {
    aud: 'sts.amazonaws.com',
    sub: `${API_SUB}main`,
    project_id: '101',
    namespace_id: '12',
    ref_protected: 'true',
  };
  const kept = Object.fromEntries(Object.entries(all).filter(([name]) => !without.includes(name)));
  return role({ ...more, StringEquals: { ...kept, ...more.StringEquals } });
}

/** `proved`, or the label of the counterexample, or why cannot tell. */
export function outcome(verdict: Verdict): string {
  if (verdict.verdict === 'proved') return 'proved';
  if (verdict.verdict === 'undecided') return `undecided: ${verdict.reason}`;
  const { counterexample } = verdict;
  return counterexample.kind === 'token' ? counterexample.label : JSON.stringify(counterexample.context);
}

/** Every project has usual `sub` components: the tokens that the simulator, and an oracle of its own making, can tell. */
export const USUAL_SUBJECTS = {
  'usual-sub-claims': true,
  'component-order': true,
  'documented-values': true,
  'known-components': true,
} as const;
