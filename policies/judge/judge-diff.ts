import { quote } from '../errors';
import type { AssumptionId, Project } from '../gitlab/index';
import {
  anyRequestWorld,
  diffRoles,
  implies,
  noAccessByProtection,
  withNeeded,
  type AccessChange,
  type DiffOptions,
  type RoleTrust,
  type RoleWay,
  type World,
} from '../prove/index';
import { behindClientIds, comparedAudiences, type ComparedAudiences } from './compared-audiences';
import { gitlabBehind, type ProofWorld } from './gitlab-behind';
import { joinDiffs } from './join-diffs';
import type { JudgedDiff } from './judged-diff';
import { withOtherCallers } from './other-caller-changes';
import { worldOf } from './judge-proofs';
import { otherIssuerOf } from './other-issuer-proofs';
import type { BoundedTrust } from './provable-trust';
import { withRenamedRoles } from './renamed-roles';
import type { ReachedBy } from './trust-chains';
import { seenFrom, trustedIssuers } from './trusted-issuers';

/**
 * What changed for every token between two versions of a set of roles: for each role the tokens gained and lost, or the proof that
 * there are none. A role that trusts several issuers in one of the versions is compared over the tokens of each. Audiences that a provider
 * registers are omitted, as in every proof. Statements for other callers are compared as text.
 * @param declared the instance and the projects that the witnesses are told apart by
 * @param options `declaredBefore`: the same of the earlier version, where it has another; a protection rule that was added can give access
 */
export function judgeDiff(
  before: readonly BoundedTrust[],
  after: readonly BoundedTrust[],
  declared: ProofWorld,
  options: DiffOptions & { readonly declaredBefore?: ProofWorld } = {},
): readonly JudgedDiff[] {
  return withRenamedRoles(before, after, (old, now) => compareVersions(old, now, declared, options));
}

function compareVersions(
  before: readonly BoundedTrust[],
  after: readonly BoundedTrust[],
  declared: ProofWorld,
  options: DiffOptions & { readonly declaredBefore?: ProofWorld },
): readonly JudgedDiff[] {
  const both = [...before, ...after];
  // A subject that shows a GitLab may be in one of the versions alone.
  const gitlabs = new Set(
    both.flatMap(({ issuers = [] }) =>
      issuers.flatMap(({ host, world }) => (world === 'gitlab' ? [host] : [])),
    ),
  );
  const worldsOf = (trust: BoundedTrust): readonly IssuerWorld[] => {
    const issuers = trustedIssuers(trust);
    if (issuers.length === 0) return [gitlabAt(declared)];
    return issuers.map((url): IssuerWorld => {
      const host = otherIssuerOf(seenFrom(trust, url))?.host;
      return host === undefined || gitlabs.has(host)
        ? gitlabAt(gitlabBehind(declared, url), url)
        : { id: `other ${host}`, issuer: `https://${host}`, registered: `https://${host}` };
    });
  };
  const worlds = new Map(both.map((trust) => [trust, worldsOf(trust)]));
  const audiences = comparedAudiences(before, after);
  const isOfSeveral = ({ key }: BoundedTrust): boolean => {
    const found = both.flatMap((trust) => (trust.key === key ? (worlds.get(trust) ?? []) : []));
    return new Set(found.map(({ id }) => id)).size > 1;
  };
  const several = keysOf(both.filter(isOfSeveral));
  const all = new Map([...worlds.values()].flat().map((world) => [world.id, world]));
  const changes = [...all.values()].flatMap(({ id, issuer, gitlab }) => {
    const isOfHost = (trust: BoundedTrust): boolean =>
      (worlds.get(trust) ?? []).some((world) => world.id === id);
    const ofSeveral = keysOf(both.filter((trust) => several.has(trust.key) && isOfHost(trust)));
    const compared = new Set([
      ...ofSeveral,
      ...reachedKeys(before, isOfHost),
      ...reachedKeys(after, isOfHost),
    ]);
    const world = gitlab === undefined ? anyRequestWorld(issuer) : worldOf(gitlab);
    const seen = (trust: BoundedTrust): BoundedTrust => {
      const own = (worlds.get(trust) ?? []).filter((one) => one.id === id).map((one) => one.registered);
      return own[0] === undefined || own.includes(issuer) ? seenFrom(trust, issuer) : seenFrom(trust, own[0]);
    };
    const ofHost = (trusts: readonly BoundedTrust[]): readonly RoleTrust[] => [
      ...roleTrusts(trusts, { isOfHost, seen, compared, issuer, audiences, ofGitlab: gitlab !== undefined }),
      // never taken for one that was renamed: another issuer may say otherwise; see `withRenamedRoles`
      ...[...ofSeveral]
        .filter((key) => trusts.every((trust) => trust.key !== key))
        .map((name): RoleTrust => withoutTokens(name, issuer)),
    ];
    const [old, now] = [ofHost(before), ofHost(after)];
    const { declaredBefore } = options;
    const projectsBefore =
      declaredBefore === undefined ? [] : [...gitlabBehind(declaredBefore, issuer).projects.values()];
    return diffOfIssuer(old, now, world, options).map((diff) => ({
      issuer,
      change: withChangedProtection(diff, { old, now, world, projectsBefore }),
    }));
  });
  const [was, is] = [keysOf(before), keysOf(after)];
  const ofTokens = joinDiffs(changes, { several, was, is, examples: options.examples }).map((change) =>
    audiences.oneSided.has(change.name) ? { ...change, clientIdsUnknown: true } : change,
  );
  return withOtherCallers(ofTokens, before, after);
}

