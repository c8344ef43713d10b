import { isGitlab, issuerOf, type KnownIssuers, type TrustedIssuer } from '../issuers/index';
import type { CheckSubject } from './subject';

/** Whether the text stands for something that only Terraform will know. */
export function isReference(text: string): boolean {
  return text.includes('${');
}

/** Whether every token of the issuer is one of a GitLab. */
export function isGitlabHost(host: string, subject: CheckSubject): boolean {
  return isGitlab(issuerNamed(host, subject));
}

/** Whether the grammar of its subjects is all that is known of the issuer: then other checks judge its `sub`. */
export function hasGrammar(host: string, subject: CheckSubject): boolean {
  const named = issuerNamed(host, subject);
  return named.known && named.issuer.knowledge === 'subject';
}

/** What an issuer of the policy is. */
export function issuerNamed(host: string, subject: CheckSubject): TrustedIssuer {
  return issuerOf(host, knownIssuers(subject.whole ?? subject));
}

const known = new WeakMap<CheckSubject, KnownIssuers>();

function knownIssuers(subject: CheckSubject): KnownIssuers {
  const before = known.get(subject);
  if (before !== undefined) return before;
  const { instance, issuers, policy } = subject;
  const made = {
    ...(instance === undefined ? {} : { declared: [instance.issuer] }),
    policies: [policy],
    ...issuers,
  };
  known.set(subject, made);
  return made;
}

const alone = new WeakMap<CheckSubject, CheckSubject>();

/** The input of a check that is about GitLab alone. */
export function withGitlabAlone(subject: CheckSubject): CheckSubject {
  if (subject.whole !== undefined) return subject;
  const before = alone.get(subject);
  if (before !== undefined) return before;
  const made = { ...subject, whole: subject };
  alone.set(subject, made);
  return made;
}
