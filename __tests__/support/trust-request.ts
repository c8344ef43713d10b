import type { TrustRequest } from '../../policies/evaluate/index';
import type { RandomRequest } from './random-policy';

/** A random request in the form that `policies/evaluate` takes. */
export function toTrustRequest({ principal, actions, context, unknown }: RandomRequest): TrustRequest {
  return {
    principal,
    actions,
    context: new Map(Object.entries(context)),
    isUnknown: (key) => unknown.includes(key),
  };
}