function keysOf(trusts: readonly BoundedTrust[]): ReadonlySet<string> {
  return new Set(trusts.map(({ key }) => key));
}

function gitlabAt(gitlab: ProofWorld, registered = gitlab.instance.issuer): IssuerWorld {
  const { issuer } = gitlab.instance;
  return { id: `gitlab ${issuer}`, issuer, registered, gitlab };
}

/** An issuer whose roles are compared with each other, over its own tokens. */
interface IssuerWorld {
  readonly id: string;
  readonly issuer: string;
  /** As the policy has it: its case and a slash at its end are its own. */
  readonly registered: string;
  /** Only for a GitLab. */
  readonly gitlab?: ProofWorld;
}

/** The roles that chains reach from a role of an issuer. */
function reachedKeys(
  trusts: readonly BoundedTrust[],
  isOfHost: (trust: BoundedTrust) => boolean,
): readonly string[] {
  const starts = new Set(trusts.filter(isOfHost).map(({ key }) => key));
  return trusts.flatMap(({ key, reachedBy = [] }) =>
    reachedBy.some(({ entry }) => starts.has(entry)) ? [key] : [],
  );
}

function diffOfIssuer(
  old: readonly RoleTrust[],
  now: readonly RoleTrust[],
  world: World,
  options: DiffOptions,
): readonly JudgedDiff[] {
  return diffRoles(old, now, world, options).map((diff): JudgedDiff => {
    const is = now.find(({ name }) => name === diff.name);
    const { gained, lost } = diff.diff;
    if (is === undefined || gained.kind !== 'none') return diff;
    if (gained.unchanged !== undefined && lost.kind === 'none') return diff;
    const was = old.find(({ name }) => name === (diff.before ?? diff.name)) ?? withoutStatements(is);
    const isKnown = was.partly === undefined && is.partly === undefined;
    const isSameText = JSON.stringify(was.policy) === JSON.stringify(is.policy);
    const isSameProvider = JSON.stringify(was.provider) === JSON.stringify(is.provider);
    if (isKnown && isSameText && isSameProvider) return diff;
    const needed = neededBy(is, was, world);
    if (diff.kind !== 'same' || (isKnown && isSameText)) return { ...diff, needed };
    return { ...diff, needed, rewritten: { needed: [...new Set([...needed, ...neededBy(was, is, world)])] } };
  });
}

interface ComparedVersions {
  readonly old: readonly RoleTrust[];
  readonly now: readonly RoleTrust[];
  readonly world: World;
  readonly projectsBefore: readonly Project[];
}

/** Each version over its own declared projects: what an unchanged policy admits depends on the refs that GitLab protects. */
function withChangedProtection(
  diff: JudgedDiff,
  { old, now, world, projectsBefore }: ComparedVersions,
): JudgedDiff {
  const is = now.find(({ name }) => name === diff.name);
  if (is === undefined || world.kind !== 'gitlab' || diff.diff.gained.kind !== 'none') return diff;
  const was = old.find(({ name }) => name === (diff.before ?? diff.name));
  const least = was?.partly === undefined ? was : { ...was, policy: was.partly.atLeast };
  const verdict = noAccessByProtection(least, is, projectsBefore, world);
  if (verdict === undefined || verdict.verdict === 'proved') return diff;
  const { name } = diff;
  const gainedAs = (gained: AccessChange, kind: JudgedDiff['kind']): JudgedDiff => ({
    name,
    kind,
    diff: { ...diff.diff, gained },
  });
  if (verdict.verdict === 'undecided' || is.partly !== undefined || verdict.counterexample.kind !== 'token')
    return gainedAs(
      { kind: 'cannot_tell', reason: 'the protection rules of a project changed, and may protect more refs' },
      'cannot_tell',
    );
  return gainedAs({ kind: 'some', examples: [verdict.counterexample] }, 'changed');
}

