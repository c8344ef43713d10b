import { stsRequest, type ProviderRegistration, type RawClaims, type StsCall } from '../context/index';
import type { CompiledPolicy } from './compile-policy';
import type { Decision } from './decision';
import { evaluate } from './evaluate';

/**
 * What STS answers to a token for a role: first the token and the provider, then the trust policy.
 * @param now seconds since 1970; absent = times are not judged
 * @param call what the caller gives beside the token: the role's ARN, the session's name
 */
export function judgeToken(
  compiled: CompiledPolicy,
  claims: RawClaims,
  provider: ProviderRegistration,
  now?: number,
  call?: StsCall,
): Decision {
  return decideAnswer(compiled, stsRequest(claims, provider, now, call));
}

/** The trust policy's decision where STS asks for one, or the refusal before it. */
export function decideAnswer(compiled: CompiledPolicy, answer: ReturnType<typeof stsRequest>): Decision {
  if (!answer.ok) return refusalOf(answer);
  return evaluate(compiled, answer.request);
}

/** A refusal before the trust policy is read, with AWS's code where it is one. */
export function refusalOf({
  outcome,
  layer,
  code,
  reason,
}: Extract<ReturnType<typeof stsRequest>, { ok: false }>): Decision {
  return { outcome, layer, reason, code: outcome === 'deny' ? code : undefined, trace: [] };
}
