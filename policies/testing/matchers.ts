import {
  ASSUMPTIONS,
  explain,
  judgePipeline,
  type ExplainInput,
  type Pipeline,
  type PipelineDecision,
} from '../index';
import { providerFor, underTest, type ProviderOptions, type TrustUnderTest } from './subject';

/** What a matcher answers; `message` reads well for both directions. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/**
 * Passes when every token that the pipeline may get is admitted.
 * @throws RefgateError when `received` is not trust policy
 * @throws Error when cannot tell: with `.not` in front, too, the test fails
 */
export function toAllowPipeline(
  received: TrustUnderTest,
  pipeline: Pipeline,
  options: ProviderOptions = {},
): MatcherResult {
  return judge(received, pipeline, options, 'allow');
}

/**
 * Passes when every token that the pipeline may get is refused.
 * @throws RefgateError when `received` is not trust policy
 * @throws Error when cannot tell: with `.not` in front, too, the test fails
 */
export function toRefusePipeline(
  received: TrustUnderTest,
  pipeline: Pipeline,
  options: ProviderOptions = {},
): MatcherResult {
  return judge(received, pipeline, options, 'deny');
}

function judge(
  received: unknown,
  pipeline: Pipeline,
  options: ProviderOptions,
  wanted: 'allow' | 'deny',
): MatcherResult {
  const compiled = underTest(received);
  const provider = providerFor(compiled, pipeline, options);
  const decisions = judgePipeline(compiled, pipeline, provider);
  const { policy } = compiled;
  const unwanted = wanted === 'allow' ? 'deny' : 'allow';
  const breaking = decisions.find(({ decision }) => decision.outcome === unwanted);
  const open = decisions.find(({ decision }) => decision.outcome === 'undetermined');
  const verb = wanted === 'allow' ? 'allow' : 'refuse';
  if (breaking === undefined && open !== undefined) {
    const asked = `cannot determine whether the trust policy would ${verb} ${describePipeline(pipeline)}`;
    throw new Error([asked, ...explanation(open, { policy, provider, pipeline })].join('\n'));
  }
  const shown = breaking ?? (decisions[0] as PipelineDecision);
  return {
    pass: breaking === undefined,
    message: () =>
      [
        `expected the trust policy ${breaking === undefined ? `not to ${verb}` : `to ${verb}`} ${describePipeline(pipeline)}`,
        ...explanation(shown, { policy, provider, pipeline }),
      ].join('\n'),
  };
}

function explanation(
  { decision, claims, assuming }: PipelineDecision,
  input: ExplainInput,
): readonly string[] {
  const { headline, steps, advice } = explain(decision, {
    ...input,
    claims: claims === undefined ? undefined : { ...claims },
  });
  return [
    '',
    headline,
    ...steps.map((step) => `  ${step}`),
    ...assuming.map((id) => `assuming: ${ASSUMPTIONS[id].text}`),
    ...advice.map((line) => `to change it: ${line}`),
  ];
}

/** `the push pipeline of branch main in acme/platform/api`. */
function describePipeline({ project, source, target }: Pipeline): string {
  const ref =
    target.kind === 'merge_request'
      ? `merge request ${target.mergeRequest.from} → ${target.mergeRequest.into}${target.mergeRequest.fork === undefined ? '' : ` from the fork ${target.mergeRequest.fork.path}`}`
      : `${target.kind} ${target.name}`;
  return `the ${source} pipeline of ${ref} in ${project.path}`;
}
