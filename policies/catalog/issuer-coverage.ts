import { quote } from '../errors';
import { foreignSubjects } from './foreign-subjects';
import { isGitlabHost, isKnownBySubject, issuerNamed } from './issuer-hosts';
import { views } from './statements';
import type { CheckInput } from './check-input';

/** An issuer that a policy trusts, and what keeps it from being judged in full. */
export interface JudgedIssuer {
  /** Issuer without its scheme. */
  readonly host: string;
  /** Stable id of a known issuer, or `unknown`. */
  readonly id: string;
  readonly name: string;
  readonly known: boolean;
  /** Whose tokens are taken to exist: a GitLab's, or any `sub` and `aud`. */
  readonly world: 'gitlab' | 'any_sub';
  /** Nothing says what it is but the subjects that the policy names. @default false */
  readonly bySubject?: true;
  /** Absent: judged in full. */
  readonly notJudged?: string;
}

/** The issuers that the Allow statements of a policy name, in order of the document. */
export function issuersOf(input: CheckInput): readonly JudgedIssuer[] {
  const hosts = views(input).flatMap((view) => (view.statement.effect === 'Allow' ? view.hosts : []));
  return [...new Set(hosts)].map((host) => {
    const { id, name, known } = issuerNamed(host, input);
    const world = isGitlabHost(host, input) ? ('gitlab' as const) : ('any_sub' as const);
    const bySubject = isKnownBySubject(host, input) ? (true as const) : undefined;
    const common = { host, id, name, known, world, bySubject };
    if (!known) {
      const notJudged = `${quote(host)} is not a known issuer: any text is taken for a possible \`sub\``;
      return { ...common, notJudged };
    }
    // of a GitLab every subject is known; other issuers' are read where their statement is alive
    if (world === 'gitlab') return common;
    const odd = foreignSubjects(input).find((one) => one.host === host && one.open === 'not_known');
    if (odd === undefined) return common;
    const notJudged = `${quote(odd.value ?? '')} has none of the forms that are known of a subject of ${name}`;
    return { ...common, notJudged };
  });
}
