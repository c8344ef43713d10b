import {
  admitsAllOfGrant,
  admitsOnlyGrant,
  disjoint,
  GITLAB_COM_ISSUER,
  gitlabWorld,
  implies,
  never,
  NEVER_KINDS,
  onlyProjects,
  onlyProtectedRefs,
  proveOtherIssuers,
  quote,
  RefgateError,
  type Assume,
  type GitlabWorld,
  type Grant,
  type Instance,
  type NeverKind,
  type OtherTokensQuestion,
  type Project,
  type RoleTrust,
  type Verdict,
} from '../index';
import type { MatcherResult } from './matchers';
import { providerOf, underTest, type ProviderOptions, type TrustUnderTest } from './subject';

/** What the test knows of GitLab beside the policy. */
export interface WorldOptions extends ProviderOptions {
  /** @default GitLab.com */
  readonly instance?: Instance;
  /** Projects that are told apart from all others. @default none */
  readonly projects?: readonly Project[];
  /** Assumptions to switch on or off. @default as the instance suggests */
  readonly assume?: Assume;
}

/** What a policy may be promised to admit at most. */
export type AdmittedOnly =
  'protected_refs' | Grant | { readonly projects?: readonly string[]; readonly groups?: readonly string[] };

/**
 * Passes when it is proved, for every token there is, that the policy admits nothing else. The message shows a token that it does.
 * @throws Error when cannot tell, whether or not the matcher is negated
 */
export function toAdmitOnly(
  received: TrustUnderTest,
  only: AdmittedOnly,
  options: WorldOptions = {},
): MatcherResult {
  const world = worldOf(options, typeof only === 'object' && 'rules' in only ? only : undefined);
  const role = roleOf(received, world, options);
  if (only === 'protected_refs')
    return resultOfAll(onlyProtectedRefs(role, world), [role], { kind: 'only', only }, options);
  // every token of another issuer is beyond a grant
  if ('rules' in only)
    return resultOfAll(
      admitsOnlyGrant(role, only, world),
      [role],
      { kind: 'never', never: ['anyone'] },
      options,
    );
  const named = { projects: only.projects ?? [], groups: only.groups ?? [] };
  return resultOfAll(onlyProjects(role, only, world), [role], { kind: 'only', only: named }, options);
}

/** Passes when it is proved that the policy admits every token that the grant means. */
export function toAdmitAll(
  received: TrustUnderTest,
  grant: Grant,
  options: WorldOptions = {},
): MatcherResult {
  const world = worldOf(options, grant);
  return result(admitsAllOfGrant(roleOf(received, world, options), grant, world));
}

/**
 * Passes when it is proved that the policy admits no token of the kind.
 * @throws RefgateError when there is no such kind, or cannot tell
 */
export function toNeverAdmit(
  received: TrustUnderTest,
  kind: NeverKind,
  options: WorldOptions = {},
): MatcherResult {
  if (!NEVER_KINDS.includes(kind)) {
    throw new RefgateError({
      code: 'ERR_USAGE',
      message: `unknown kind of token ${quote(String(kind))}`,
      expected: `one of ${NEVER_KINDS.map(quote).join(', ')}`,
    });
  }
  const world = worldOf(options);
  const role = roleOf(received, world, options);
  return resultOfAll(never(role, kind, world), [role], { kind: 'never', never: [kind] }, options);
}

/** Passes when it is proved that no token is admitted by both policies. */
export function toBeDisjointFrom(
  received: TrustUnderTest,
  other: TrustUnderTest,
  options: WorldOptions = {},
): MatcherResult {
  const world = worldOf(options);
  const roles = both(received, other, world, options);
  return resultOfAll(disjoint(...roles, world), roles, { kind: 'disjoint' }, options);
}

/** Passes when it is proved that every token that the policy admits is admitted by the other one too. */
export function toImply(
  received: TrustUnderTest,
  other: TrustUnderTest,
  options: WorldOptions = {},
): MatcherResult {
  const world = worldOf(options);
  const roles = both(received, other, world, options);
  return resultOfAll(implies(...roles, world), roles, { kind: 'implies' }, options);
}

/** The answer for the tokens of the instance, and where it is a proof for those of every other issuer that the policies trust. */
function resultOfAll(
  verdict: Verdict,
  roles: readonly RoleTrust[],
  asked: OtherTokensQuestion,
  { instance, projects, assume }: WorldOptions,
): MatcherResult {
  if (verdict.verdict !== 'proved') return result(verdict);
  const declared = { instance, projects };
  const found = proveOtherIssuers(roles, asked, declared, assume).find((proof) => proof.verdict !== 'proved');
  if (found === undefined) return result(verdict);
  if (found.verdict === 'undecided') throw new Error(`cannot tell: ${found.reason}`);
  const claims = JSON.stringify(found.counterexample?.claims, null, 2);
  return {
    pass: false,
    message: () => [`expected a proof, but it is refuted: ${found.reason}`, '', claims].join('\n'),
  };
}

function result(verdict: Verdict): MatcherResult {
  if (verdict.verdict === 'undecided') throw new Error(`cannot tell: ${verdict.reason}`);
  const pass = verdict.verdict === 'proved';
  const wanted = pass
    ? 'expected a token that breaks it, but it is proved'
    : 'expected a proof, but it is refuted';
  const shown =
    verdict.verdict === 'refuted' && verdict.counterexample.kind === 'token'
      ? ['', JSON.stringify(verdict.counterexample.claims, null, 2)]
      : [];
  return { pass, message: () => [`${wanted}: ${verdict.reason}`, ...shown].join('\n') };
}

function worldOf({ instance, projects, assume }: WorldOptions, grant?: Grant): GitlabWorld {
  const issuer = grant?.issuer ?? GITLAB_COM_ISSUER;
  // A grant names its projects itself.
  const named = grant?.rules.map(({ project }) => project) ?? [];
  const distinct = new Map([...named, ...(projects ?? [])].map((project) => [project.path, project]));
  return gitlabWorld({
    instance: instance ?? { url: issuer, issuer },
    projects: [...distinct.values()],
    assume,
  });
}

function both(
  received: TrustUnderTest,
  other: TrustUnderTest,
  world: GitlabWorld,
  options: WorldOptions,
): readonly [RoleTrust, RoleTrust] {
  return [
    { ...roleOf(received, world, options), name: 'the policy' },
    { ...roleOf(other, world, options), name: 'the other policy' },
  ];
}

function roleOf(received: TrustUnderTest, { instance }: GitlabWorld, options: WorldOptions): RoleTrust {
  const compiled = underTest(received);
  return { policy: compiled.policy, provider: providerOf(compiled, instance, options) };
}
