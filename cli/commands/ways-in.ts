import type { Explanation, OpenTrust, PipelineDecision, ReadTrust } from '../../policies/index';

/** A role where a token arrives: the one that was asked about, or one whose session can become it. */
export interface WayIn {
  readonly trust: ReadTrust | OpenTrust;
  /** Only for a role chain. */
  readonly reached?: NonNullable<ReadTrust['reachedBy']>[number];
}

/** A decision and what is said of it. */
export interface ExplainedDecision {
  readonly decision: PipelineDecision['decision'];
  readonly explanation: Explanation;
}

/**
 * The ways by which a token may get to a role: its own trust policy, then role chains.
 * @param own whether the trust policy of the role is about tokens
 * @param trusts every role of the input
 */
export function waysIn(
  trust: ReadTrust | OpenTrust,
  own: boolean,
  trusts: readonly (ReadTrust | OpenTrust)[],
): readonly WayIn[] {
  const chained = (trust.reachedBy ?? []).flatMap((reached): readonly WayIn[] => {
    const start = trusts.find(({ key }) => key === reached.entry);
    return start === undefined ? [] : [{ trust: start, reached }];
  });
  return own || chained.length === 0 ? [{ trust }, ...chained] : chained;
}

/** What the roles of a chain are called. */
function chainWords({ entry, through }: NonNullable<WayIn['reached']>): string {
  return [entry, ...through].map((name) => `\`${name}\``).join(' and ');
}

/** What a decision at the first role of a chain says of the last one. */
export function throughChain(
  { decision, explanation }: ExplainedDecision,
  reached: NonNullable<WayIn['reached']>,
): ExplainedDecision {
  const words = chainWords(reached);
  if (decision.outcome !== 'deny' && reached.answer === 'cannot_tell') {
    const on = reached.dependsOn.map((name) => `\`${name}\``).join(', ');
    const reason = `cannot determine whether a session of ${words} can assume it: it depends on ${on}`;
    const steps = [explanation.headline, ...explanation.steps];
    return {
      decision: open(decision, reason),
      explanation: { headline: `cannot tell: ${reason}`, steps, fixes: [], advice: [] },
    };
  }
  const giving = reached.choosing.length === 0 ? '' : `, with ${reached.choosing.join(', ')}`;
  const through = `through ${words}${decision.outcome === 'deny' ? '' : giving}`;
  return {
    decision: {
      outcome: decision.outcome,
      layer: decision.layer,
      reason: `${through}: ${decision.reason}`,
      trace: decision.trace,
    },
    explanation: { ...explanation, headline: `${through}: ${explanation.headline}` },
  };
}

/**
 * What is said of a partly known policy: refused at most is refused whatever the unknown parts are, allowed at least is allowed.
 * @param most by the policy that admits the most
 * @param least by the one that admits the least
 */
export function betweenBounds(
  most: ExplainedDecision,
  least: ExplainedDecision | undefined,
  { open: { because, names } }: OpenTrust,
): ExplainedDecision {
  const certain =
    most.decision.outcome === 'deny' ? most : least?.decision.outcome === 'allow' ? least : undefined;
  if (certain === undefined) {
    return {
      decision: open(most.decision, because),
      explanation: {
        headline: `cannot tell: ${because}`,
        steps: most.explanation.steps,
        fixes: [],
        advice: [],
      },
    };
  }
  const { explanation } = certain;
  const whatever =
    names.length === 0 ? because : `whatever ${names.map((name) => `\`${name}\``).join(', ')} is`;
  return { ...certain, explanation: { ...explanation, headline: `${explanation.headline} (${whatever})` } };
}

function open(
  { layer, trace }: ExplainedDecision['decision'],
  reason: string,
): ExplainedDecision['decision'] {
  return { outcome: 'undetermined', layer, reason, trace };
}