/** A role that was not there admitted nothing. */
function withoutStatements(role: RoleTrust): RoleTrust {
  return { ...role, policy: { ...role.policy, statements: [] } };
}

/** The assumptions without which a role admits something that the other does not. */
function neededBy(role: RoleTrust, other: RoleTrust, world: World): readonly AssumptionId[] {
  if (world.kind !== 'gitlab') return [];
  const { partly, ...least } = other;
  const less = partly === undefined ? other : { ...least, policy: partly.atLeast };
  const verdict = withNeeded(world, (at, budget) => implies(role, less, at, budget));
  return verdict.verdict === 'proved' ? (verdict.needed ?? []) : [];
}

interface OneIssuer {
  readonly isOfHost: (trust: BoundedTrust) => boolean;
  /** The role as it is for the tokens of the issuer. */
  readonly seen: (trust: BoundedTrust) => BoundedTrust;
  /** Keys of the roles that chains reach in one of the versions: the other one has them, too, if only without a token. */
  readonly compared: ReadonlySet<string>;
  readonly issuer: string;
  readonly audiences: ComparedAudiences;
  /** Tokens of a GitLab have an audience; a request of another issuer is known by its keys alone. */
  readonly ofGitlab: boolean;
}

/** The roles of an issuer, and those that chains from one of them lead to. */
function roleTrusts(
  trusts: readonly BoundedTrust[],
  { isOfHost, seen, compared, issuer, audiences, ofGitlab }: OneIssuer,
): readonly RoleTrust[] {
  const roleOf = (trust: BoundedTrust): RoleTrust | undefined => {
    const role = roleTrust(seen(trust), audiences);
    return role === undefined || ofGitlab ? role : withAudienceInPolicy(role);
  };
  const byKey = new Map(trusts.map((trust) => [trust.key, trust]));
  return trusts.flatMap((trust): readonly RoleTrust[] => {
    const own = isOfHost(trust) ? roleOf(trust) : undefined;
    const ways = (trust.reachedBy ?? []).flatMap((reached): readonly RoleWay[] => {
      const entry = byKey.get(reached.entry);
      const role = entry === undefined || !isOfHost(entry) ? undefined : roleOf(entry);
      if (role === undefined) return [];
      return [{ role, unless: reached.answer === 'yes' ? undefined : openWay(reached) }];
    });
    if (own !== undefined) return [ways.length === 0 ? own : { ...own, ways }];
    if (!compared.has(trust.key)) return [];
    return [{ ...withoutTokens(trust.key, issuer), ways }];
  });
}

/** A role that no token of an issuer assumes directly. */
function withoutTokens(name: string, issuer: string): RoleTrust {
  return { name, policy: NO_STATEMENT, provider: { issuer, account: NO_ACCOUNT } };
}

const NO_STATEMENT = { version: '2012-10-17', statements: [] } as const;
/** Nothing is asked of the provider of a policy without a statement. */
const NO_ACCOUNT = '000000000000';

function openWay({ entry, through, dependsOn }: ReachedBy): string {
  const words = [entry, ...through].map(quote).join(' and ');
  return `cannot determine whether a session of ${words} can assume it: it depends on ${dependsOn.map(quote).join(', ')}`;
}

function roleTrust(
  { key, policy, provider, open }: BoundedTrust,
  { unknown }: ComparedAudiences,
): RoleTrust | undefined {
  const most = open?.atMost ?? policy;
  if (most === undefined || provider === undefined) return undefined;
  const { clientIds, ...anyAudience } = provider;
  const registered = unknown.has(key) ? anyAudience : { ...anyAudience, clientIds };
  return { name: key, policy: most, provider: registered, partly: open };
}

function withAudienceInPolicy(role: RoleTrust): RoleTrust {
  const { policy, partly, provider } = role;
  return {
    ...role,
    policy: behindClientIds(policy, provider),
    partly:
      partly === undefined ? undefined : { ...partly, atLeast: behindClientIds(partly.atLeast, provider) },
  };
}
