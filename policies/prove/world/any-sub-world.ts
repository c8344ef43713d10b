import { parsePattern, type Policy } from '../../trust/index';
import { claimKeysOf, EVERY_ISSUER_KEYS, issuerHost } from '../../context/index';
import type { KeySort, KeyUniverse } from '../compile/key-universe';

/**
 * A world without GitLab: every key that a policy names is there, and holds any text; a key that is documented to hold a list, any
 * list; a key that no document lists and that a policy quantifies, either.
 */
export interface AnySubWorld {
  readonly kind: 'any_sub';
  /** Condition keys of the issuer are `<host>:<claim>`, in lower case. */
  readonly host: string;
}

/** The world without GitLab for one issuer: `sub` and `aud` hold any text. */
export function anySubWorld(issuer: string): AnySubWorld {
  return { kind: 'any_sub', host: issuerHost(issuer).toLowerCase() };
}

/** The keys that a question about some policies is about. */
export interface NamedKeys {
  /** By key in lower case, as first written. */
  readonly written: ReadonlyMap<string, string>;
  readonly universe: KeyUniverse;
  /** Keys that hold one text each. */
  readonly texts: readonly string[];
  /** Keys that hold a list, or may, with the variables that stand for its elements. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
}

/**
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
const LISTS =
  /:(?:amr|oaud)$|^(?:aws:tagkeys|sts:transitivetagkeys|aws:calledvia|aws:principalorgpaths|aws:principalservicenameslist)$/;

/** Collects every key that the policies name, in conditions and as policy variables; `sub` and `aud` are always there. */
export function namedKeys({ host }: AnySubWorld, policies: readonly Policy[]): NamedKeys {
  const written = new Map([`${host}:sub`, `${host}:aud`].map((key) => [key, key]));
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
  const texts = [...written.keys()].filter((key) => !LISTS.test(key) && !open(key));
  const lists = new Map(
    [...written.keys()]
      .filter((key) => LISTS.test(key) || open(key))
      .map((key) => [key, Array.from({ length: quantified.get(key) ?? 0 }, (_, i) => `${key}#${i + 1}`)]),
  );
  const sortOf = (key: string): KeySort => {
    const variables = lists.get(key);
    if (variables !== undefined)
      return open(key) ? { kind: 'either', variable: key, variables } : { kind: 'list', variables };
    return written.has(key) ? { kind: 'text', variable: key } : { kind: 'absent' };
  };
  return { written, texts, lists, universe: { sortOf, candidates: (key) => candidates.get(key) ?? [] } };
}
