import type { PatternToken } from '../trust/index';
import { OPENNESS, type IdentityLevel, type Issuer, type Openness } from './issuer';
import { matchForm, type FormMatch } from './subject-form';

/** Fields that other conditions of the statement fix. */
export type FixedFields = ReadonlySet<string>;

const NOTHING: FixedFields = new Set();

/**
 * How open a pattern for `sub` is: the most open reading of all forms of the issuer's subjects that it matches.
 * @param elsewhere fields that other conditions fix
 * @returns `not_known` when the pattern matches none of the forms that are known
 */
export function opennessOf(
  pattern: readonly PatternToken[],
  issuer: Issuer,
  elsewhere: FixedFields = NOTHING,
): Openness | 'not_known' {
  const found = matchesOf(pattern, issuer).map((match) => readForm(match, issuer, elsewhere));
  return OPENNESS.find((level) => found.includes(level)) ?? 'not_known';
}

/** The fields that every value of a condition fixes, on `sub` or on another key of the issuer. */
export function fixedBy(
  claim: string,
  values: readonly (readonly PatternToken[])[],
  issuer: Issuer,
): FixedFields {
  const forms = claim === 'sub' ? issuer.subjects : [issuer.keys[claim]].filter((form) => form !== undefined);
  const perValue = values.map((value) => {
    const matches = forms.flatMap((form) => matchForm(value, form, issuer.fields) ?? []);
    return intersection(
      matches.map(({ fields, open }) => new Set([...fields].filter((name) => !open.has(name)))),
    );
  });
  return intersection(perValue);
}

function matchesOf(pattern: readonly PatternToken[], issuer: Issuer): readonly FormMatch[] {
  return issuer.subjects.flatMap((form) => matchForm(pattern, form, issuer.fields) ?? []);
}

function readForm({ fields, open, touched }: FormMatch, issuer: Issuer, elsewhere: FixedFields): Openness {
  const isFixed = (name: string): boolean => elsewhere.has(name) || (fields.has(name) && !open.has(name));
  const isPinned = (level: IdentityLevel | undefined): boolean =>
    level === undefined || level.by.some((group) => group.every(isFixed));
  const { tenant, workload, context } = issuer;
  const identity = [tenant, workload].flatMap((level) => level?.by.flat() ?? []);
  const isUntouched = !identity.some((name) => touched.has(name) || elsewhere.has(name));
  if (!isPinned(tenant)) return isUntouched ? 'anything' : 'tenant';
  if (!isPinned(workload)) return isUntouched ? 'anything' : 'workload';
  return isPinned(context) ? 'closed' : 'context';
}

function intersection(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  const [first = NOTHING, ...rest] = sets;
  return new Set([...first].filter((name) => rest.every((set) => set.has(name))));
}
