import type { Assignment } from '../../automata/index';
import { parsePattern, type Policy } from '../../trust/index';
import { claimKeysOf, EVERY_ISSUER_KEYS, issuerHost } from '../../context/index';
import type { KeySort, KeyUniverse } from '../compile/key-universe';

/**
 * A world without GitLab: every key that a policy names is there, and holds any text; a key that is documented to hold a list, any
 * list; a key that no document lists and that a policy quantifies, either.
 *
 * Or, for tokens of an issuer of which nothing more is known: every key but `sub` and `aud` may also be missing.
 */
export interface AnySubWorld {
  readonly kind: 'any_sub';
  /** Condition keys of the issuer are `<host>:<claim>`, in lower case. */
  readonly host: string;
  /** @default false */
  readonly keysMayBeMissing?: boolean;
}

/** The world without GitLab for one issuer: `sub` and `aud` hold any text. */
export function anySubWorld(issuer: string): AnySubWorld {
  return { kind: 'any_sub', host: issuerHost(issuer).toLowerCase() };
}

/** The world of every request with a token of an issuer: a claim that the issuer omits, and what the request does not have, is missing. */
export function anyRequestWorld(issuer: string): AnySubWorld {
  return { ...anySubWorld(issuer), keysMayBeMissing: true };
}

/** The keys that a question about some policies is about. */
export interface NamedKeys {
  /** By key in lower case, as first written. */
  readonly written: ReadonlyMap<string, string>;
  readonly universe: KeyUniverse;
  /** Keys that hold one text each and are always there. */
  readonly texts: readonly string[];
  /** Keys that hold a list, or may, with the variables that stand for its elements. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
  /** Whether the key is there, given the values of all variables. */
  readonly isThere: (key: string, values: Assignment) => boolean;
}

/**
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
const LISTS =
  /:(?:amr|oaud)$|^(?:aws:tagkeys|sts:transitivetagkeys|aws:calledvia|aws:principalorgpaths|aws:principalservicenameslist)$/;

/** Collects every key that the policies name, in conditions and as policy variables; `sub` and `aud` are always there. */
export function namedKeys(
  { host, keysMayBeMissing = false }: Omit<AnySubWorld, 'kind'>,
  policies: readonly Policy[],
): NamedKeys {
  const always = [`${host}:sub`, `${host}:aud`];
  const written = new Map(always.map((key) => [key, key]));
  const quantified = new Map<string, number>();
  const candidates = new Map<string, string[]>();
  const name = (key: string): string => {
    const lower = key.toLowerCase();
    if (!written.has(lower)) written.set(lower, key);
    return lower;
  };
  for (const policy of policies) {
    for (const { conditions } of policy.statements) {
      for (const { key, values, form } of conditions) {
        const lower = name(key);
        candidates.set(lower, [...(candidates.get(lower) ?? []), ...values]);
        if (form?.quantifier !== undefined) quantified.set(lower, (quantified.get(lower) ?? 0) + 1);
        for (const value of values) {
          for (const token of parsePattern(value, {
            wildcards: false,
            variables: policy.version === '2012-10-17',
          })) {
            if (token.kind === 'variable') name(token.key);
          }
        }
      }
    }
  }
  const single = new Set(
    [...EVERY_ISSUER_KEYS, 'email', ...claimKeysOf(host)].map((claim) => `${host}:${claim}`),
  );
  const open = (key: string): boolean =>
    quantified.has(key) && !single.has(key) && !/^(?:aws|sts|iam):/.test(key);
  const mayBeMissing = (key: string): boolean => keysMayBeMissing && !always.includes(key);
  const texts = [...written.keys()].filter((key) => !LISTS.test(key) && !open(key) && !mayBeMissing(key));
  const lists = new Map(
    [...written.keys()]
      .filter((key) => LISTS.test(key) || open(key))
      .map((key) => [key, Array.from({ length: quantified.get(key) ?? 0 }, (_, i) => `${key}#${i + 1}`)]),
  );
  const sortOf = (key: string): KeySort => {
    const variables = lists.get(key);
    if (variables !== undefined) {
      const presence = mayBeMissing(key) ? presenceOf(key) : undefined;
      return open(key)
        ? { kind: 'either', variable: key, variables, presence }
        : { kind: 'list', variables, presence };
    }
    return written.has(key) ? { kind: 'text', variable: key } : { kind: 'absent' };
  };
  const isThere = (key: string, values: Assignment): boolean =>
    !mayBeMissing(key) || values.get(key) !== undefined || values.get(presenceOf(key)) !== undefined;
  return {
    written,
    texts,
    lists,
    isThere,
    universe: { sortOf, candidates: (key) => candidates.get(key) ?? [] },
  };
}

/** The variable that has a value where the list is there. */
function presenceOf(key: string): string {
  return `${key}#there`;
}
