import { quote } from '../errors';
import { stsRequest } from '../context/index';
import type { AssumptionId } from '../gitlab/index';
import { WEB_IDENTITY_ACTION } from '../trust/index';
import { coversAction } from './compile/policy-formula';
import { withNeeded } from './needed-assumptions';
import { conditionText, neededConditions } from './needed-conditions';
import { admitsNothing } from './properties/compare';
import { atTime, forAnyRequest, type RequestDependency } from './request-conditions';
import { principalOf, type RoleTrust } from './role-trust';
import type { Budget } from './search';
import type { TokenExample, Verdict } from './verdict';
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

/** Whether any token can assume a role. `cannot` is a proof. */
export type Assumable =
  | { readonly kind: 'can'; readonly example: TokenExample }
  | {
      readonly kind: 'depends';
      /** ``depends on the caller's address: `aws:SourceIp` `` */
      readonly reason: string;
      readonly on: readonly RequestDependency[];
      /** A token that can assume the role in a request that satisfies these. */
      readonly example: TokenExample;
    }
  | {
      readonly kind: 'cannot';
      readonly cause: RefusalCause;
      readonly reason: string;
      /** Assumptions without any one of which it is no proof. */
      readonly needs: readonly AssumptionId[];
    }
  | { readonly kind: 'undecided'; readonly reason: string };

export interface AssumableOptions {
  readonly budget?: Budget;
  /** Seconds since 1970; conditions on the clock are decided at this time. @default they depend on the time */
  readonly now?: number;
}

/**
 * Decides whether any token of the world can assume a role.
 *
 * Cost: one question; a proof costs one more for each assumption and each condition, for its reason.
 */
export function canBeAssumed(
  asked: RoleTrust,
  world: GitlabWorld,
  { budget, now }: AssumableOptions = {},
): Assumable {
  const refused = refusedByIssuer(asked);
  if (refused !== undefined) return refused;
  const role = now === undefined ? asked : atTime(asked, now);
  const verdict = admitsNothing(role, world, budget);
  if (verdict.verdict === 'refuted') return exampleOf(verdict, (example) => ({ kind: 'can', example }));
  const { role: favoured, depends } = forAnyRequest(role, world);
  if (verdict.verdict === 'proved') {
    const cause = causeOf(role, favoured, world, budget);
    const late = now !== undefined && cause.cause !== 'partition' && opensAtAnotherTime(asked, world, budget);
    const proof = withNeeded(world, (at, limit) => admitsNothing(role, at, limit), budget);
    const needs = proof.verdict === 'proved' ? (proof.needed ?? []) : [];
    return { kind: 'cannot', ...(late ? atAnotherTime : cause), needs };
  }
  if (depends.length === 0) return { kind: 'undecided', reason: verdict.reason };
  const most = admitsNothing(favoured, world, budget);
  if (most.verdict === 'undecided') return { kind: 'undecided', reason: most.reason };
  if (most.verdict === 'proved')
    return { kind: 'cannot', ...causeOf(favoured, favoured, world, budget), needs: most.needed ?? [] };
  const reason = `depends on ${[...new Set(depends.map(({ text }) => text))].join(', and on ')}`;
  return exampleOf(most, (example) => ({ kind: 'depends', reason, on: depends, example }));
}

type Cause = Pick<Extract<Assumable, { kind: 'cannot' }>, 'cause' | 'reason'>;

const atAnotherTime: Cause = {
  cause: 'time',
  reason: 'the conditions on the clock hold at another time only',
};

function exampleOf(
  { counterexample }: Extract<Verdict, { verdict: 'refuted' }>,
  make: (example: TokenExample) => Assumable,
): Assumable {
  // In a world of tokens every counterexample is one.
  return counterexample.kind === 'token'
    ? make(counterexample)
    : { kind: 'undecided', reason: 'the counterexample is no token' };
}

/** STS looks at the provider before it looks at the policy. */
function refusedByIssuer({ provider }: RoleTrust): Assumable | undefined {
  const { clientIds, ...registration } = provider;
  const answer = stsRequest({ sub: '-', aud: clientIds?.[0] ?? '-' }, registration);
  if (answer.ok) return undefined;
  if (answer.outcome !== 'deny') return { kind: 'undecided', reason: answer.reason };
  return { kind: 'cannot', cause: 'issuer', reason: answer.reason, needs: [] };
}

function opensAtAnotherTime(role: RoleTrust, world: GitlabWorld, budget: Budget | undefined): boolean {
  return admitsNothing(forAnyRequest(role, world).role, world, budget).verdict !== 'proved';
}

/** @param favoured the role in the most favourable request */
function causeOf(role: RoleTrust, favoured: RoleTrust, world: GitlabWorld, budget?: Budget): Cause {
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
  const [, partition, service, , account, ...rest] = arn.split(':');
  const name = rest.join(':');
  return partition !== undefined &&
    service === 'iam' &&
    account !== undefined &&
    name.startsWith('oidc-provider/')
    ? [{ arn, partition, account, name }]
    : [];
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
