import { simulate, type AssumptionId, type Pipeline, type ProviderRegistration } from '../gitlab/index';
import type { CompiledPolicy } from './compile-policy';
import type { Decision } from './decision';
import { judgeToken } from './judge-token';
import type { IdTokenClaims } from '../gitlab/index';

/** The decision on one of the tokens that a pipeline may get. */
export interface PipelineDecision {
  /** Absent when GitLab mints none. */
  readonly claims?: IdTokenClaims;
  readonly assuming: readonly AssumptionId[];
  readonly decision: Decision;
}

/**
 * Decides every token that a pipeline's job may get. More than one where a fact about GitLab is open; whoever asks "can it
 * assume the role" must look at all of them.
 */
export function judgePipeline(
  compiled: CompiledPolicy,
  pipeline: Pipeline,
  provider: ProviderRegistration,
): readonly PipelineDecision[] {
  const simulation = simulate(pipeline);
  if (simulation.kind === 'no_token') {
    return [
      { assuming: [], decision: { outcome: 'deny', layer: 'token', reason: simulation.reason, trace: [] } },
    ];
  }
  return simulation.tokens.map(({ claims, assuming }) => ({
    claims,
    assuming,
    decision: judgeToken(compiled, { ...claims }, provider),
  }));
}
