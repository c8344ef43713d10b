import { issuerHost, type RawClaims } from '../../gitlab/index';
import type { ConditionTrace, Decision, StatementTrace } from '../decision';
import { closestAllow, nameOf } from '../evaluate';
import { conditionAdvice } from './condition-advice';
import type { Explanation } from './explanation';
import { layerAdvice } from './layer-advice';
import { principalAdvice } from './principal-advice';

/** What is known beside the decision. */
export interface ExplainInput {
  /** The registered issuer. */
  readonly issuer: string;
  /** The payload that was judged; never a signed token. */
  readonly claims?: RawClaims;
}

/**
 * Says why a token was admitted or refused: which layer answered, how each statement came out, which one came closest, what was
 * compared with what, and what would change the answer. AWS gives one text for every refusal by a trust policy.
 * @see https://docs.gitlab.com/ci/cloud_services/aws/#troubleshooting
 */
export function explain(decision: Decision, input: ExplainInput): Explanation {
  return {
    headline: headline(decision),
    steps: decision.trace.length === 0 ? [decision.reason] : decision.trace.flatMap(describeStatement),
    advice: decision.outcome === 'allow' ? [] : [...new Set(advice(decision, input))],
  };
}

function headline({ outcome, layer }: Decision): string {
  switch (outcome) {
    case 'allow':
      return 'allowed: STS would issue credentials for the role';
    case 'undetermined':
      return 'cannot tell: what is known here does not decide what STS would answer';
    case 'deny':
      return {
        token: 'refused by the token itself, before any policy was read (`InvalidIdentityToken`)',
        provider: 'refused at the provider, before any policy was read (`InvalidIdentityToken`)',
        trust:
          'refused by the trust policy (`AccessDenied`: Not authorized to perform sts:AssumeRoleWithWebIdentity)',
      }[layer];
  }
}

function describeStatement(entry: StatementTrace): readonly string[] {
  const verdict = { yes: 'matches', no: 'does not match', unknown: 'cannot be decided' }[entry.holds];
  const lines = [`${nameOf(entry)}, ${entry.statement.effect}: ${verdict}`];
  if (entry.principal.holds !== 'yes') lines.push(`  principal: ${entry.principal.why}`);
  if (entry.action.holds !== 'yes') lines.push(`  action: ${entry.action.why}`);
  for (const condition of entry.conditions) {
    const mark = { yes: 'holds', no: 'fails', unknown: 'open' }[condition.holds];
    lines.push(`  ${mark}: ${condition.why}`);
  }
  return lines;
}

function advice(decision: Decision, input: ExplainInput): readonly string[] {
  if (decision.layer !== 'trust') return layerAdvice(decision, input.claims ?? {}, input.issuer);
  const host = issuerHost(input.issuer).toLowerCase();
  const denied = decision.trace.find((entry) => entry.statement.effect === 'Deny' && entry.holds !== 'no');
  if (denied !== undefined && decision.outcome === 'deny' && denied.holds === 'yes') {
    return [
      `a Deny wins over every Allow: change ${nameOf(denied)}, or what the token says`,
      ...deniedByMissing(denied),
    ];
  }
  const closest = closestAllow(decision.trace);
  if (closest === undefined) return ['add an Allow statement for the project and ref that should get in'];
  if (closest.principal.holds === 'no') return principalAdvice(closest, decision.trace);
  if (closest.action.holds === 'no') return ['allow `sts:AssumeRoleWithWebIdentity`, written exactly so'];
  return closest.conditions
    .filter((condition) => condition.holds !== 'yes')
    .toSorted((a, b) => Number(isSubject(b)) - Number(isSubject(a)))
    .flatMap((condition) => conditionAdvice(condition, { host, claims: input.claims ?? {} }));
}

/** Which project and ref it is comes before everything else. */
function isSubject({ key }: ConditionTrace): boolean {
  return key.toLowerCase().endsWith(':sub');
}

/** A negated operator holds for a key that the token does not have. */
function deniedByMissing(entry: StatementTrace): readonly string[] {
  const missing = entry.conditions.filter((condition: ConditionTrace) => condition.got === undefined);
  return missing.map(
    ({ key, operator }) =>
      `\`${operator}\` holds for a missing key: the token gives no \`${key}\`, so this condition fires for everybody`,
  );
}
