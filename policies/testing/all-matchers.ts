import { toAllowPipeline, toRefusePipeline } from './matchers';
import { toAdmitAll, toAdmitOnly, toBeDisjointFrom, toImply, toNeverAdmit } from './proof-matchers';

/** Every matcher by its name, for `expect.extend`. */
export const TRUST_MATCHERS = {
  toAllowPipeline,
  toRefusePipeline,
  toAdmitOnly,
  toAdmitAll,
  toNeverAdmit,
  toBeDisjointFrom,
  toImply,
} as const;
