import { isGitlab, issuerOf, type KnownIssuers, type TrustedIssuer } from '../issuers/index';
import type { CheckInput } from './check-input';

/** Whether the text stands for something that only Terraform will know. */
export function isReference(text: string): boolean {
  return text.includes('${');
}

/** Whether every token of the issuer is one of a GitLab. */
export function isGitlabHost(host: string, input: CheckInput): boolean {
  return isGitlab(issuerNamed(host, input));
}

/** Whether the grammar of its subjects is all that is known of the issuer: then other checks judge its `sub`. */
export function hasGrammar(host: string, input: CheckInput): boolean {
  const named = issuerNamed(host, input);
  return named.known && named.issuer.knowledge === 'subject';
}

/** Whether the issuer mints tokens for one purpose, so that the audiences at the provider are guard enough. */
export function hasSoleAudience(host: string, input: CheckInput): boolean {
  const named = issuerNamed(host, input);
  return named.known && named.issuer.soleAudience === true;
}

/** What an issuer of the policy is. */
export function issuerNamed(host: string, input: CheckInput): TrustedIssuer {
  return issuerOf(host, knownIssuers(input.whole ?? input));
}

/** Whether nothing says what the issuer is but the subjects that the policy itself names. */
export function isKnownBySubject(host: string, input: CheckInput): boolean {
  const { policies: _subjects, ...others } = knownIssuers(input.whole ?? input);
  return issuerNamed(host, input).known && !issuerOf(host, others).known;
}

const known = new WeakMap<CheckInput, KnownIssuers>();

function knownIssuers(input: CheckInput): KnownIssuers {
  const before = known.get(input);
  if (before !== undefined) return before;
  const { instance, issuers, policy } = input;
  const made = {
    declared: instance === undefined ? undefined : [instance.issuer],
    policies: [policy],
    ...issuers,
  };
  known.set(input, made);
  return made;
}

const alone = new WeakMap<CheckInput, CheckInput>();

/** The input of a check that is about GitLab alone. */
export function withGitlabAlone(input: CheckInput): CheckInput {
  if (input.whole !== undefined) return input;
  const before = alone.get(input);
  if (before !== undefined) return before;
  const made = { ...input, whole: input };
  alone.set(input, made);
  return made;
}
