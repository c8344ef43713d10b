import { hasShape, issuerHost } from '../context/index';
import type { Policy } from '../trust/index';
import type { Issuer } from './issuer';
import { ISSUERS } from './registry';

/** What is known beside the host of an issuer. */
export interface KnownIssuers {
  /** URLs, or hosts, of the GitLabs that are declared. */
  readonly declared?: readonly string[];
  /** URL, or host, that the user says is a GitLab. */
  readonly gitlabUrl?: string | undefined;
  /** Every policy at hand: a subject in one of them may show what its issuer is. */
  readonly policies?: readonly Policy[];
}

/** An issuer that a trust policy names. */
export type TrustedIssuer = {
  /** Issuer without its scheme: prefix of its condition keys. */
  readonly host: string;
  readonly name: string;
} & (
  | { readonly known: true; readonly id: string; readonly issuer: Issuer }
  | { readonly known: false; readonly id: 'unknown' }
);

/**
 * What an issuer is: by its host, then by what is declared, then by the subjects that policies name for it. Every other host is an
 * unknown issuer: a self-managed instance is never guessed.
 * @param host issuer without its scheme
 */
export function issuerOf(
  host: string,
  known: KnownIssuers = {},
  issuers: readonly Issuer[] = ISSUERS,
): TrustedIssuer {
  const lower = host.toLowerCase();
  const issuer =
    byShape(lower, issuers) ??
    declaredAs(lower, known, issuers) ??
    (known.policies === undefined ? undefined : recognised(known.policies, issuers).get(lower));
  return issuer === undefined
    ? { host, name: 'not a known issuer', known: false, id: 'unknown' }
    : { host, name: issuer.name, known: true, id: issuer.id, issuer };
}

const shaped = new WeakMap<readonly Issuer[], Map<string, Issuer | undefined>>();
const MAX_HOSTS = 256;

/** The issuer of a host, by the shapes of hosts alone; looked for once. */
function byShape(host: string, issuers: readonly Issuer[]): Issuer | undefined {
  const known = shaped.get(issuers) ?? new Map<string, Issuer | undefined>();
  shaped.set(issuers, known);
  if (known.has(host)) return known.get(host);
  const issuer = issuers.find(({ hosts }) => hosts.some((shape) => hasShape(host, shape)));
  if (known.size >= MAX_HOSTS) known.clear();
  known.set(host, issuer);
  return issuer;
}

/** Whether every token of the issuer is in the world of GitLab. */
export function isGitlab(issuer: TrustedIssuer): boolean {
  return issuer.known && issuer.issuer.knowledge === 'gitlab';
}

function declaredAs(
  host: string,
  { declared = [], gitlabUrl }: KnownIssuers,
  issuers: readonly Issuer[],
): Issuer | undefined {
  const urls = gitlabUrl === undefined ? declared : [...declared, gitlabUrl];
  return urls.some((url) => hostOf(url) === host)
    ? issuers.find(({ knowledge }) => knowledge === 'gitlab')
    : undefined;
}

function hostOf(url: string): string {
  return issuerHost(url).replace(/\/+$/, '').toLowerCase();
}

const cache = new WeakMap<readonly Policy[], ReadonlyMap<string, Issuer>>();

/** The self-managed instances that a subject of their own shows, by host. */
function recognised(policies: readonly Policy[], issuers: readonly Issuer[]): ReadonlyMap<string, Issuer> {
  const before = cache.get(policies);
  if (before !== undefined) return before;
  const found = new Map<string, Issuer>();
  for (const { statements } of policies)
    for (const { conditions } of statements)
      for (const { key, values } of conditions) {
        const host = /^(.+):sub$/i.exec(key)?.[1]?.toLowerCase();
        if (host === undefined) continue;
        const issuer = issuers.find(
          (one) => one.selfManaged === true && values.some((value) => beginsSubject(value, one)),
        );
        if (issuer !== undefined) found.set(host, issuer);
      }
  cache.set(policies, found);
  return found;
}

/** Whether a value begins as a subject of the issuer does, up to its first field. */
function beginsSubject(value: string, { subjects }: Issuer): boolean {
  return subjects.some((form) => {
    const [lead = ''] = form.split('{', 1);
    return lead !== '' && value.startsWith(lead);
  });
}
