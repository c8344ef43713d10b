import { claimKeysOf, EVERY_ISSUER_KEYS, GITLAB_COM_KEYS, isGitlabCom } from '../context/index';
import { claimRow } from '../gitlab/index';

/** How the request with a token fills a condition key. */
export type Filling =
  /** In every request. */
  | 'always'
  /** In no request. */
  | 'never'
  /** In some, or cannot tell. */
  | 'maybe';

/** What a key of a condition means in a statement about certain issuers. */
export interface KeyMeaning {
  /**
   * `claim`: a key of an issuer that the statement trusts. `foreign`: of another issuer. `global`: `aws:…`, `sts:…`.
   * `saas`: a claim that AWS fills for gitlab.com only, under another issuer. `unsupported`: a claim that AWS never fills.
   */
  readonly kind: 'claim' | 'saas' | 'unsupported' | 'foreign' | 'global';
  readonly filling: Filling;
  /** A list in the request: scalar operators never match it. */
  readonly multivalued: boolean;
  /** Text before the last `:`, as written. */
  readonly prefix: string;
  /** Text after it, in lower case. */
  readonly name: string;
}

const LISTS: ReadonlySet<string> = new Set(['oaud', 'amr', 'tagkeys', 'transitivetagkeys']);

/** Global keys that a request with a GitLab token never has: it brings no tags, no source identity, no caller ARN. */
const UNFILLED_GLOBALS = [
  /^aws:(principalarn|username|multifactorauthpresent|multifactorauthage)$/,
  /^aws:(principaltag\/.*|requesttag\/.*|tagkeys|sourcearn|sourceaccount)$/,
  /^sts:(externalid|sourceidentity|transitivetagkeys)$/,
];

/**
 * @param hosts the issuers that the statement trusts, without scheme
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
 */
export function keyMeaning(key: string, hosts: readonly string[]): KeyMeaning {
  const byKey = meanings.get(hosts) ?? sharedMeanings(hosts);
  meanings.set(hosts, byKey);
  const known = byKey.get(key) ?? readKey(key, hosts);
  byKey.set(key, known);
  return known;
}

type Meanings = Map<string, KeyMeaning>;

/** Every check asks the same of the same keys, */
const meanings = new WeakMap<readonly string[], Meanings>();
/** and so do the policies that trust the same issuers. */
const shared = new Map<string, Meanings>();
const MAX_SHARED = 64;
const MAX_KEYS = 256;

function sharedMeanings(hosts: readonly string[]): Meanings {
  const name = JSON.stringify(hosts);
  const known = shared.get(name);
  if (known !== undefined && known.size < MAX_KEYS) return known;
  if (shared.size >= MAX_SHARED) shared.clear();
  const made: Meanings = new Map();
  shared.set(name, made);
  return made;
}

function readKey(key: string, hosts: readonly string[]): KeyMeaning {
  const lower = key.toLowerCase();
  const colon = key.lastIndexOf(':');
  const prefix = colon < 0 ? '' : key.slice(0, colon);
  const name = lower.slice(colon + 1);
  const meaning = { prefix, name, multivalued: LISTS.has(name) };
  if (/^(aws|sts|iam|saml):/.test(lower)) {
    const known = /^sts:rolesessionname$|^aws:(securetransport|principalaccount|principaltype|userid)$/.test(
      lower,
    );
    const unfilled = UNFILLED_GLOBALS.some((pattern) => pattern.test(lower));
    return { ...meaning, kind: 'global', filling: unfilled ? 'never' : known ? 'always' : 'maybe' };
  }
  const host = hosts.find((candidate) => candidate.toLowerCase() === prefix.toLowerCase());
  if (host === undefined) return { ...meaning, kind: 'foreign', filling: 'never' };
  if (name === 'oaud') return { ...meaning, kind: 'claim', filling: 'always' };
  const isFilled = claimKeysOf(host).some((known) => known === name);
  const isGitlabComKey = GITLAB_COM_KEYS.some((known) => known === name);
  if (!isFilled && !isGitlabComKey && !EVERY_ISSUER_KEYS.some((known) => known === name))
    return { ...meaning, kind: 'unsupported', filling: 'never' };
  if (isGitlabComKey && !isFilled) return { ...meaning, kind: 'saas', filling: 'never' };
  return {
    ...meaning,
    kind: 'claim',
    filling:
      claimRow(name)?.present === 'every_job' && (!isFilled || isGitlabCom(`https://${host}`))
        ? 'always'
        : 'maybe',
  };
}
