import type { Position } from '../errors';
import { AWS_ERRORS, type AwsError } from './aws-errors';
import type { IssuerFacts, Part } from './facts';
import type { Cause, FindingDefinition, FindingSeverity, IssuerMatch } from './finding';
import { ISSUER_FINDINGS } from './registry';

/** One mistake of an issuer. */
export interface IssuerFinding {
  readonly finding: string;
  readonly severity: FindingSeverity;
  readonly title: string;
  readonly message: string;
  readonly fix: string;
  /** What AWS answers because of it. */
  readonly causes: readonly (AwsError & { readonly basis: Cause['basis'] })[];
  readonly sources: readonly string[];
  readonly position?: Position;
}

/** A part that was not looked at, and why. */
export interface NotSeen {
  readonly part: Part;
  /** It was tried and failed: the verdict is open. */
  readonly wanted: boolean;
  readonly reason: string;
}

/** What is wrong with an issuer, as AWS sees it. */
export interface Diagnosis {
  /** The issuer, or the name of the document that was read. */
  readonly about: string;
  readonly verdict: 'holds' | 'broken' | 'cannot_tell';
  readonly headline: string;
  readonly findings: readonly IssuerFinding[];
  /** Ids of the findings that were looked for. */
  readonly looked: readonly string[];
  readonly notSeen: readonly NotSeen[];
}

const ORDER: Readonly<Record<FindingSeverity, number>> = { error: 0, unknown: 1, warning: 2, note: 3 };

/** Judges what was seen of an issuer. Pure. */
export function diagnose(facts: IssuerFacts): Diagnosis {
  const run = ISSUER_FINDINGS.filter(({ needs }) => needs.every((part) => facts[part].seen));
  const findings = run
    .flatMap((definition) => definition.run(facts).map((match) => toFinding(definition, match)))
    .toSorted((left, right) => ORDER[left.severity] - ORDER[right.severity]);
  const notSeen = (Object.keys(facts) as Part[]).flatMap((part): readonly NotSeen[] => {
    const observed = facts[part];
    return observed.seen ? [] : [{ part, wanted: observed.wanted, reason: observed.reason }];
  });
  return {
    about: nameOf(facts),
    ...verdictOf(findings, notSeen, run.length),
    findings,
    looked: run.map(({ id }) => id),
    notSeen,
  };
}

function toFinding(
  { id, title, severity, fix, causes, sources }: FindingDefinition,
  match: IssuerMatch,
): IssuerFinding {
  return {
    finding: id,
    severity: match.severity ?? severity,
    title,
    message: match.message,
    fix: match.fix ?? fix,
    causes: (match.causes ?? causes).map(({ error, basis }) => ({ ...AWS_ERRORS[error], basis })),
    sources,
    position: match.position,
  };
}

function verdictOf(
  findings: readonly IssuerFinding[],
  notSeen: readonly NotSeen[],
  looked: number,
): Pick<Diagnosis, 'verdict' | 'headline'> {
  const of = (severity: FindingSeverity): number =>
    findings.filter((each) => each.severity === severity).length;
  const [errors, unknown] = [of('error'), of('unknown')];
  const failed = notSeen.filter(({ wanted }) => wanted);
  const open = unknown + failed.length;
  if (errors > 0)
    return {
      verdict: 'broken',
      headline: `broken: ${count(errors, 'error')}${open === 0 ? '' : `, and ${count(open, 'thing')} cannot be told`}`,
    };
  if (looked === 0) return { verdict: 'cannot_tell', headline: 'cannot tell: nothing was looked at' };
  if (open > 0) {
    const first = failed[0]?.reason ?? findings.find(({ severity }) => severity === 'unknown')?.message ?? '';
    return {
      verdict: 'cannot_tell',
      headline: `cannot tell: ${first}${open > 1 ? ` (and ${open - 1} more)` : ''}`,
    };
  }
  const left = notSeen.map(({ part }) => PART_NAMES[part]);
  return {
    verdict: 'holds',
    headline: `no error in what was looked at${left.length === 0 ? '' : `; not looked at: ${left.join(', ')}`}`,
  };
}

/** How the parts are called. */
export const PART_NAMES: Readonly<Record<Part, string>> = {
  issuer: 'the URL of the issuer',
  discovery: 'the discovery document',
  jwks: 'the keys',
  hosts: 'addresses and certificates',
  answers: 'the time of answers',
  token: 'a token',
  providers: 'the provider in IAM',
};

function nameOf({ issuer, discovery, jwks }: IssuerFacts): string {
  if (issuer.seen) return issuer.value;
  const document = discovery.seen ? discovery : jwks;
  return document.seen ? document.value.name : 'an issuer';
}

function count(number: number, one: string): string {
  return `${number} ${number === 1 ? one : `${one}s`}`;
}
