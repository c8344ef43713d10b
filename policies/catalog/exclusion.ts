import { GITLAB_COM_HOST } from '../context/index';
import type { ClaimPatterns, TokenKind } from '../prove/index';
import type { Condition, Policy } from '../trust/index';
import { isFirm, on, patterns } from './conditions';
import type { Entry } from './entry';
import { literal, readSubPattern } from './sub-pattern';

/**
 * Whether a condition of the statement says by itself that no token of the kind matches: it lists the values of a claim, and the kind
 * is about tokens with another one. "Yes" is certain, since the claim has one value; "no" says nothing.
 */
export function isExcluded(
  { view, without }: Entry,
  { notIn = {}, refProtected, refType, sources }: TokenKind,
  host: string,
  version: Policy['version'],
): boolean {
  if (refType !== undefined && showsOther(view, without, refType, version)) return true;
  // Only GitLab.com has keys beyond `sub` and `aud`.
  if (host !== GITLAB_COM_HOST) return false;
  const lists = (claim: string): readonly Condition[] =>
    on(view, claim).filter((condition) => condition !== without && isPlainList(condition));
  const isListed = (claim: string, { values }: Condition): boolean => isWithin(notIn, claim, values);
  return (
    Object.keys(notIn).some(
      (claim) => claim !== 'sub' && lists(claim).some((condition) => isListed(claim, condition)),
    ) ||
    (refProtected === false && lists('ref_protected').some(({ values }) => !values.includes('false'))) ||
    (refProtected === true && lists('ref_protected').some(({ values }) => !values.includes('true'))) ||
    (sources !== undefined &&
      lists('pipeline_source').some(({ values }) => !sources.some((source) => values.includes(source))))
  );
}

/**
 * Whether every `sub` that the statement accepts begins with components that show the other ref type. No value of a component holds a `:`, so
 * that text without wildcards up to there is a component by itself.
 */
function showsOther(
  view: Entry['view'],
  without: Condition | undefined,
  refType: 'branch' | 'tag',
  version: Policy['version'],
): boolean {
  const other = refType === 'tag' ? 'branch' : 'tag';
  return on(view, 'sub').some(
    (condition) =>
      condition !== without &&
      isFirm(condition) &&
      condition.values.length > 0 &&
      patterns(condition, version).every((tokens) => {
        const { components } = readSubPattern(tokens);
        const at = components.findIndex(({ name }) => name === 'ref_type');
        const shown = components.slice(0, at + 1).map(({ value }) => literal(value));
        return at > 0 && !shown.includes(undefined) && shown[at] === other;
      }),
  );
}

/** Equality with one of the values, letter by letter, that a missing key does not satisfy. */
function isPlainList({ form, values }: Condition): boolean {
  return (
    form?.base === 'StringEquals' &&
    !form.ifExists &&
    form.quantifier === undefined &&
    !values.some((value) => value.includes('${'))
  );
}

/** @param values read exactly */
function isWithin(kinds: ClaimPatterns, claim: string, values: readonly string[]): boolean {
  const listed = literalsOf(kinds[claim] ?? []);
  return values.every((value) => listed.has(value));
}

const literals = new WeakMap<ClaimPatterns[string], ReadonlySet<string>>();

/** The patterns without wildcards, as text. */
function literalsOf(list: ClaimPatterns[string]): ReadonlySet<string> {
  const known = literals.get(list);
  if (known !== undefined) return known;
  const made = new Set(list.flatMap((tokens) => (tokens.length === 1 ? (literal(tokens) ?? []) : [])));
  literals.set(list, made);
  return made;
}
