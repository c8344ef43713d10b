import type { Grant, NeverKind, Pipeline } from '../index';
import type { AdmittedOnly, WorldOptions } from './proof-matchers';
import type { ProviderOptions, TrustUnderTest } from './subject';

/** The matchers as `expect(policy)` offers them, whatever the runner. */
export interface TrustMatchers<R> {
  /** Every token that the pipeline may get is admitted. */
  toAllowPipeline(pipeline: Pipeline, options?: ProviderOptions): R;
  /** Every token that the pipeline may get is refused. */
  toRefusePipeline(pipeline: Pipeline, options?: ProviderOptions): R;
  /** For every token there is: nothing else is admitted. */
  toAdmitOnly(only: AdmittedOnly, options?: WorldOptions): R;
  /** For every token that the grant means: it is admitted. */
  toAdmitAll(grant: Grant, options?: WorldOptions): R;
  /** For every token of the kind: it is not admitted. */
  toNeverAdmit(kind: NeverKind, options?: WorldOptions): R;
  /** For every token there is: at most one of the policies admits it. */
  toBeDisjointFrom(other: TrustUnderTest, options?: WorldOptions): R;
  /** For every token there is: who is admitted here is admitted there. */
  toImply(other: TrustUnderTest, options?: WorldOptions): R;
}
