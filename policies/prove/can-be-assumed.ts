import { parseIamArn, resourceName } from '../arn';
import { quote } from '../errors';
import { issuerHost, stsRequest } from '../context/index';
import type { AssumptionId } from '../gitlab/index';
import { WEB_IDENTITY_ACTION } from '../trust/index';
import { coversAction } from './compile/policy-formula';
import { withNeeded } from './needed-assumptions';
import { conditionText, neededConditions } from './needed-conditions';
import { admitsNothing } from './properties/compare';
import { inAnyRequest } from './any-request';
import type { World } from './question';
import { atTime, forAnyRequest, type RequestDependency } from './request-conditions';
import { principalOf, type RoleTrust } from './role-trust';
import type { Budget } from './search';
import type { Counterexample, Verdict } from './verdict';
import type { GitlabWorld } from './world/gitlab-world';

/** Why no token can assume a role. */
export type RefusalCause =
  /** No Allow statement has the action. */
  | 'action'
  /** The policy trusts the provider of another partition, of another account, or of another issuer. */
  | 'partition'
  | 'account'
  | 'provider'
  /** STS refuses every token of the issuer. */
  | 'issuer'
  /** No registered audience satisfies the conditions. */
  | 'audience'
  /** A Deny statement matches every token that the others allow. */
  | 'deny'
  /** The conditions hold at another time only. */
  | 'time'
  /** No token satisfies the conditions. */
  | 'conditions';

/** What can assume a role, in one phrase. */
export interface Example {
  readonly label: string;
}

/** Whether any token can assume a role. `cannot` is a proof. */
export type Assumable =
  | { readonly kind: 'can'; readonly example: Example }
  | {
      readonly kind: 'depends';
      /** ``depends on the caller's address: `aws:SourceIp` `` */
      readonly reason: string;
      readonly on: readonly RequestDependency[];
      /** A token that can assume the role in a request that satisfies these. */
      readonly example: Example;
    }
  | {
      readonly kind: 'cannot';
      readonly cause: RefusalCause;
      readonly reason: string;
      /** Assumptions without any one of which it is not proof. */
      readonly needs: readonly AssumptionId[];
    }
  | { readonly kind: 'undecided'; readonly reason: string };

export interface AssumableOptions {
  readonly budget?: Budget | undefined;
  /** Seconds since 1970; conditions on the clock are decided at this time. @default they depend on the time */
  readonly now?: number | undefined;
}

/**
 * Decides whether any token of the world can assume a role.
 *
 * Cost: one question; a proof costs one more for each assumption and each condition, for its reason.
 */
export function canBeAssumed(
  asked: RoleTrust,
  world: World,
  { budget, now }: AssumableOptions = {},
): Assumable {
  const refused = refusedByIssuer(asked);
  if (refused !== undefined) return refused;
  const role = now === undefined ? asked : atTime(asked, now);
  const verdict = admitsNothing(role, world, budget);
  if (verdict.verdict === 'proved') return cannot(role, asked, world, { budget, now });
  return world.kind === 'gitlab'
    ? ofGitlab({ role, asked, now }, verdict, world, budget)
    : ofAnySub(role, verdict, world, budget);
}

type Open = Exclude<Verdict, { verdict: 'proved' }>;

interface Asked extends Pick<AssumableOptions, 'now'> {
  /** At the time of the question. */
  readonly role: RoleTrust;
  readonly asked: RoleTrust;
}

function ofGitlab(
  { role, asked, now }: Asked,
  verdict: Open,
  world: GitlabWorld,
  budget?: Budget,
): Assumable {
  if (verdict.verdict === 'refuted') return { kind: 'can', example: exampleOf(verdict.counterexample) };
  const { role: favoured, depends } = forAnyRequest(role, world);
  if (depends.length === 0) return { kind: 'undecided', reason: verdict.reason };
  const most = admitsNothing(favoured, world, budget);
  switch (most.verdict) {
    case 'undecided':
      return { kind: 'undecided', reason: most.reason };
    case 'proved':
      return cannot(favoured, asked, world, { budget, now });
    case 'refuted':
      return dependsOn(depends, most.counterexample);
  }
}

/** Every key of the request holds any text in this world: a role that can be assumed without those keys does not depend on them. */
function ofAnySub(role: RoleTrust, verdict: Open, world: World, budget?: Budget): Assumable {
  if (verdict.verdict === 'undecided') return { kind: 'undecided', reason: verdict.reason };
  const { role: least, depends } = inAnyRequest(role, issuerHost(role.provider.issuer));
  return depends.length === 0 || admitsNothing(least, world, budget).verdict === 'refuted'
    ? { kind: 'can', example: exampleOf(verdict.counterexample) }
    : dependsOn(depends, verdict.counterexample);
}

function dependsOn(on: readonly RequestDependency[], counterexample: Counterexample): Assumable {
  const reason = `depends on ${[...new Set(on.map(({ text }) => text))].join(', and on ')}`;
  return { kind: 'depends', reason, on, example: exampleOf(counterexample) };
}

