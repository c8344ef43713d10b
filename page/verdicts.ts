import {
  ASSUMPTIONS,
  simulate,
  type AssumptionId,
  type Pipeline,
  type RawClaims,
  type ReportRole,
} from '../policies/index';
import type { Judged } from './engine';

/** A token, and what had to be assumed to get it. */
export interface Candidate {
  readonly claims: RawClaims;
  readonly assuming: readonly AssumptionId[];
}

/** What the role answers to every token that may arrive. */
export interface Answer {
  readonly role: ReportRole;
  /** `open`: the tokens disagree, or one of them cannot be decided. */
  readonly verdict: 'can' | 'cannot' | 'open';
  readonly judged: readonly (Judged & { readonly candidate: Candidate })[];
}

/** The tokens of a pipeline; a text says why there is none. */
export function candidates(pipeline: Pipeline): readonly Candidate[] | string {
  const simulation = simulate(pipeline);
  if (simulation.kind === 'no_token') return simulation.reason;
  return simulation.tokens.map(({ claims, assuming }) => ({ claims: { ...claims }, assuming }));
}

/** Every role's answer, those that let in first. Cost: roles × tokens decisions. */
export function answers(
  roles: readonly ReportRole[],
  tokens: readonly Candidate[],
  judge: (role: ReportRole, claims: RawClaims) => Judged,
): readonly Answer[] {
  const all = roles.map((role): Answer => {
    const judged = tokens.map((candidate) => ({ ...judge(role, candidate.claims), candidate }));
    const outcomes = new Set(judged.map(({ decision }) => decision.outcome));
    const [only] = outcomes;
    const verdict =
      outcomes.size !== 1 || only === 'undetermined' ? 'open' : only === 'allow' ? 'can' : 'cannot';
    return { role, verdict, judged };
  });
  const rank = { can: 0, open: 1, cannot: 2 };
  return all.toSorted((a, b) => rank[a.verdict] - rank[b.verdict]);
}

/** The assumptions of a token in words. */
export function assumptionTexts({ assuming }: Candidate): readonly string[] {
  return assuming.map((id) => ASSUMPTIONS[id].text);
}
