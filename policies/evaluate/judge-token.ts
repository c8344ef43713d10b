import { stsRequest, type ProviderRegistration, type RawClaims } from '../context/index';
import type { CompiledPolicy } from './compile-policy';
import type { Decision } from './decision';
import { evaluate } from './evaluate';

/**
 * What STS answers to a token for a role: first the token and the provider, then the trust policy.
 * @param now seconds since 1970; absent = times are not judged
 */
export function judgeToken(
  compiled: CompiledPolicy,
  claims: RawClaims,
  provider: ProviderRegistration,
  now?: number,
): Decision {
  return decideAnswer(compiled, stsRequest(claims, provider, now));
}

/** The trust policy's decision where STS asks for one, or the refusal before it. */
export function decideAnswer(compiled: CompiledPolicy, answer: ReturnType<typeof stsRequest>): Decision {
  if (!answer.ok) return { outcome: answer.outcome, layer: answer.layer, reason: answer.reason, trace: [] };
  return evaluate(compiled, answer.request);
}