function cannot(
  role: RoleTrust,
  asked: RoleTrust,
  world: World,
  { budget, now }: AssumableOptions,
): Assumable {
  const favoured = world.kind === 'gitlab' ? forAnyRequest(role, world).role : role;
  const cause = causeOf(role, favoured, world, budget);
  const late = now !== undefined && cause.cause !== 'partition' && opensAtAnotherTime(asked, world, budget);
  const proof =
    world.kind === 'gitlab'
      ? withNeeded(world, (at, limit) => admitsNothing(role, at, limit), budget)
      : undefined;
  const needs = proof?.verdict === 'proved' ? (proof.needed ?? []) : [];
  return { kind: 'cannot', ...(late ? atAnotherTime : cause), needs };
}

type Cause = Pick<Extract<Assumable, { kind: 'cannot' }>, 'cause' | 'reason'>;

const atAnotherTime: Cause = {
  cause: 'time',
  reason: 'the conditions on the clock hold at another time only',
};

function exampleOf(counterexample: Counterexample): Example {
  if (counterexample.kind === 'token') return counterexample;
  const [sub] = Object.entries(counterexample.context).flatMap(([key, value]) =>
    key.endsWith(':sub') ? [String(value)] : [],
  );
  return { label: sub === undefined ? 'a token' : `a token with the subject ${quote(sub)}` };
}

/** STS looks at the provider before it looks at the policy. */
function refusedByIssuer({ provider }: RoleTrust): Assumable | undefined {
  const { clientIds, ...registration } = provider;
  const answer = stsRequest({ sub: '-', aud: clientIds?.[0] ?? '-' }, registration);
  if (answer.ok) return undefined;
  if (answer.outcome !== 'deny') return { kind: 'undecided', reason: answer.reason };
  return { kind: 'cannot', cause: 'issuer', reason: answer.reason, needs: [] };
}

function opensAtAnotherTime(role: RoleTrust, world: World, budget: Budget | undefined): boolean {
  const favoured = world.kind === 'gitlab' ? forAnyRequest(role, world).role : role;
  return admitsNothing(favoured, world, budget).verdict !== 'proved';
}

/** @param favoured the role in the most favourable request */
function causeOf(role: RoleTrust, favoured: RoleTrust, world: World, budget?: Budget): Cause {
  const statements = role.policy.statements.filter(
    ({ effect, action }) => effect === 'Allow' && coversAction(action),
  );
  if (statements.length === 0)
    return { cause: 'action', reason: `no Allow statement has the action ${quote(WEB_IDENTITY_ACTION)}` };
  const other = otherProvider(
    role,
    statements.flatMap(({ principal }) => (principal.kind === 'listed' ? principal.federated : [])),
  );
  if (other !== undefined) return other;
  const proves = (changed: RoleTrust): Verdict => admitsNothing(changed, world, budget);
  const { clientIds, ...provider } = role.provider;
  if (clientIds !== undefined && proves({ ...role, provider }).verdict !== 'proved') {
    const ids = clientIds.map(quote).join(', ');
    return { cause: 'audience', reason: `the conditions accept none of the provider's client ids (${ids})` };
  }
  const allowed = role.policy.statements.filter(({ effect }) => effect === 'Allow');
  const withoutDeny = { ...role, policy: { ...role.policy, statements: allowed } };
  if (allowed.length < role.policy.statements.length && proves(withoutDeny).verdict !== 'proved')
    return { cause: 'deny', reason: 'the Deny statements match every token that the Allow statements allow' };
  const { conditions } = neededConditions(favoured, proves);
  const texts = conditions.map(conditionText);
  return {
    cause: 'conditions',
    reason:
      texts.length === 0
        ? 'no token satisfies the conditions'
        : `no token satisfies ${texts.length === 1 ? 'the condition' : 'the conditions together'}: ${texts.join('; ')}`,
  };
}

interface ArnParts {
  readonly arn: string;
  readonly partition: string;
  readonly account: string;
  readonly name: string;
}

function partsOf(arn: string): readonly ArnParts[] {
  const read = parseIamArn(arn);
  const name = read === undefined ? undefined : resourceName(read, 'oidc-provider');
  return read === undefined || name === undefined
    ? []
    : [{ arn, partition: read.partition, account: read.account, name }];
}

/** Why none of the trusted providers is the one that STS looks up for the role. */
function otherProvider(role: RoleTrust, trusted: readonly string[]): Cause | undefined {
  const wanted = principalOf(role);
  const [own] = partsOf(wanted);
  if (own === undefined || trusted.includes(wanted) || trusted.includes('*')) return undefined;
  const named = trusted.flatMap(partsOf).filter(({ name }) => name === own.name);
  const [partition] = named.filter((one) => one.account === own.account);
  if (partition !== undefined) {
    const reason = `the policy trusts ${quote(partition.arn)}, a provider of the partition ${quote(partition.partition)}; the role is in ${quote(own.partition)}, where STS looks for ${quote(wanted)}`;
    return { cause: 'partition', reason };
  }
  const [account] = named;
  if (account !== undefined) {
    const reason = `the policy trusts ${quote(account.arn)}, a provider of the account ${account.account}; STS looks for ${quote(wanted)}`;
    return { cause: 'account', reason };
  }
  const list = trusted.length === 0 ? 'no OIDC provider' : trusted.map(quote).join(', ');
  return { cause: 'provider', reason: `the policy trusts ${list}; STS looks for ${quote(wanted)}` };
}
