import type { Decision, ReportRole } from '../policies/index';
import type { JudgedPipeline } from './engine';

type Chain = NonNullable<ReportRole['reachedThrough']>[number];

/** Token by token, what a role or a chain to it allows: the same rule as in the matrix. One answer may stand for every token. */
export function betterWay(
  own: readonly JudgedPipeline[],
  atEntry: readonly JudgedPipeline[],
  chain: Chain,
): readonly JudgedPipeline[] {
  const longer = own.length >= atEntry.length ? own : atEntry;
  return longer.map((_, token): JudgedPipeline => {
    const direct = (own.length === 1 ? own[0] : own[token]) as JudgedPipeline;
    const first = (atEntry.length === 1 ? atEntry[0] : atEntry[token]) as JudgedPipeline;
    const chained = first.decision.outcome === 'deny' ? first : throughEntry(first, chain);
    return rank(chained.decision) > rank(direct.decision) ? chained : direct;
  });
}

function rank({ outcome }: Decision): number {
  return { deny: 0, undetermined: 1, allow: 2 }[outcome];
}

function throughEntry(first: JudgedPipeline, { certain, words }: Chain): JudgedPipeline {
  const { decision, assuming, claims } = first;
  const reason = `${words}: ${decision.reason}`;
  return {
    assuming,
    claims,
    decision: {
      outcome: certain ? decision.outcome : 'undetermined',
      layer: decision.layer,
      reason,
      get trace() {
        return decision.trace;
      },
    },
    get explanation() {
      const { explanation } = first;
      return { ...explanation, headline: `${words}: ${explanation.headline}` };
    },
  };
}
