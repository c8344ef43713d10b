import { simulate, type AssumptionId, type IdTokenClaims, type Pipeline } from '../gitlab/index';
import { stsRequest, type ProviderRegistration, type StsCall } from '../context/index';
import { completions, decisiveFields, isOpen, type OpenField } from './open-pipeline';
import { type CompiledPolicy, type Decision, decideAnswer, type Layer } from '../evaluate/index';

/** The decision on one of the tokens that a pipeline may get. */
export interface PipelineDecision {
  /** Absent when GitLab mints none. */
  readonly claims?: IdTokenClaims;
  readonly assuming: readonly AssumptionId[];
  readonly decision: Decision;
  /** The token assumes another role, whose session can become the one that was asked about; absent: it assumes this one. */
  readonly through?: { readonly entry: string; readonly words: string };
}

/**
 * Decides every token that a pipeline's job may get. Where it omits the runner, or its project leaves ids or its protection open, every completion has to agree;
 * otherwise the decision is undetermined and names what to give. More than one where a fact about GitLab is open; whoever asks "can it
 * assume the role" must look at all of them. The same pipeline is simulated once, and brought to the same provider once, however many
 * roles it is judged against.
 * @param call what is known of the request beside the token
 */
export function judgePipeline(
  compiled: CompiledPolicy,
  pipeline: Pipeline,
  provider: ProviderRegistration,
  call?: StsCall,
): readonly PipelineDecision[] {
  if (!isOpen(pipeline, compiled.policy)) return judgeGiven(compiled, pipeline, provider, call);
  const all = completions(pipeline, compiled.policy);
  if (all === undefined) return [leftOpen(['id', 'namespace_id'])];
  const answers = all.map((one) => judgeGiven(compiled, one.pipeline, provider, call));
  const texts = answers.map((decisions) => JSON.stringify(decisions.map(({ decision }) => decision.outcome)));
  if (new Set(texts).size === 1) return answers[0] as readonly PipelineDecision[];
  return [leftOpen(decisiveFields(all, texts))];
}

/** The answer depends on what the description of the pipeline omits. */
function leftOpen(fields: readonly OpenField[]): PipelineDecision {
  const names = fields.map((field) => `\`${field}\``).join(' and ');
  const reason = `the answer depends on ${names}, which the pipeline does not give: add ${names}`;
  return { assuming: [], decision: { outcome: 'undetermined', layer: 'trust', reason, trace: [] } };
}

function judgeGiven(
  compiled: CompiledPolicy,
  pipeline: Pipeline,
  provider: ProviderRegistration,
  call: StsCall | undefined,
): readonly PipelineDecision[] {
  const simulation = simulationOf(pipeline);
  if (simulation.kind === 'no_token') {
    return [
      { assuming: [], decision: { outcome: 'deny', layer: 'token', reason: simulation.reason, trace: [] } },
    ];
  }
  return simulation.tokens.map(({ claims, assuming }) => ({
    claims,
    assuming,
    decision: decideAnswer(
      compiled,
      call === undefined ? answerOf(claims, provider) : stsRequest({ ...claims }, provider, undefined, call),
    ),
  }));
}

/**
 * What STS makes of every token that a pipeline's job may get, without a decision; none where GitLab mints no token. As in
 * {@link judgePipeline}, each is made once.
 */
export function pipelineAnswers(pipeline: Pipeline, provider: ProviderRegistration): readonly StsAnswer[] {
  const simulation = simulationOf(pipeline);
  return simulation.kind === 'no_token'
    ? []
    : simulation.tokens.map(({ claims }) => answerOf(claims, provider));
}

/**
 * Where the decision on the first token of a pipeline falls when the trust policy allows nothing: by the token or at the provider, whatever
 * the policy, or else by the policy.
 */
export function refusingLayer(pipeline: Pipeline, provider: ProviderRegistration): Layer {
  if (simulationOf(pipeline).kind === 'no_token') return 'token';
  const [first] = pipelineAnswers(pipeline, provider);
  return first === undefined || first.ok ? 'trust' : first.layer;
}

const simulations = new WeakMap<Pipeline, ReturnType<typeof simulate>>();

function simulationOf(pipeline: Pipeline): ReturnType<typeof simulate> {
  const known = simulations.get(pipeline) ?? simulate(pipeline);
  simulations.set(pipeline, known);
  return known;
}

type StsAnswer = ReturnType<typeof stsRequest>;

const answers = new WeakMap<ProviderRegistration, WeakMap<IdTokenClaims, StsAnswer>>();

function answerOf(claims: IdTokenClaims, provider: ProviderRegistration): StsAnswer {
  const known = answers.get(provider) ?? new WeakMap<IdTokenClaims, StsAnswer>();
  answers.set(provider, known);
  const answer = known.get(claims) ?? stsRequest({ ...claims }, provider);
  known.set(claims, answer);
  return answer;
}
