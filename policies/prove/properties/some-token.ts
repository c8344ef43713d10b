import { ask } from '../ask';
import { nameOfRole, type RoleTrust } from '../role-trust';
import type { Budget } from '../search';
import type { TokenExample, Verdict } from '../verdict';
import type { World } from '../question';
import { withAssumptions } from '../world/gitlab-world';
import { requestsOfKind, tokensOfKind, type TokenKind } from './token-kind';

/** Whether a token of some kind can assume a role, and the product states that were searched. */
export type SomeToken = { readonly nodes: number } &
  /** None can: proved. */
  (
    | { readonly kind: 'none' }
    /** This one can: the evaluator allows it. */
    | { readonly kind: 'some'; readonly example: TokenExample }
    /** It depends on parts of the request that are not in the token, such as the address of the caller; on none: a request context can. */
    | { readonly kind: 'depends'; readonly on: readonly string[] }
    | { readonly kind: 'undecided'; readonly reason: string }
  );

/**
 * Whether a token of a kind can assume a role. Where `sub` components are assumed to be usual there are fewer tokens, so one that is
 * found there is one of the world; only "none" needs all of it.
 *
 * Cost: one or two questions.
 */
export function someToken(role: RoleTrust, kind: TokenKind, world: World, budget?: Budget): SomeToken {
  if (world.kind === 'any_sub') return answerOf(askFor(role, kind, world, budget), 0);
  const usual = withAssumptions(world, { 'usual-sub-claims': true });
  const first = usual === world ? undefined : askFor(role, kind, usual, budget);
  if (first?.verdict === 'refuted') return answerOf(first, 0);
  return answerOf(askFor(role, kind, world, budget), first?.nodes ?? 0);
}

function askFor(role: RoleTrust, kind: TokenKind, world: World, budget?: Budget): Verdict {
  const claim = `no such token can assume ${nameOfRole(role)}`;
  if (world.kind === 'any_sub') {
    const anySubRegion = requestsOfKind(kind, world);
    return ask({ roles: [{ role, outcome: 'allow' }], claim, anySubRegion }, world, budget);
  }
  const isAnything = Object.keys(kind).length === 0;
  const region = isAnything ? {} : { region: tokensOfKind(kind, world) };
  return ask({ roles: [{ role, outcome: 'allow' }], claim, ...region }, world, budget);
}

function answerOf(verdict: Verdict, before: number): SomeToken {
  const nodes = before + verdict.nodes;
  switch (verdict.verdict) {
    case 'proved':
      return { kind: 'none', nodes };
    case 'refuted': {
      const { counterexample } = verdict;
      if (counterexample.kind === 'token') return { kind: 'some', example: counterexample, nodes };
      return { kind: 'depends', on: [], nodes };
    }
    case 'undecided':
      return verdict.dependsOn === undefined
        ? { kind: 'undecided', reason: verdict.reason, nodes }
        : { kind: 'depends', on: verdict.dependsOn, nodes };
  }
}
