import { GITLAB_COM_HOST } from '../context/index';
import type { ClaimPatterns, TokenKind } from '../prove/index';
import type { Condition, Policy } from '../trust/index';
import { on, patterns } from './conditions';
import type { Entry } from './entry';

/**
 * Whether a condition of the statement says by itself that no token of the kind matches: it lists the values of a claim, and the kind
 * is about tokens with another one. "Yes" is certain, since the claim has one value; "no" says nothing.
 */
export function isExcluded(
  { view, without }: Entry,
  { notIn = {}, refProtected, source }: TokenKind,
  host: string,
  version: Policy['version'],
): boolean {
  // Only GitLab.com has keys beyond `sub` and `aud`.
  if (host !== GITLAB_COM_HOST) return false;
  const lists = (claim: string): readonly Condition[] =>
    on(view, claim).filter((condition) => condition !== without && isPlainList(condition));
  const isListed = (claim: string, { values }: Condition): boolean => isWithin(notIn, claim, values, version);
  return (
    Object.keys(notIn).some(
      (claim) => claim !== 'sub' && lists(claim).some((condition) => isListed(claim, condition)),
    ) ||
    (refProtected === false && lists('ref_protected').some(({ values }) => !values.includes('false'))) ||
    (refProtected === true && lists('ref_protected').some(({ values }) => !values.includes('true'))) ||
    (source !== undefined && lists('pipeline_source').some(({ values }) => !values.includes(source)))
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

function isWithin(
  kinds: ClaimPatterns,
  claim: string,
  values: readonly string[],
  version: Policy['version'],
): boolean {
  const listed = kinds[claim] ?? [];
  const condition: Condition = {
    operator: 'StringEquals',
    key: claim,
    values,
    pointer: '',
    form: { base: 'StringEquals', ifExists: false },
  };
  return patterns(condition, version).every((tokens) =>
    listed.some((other) => JSON.stringify(other) === JSON.stringify(tokens)),
  );
}
