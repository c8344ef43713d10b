import type { Pipeline } from '../index';
import type { ProviderOptions } from './subject';

/** The matchers as `expect(policy)` offers them, whatever the runner. */
export interface TrustMatchers<R> {
  /** Every token that the pipeline may get is admitted. */
  toAllowPipeline(pipeline: Pipeline, options?: ProviderOptions): R;
  /** Every token that the pipeline may get is refused. */
  toRefusePipeline(pipeline: Pipeline, options?: ProviderOptions): R;
}
