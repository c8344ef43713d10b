import { fixedBy, opennessOf, type FixedFields, type Issuer, type Openness } from '../issuers/index';
import { parsePattern, type Condition, type PatternToken, type Statement } from '../trust/index';
import { isFirm, isNegated, isPositive, patterns, conditionPointer, valuePointer } from './conditions';
import { issuerNamed } from './issuer-hosts';
import { admitting } from './prover';
import { views } from './statements';
import type { CheckInput } from './check-input';

/** A value of `sub` in an Allow statement for an issuer that is not a GitLab, and how open the grammar of its subjects leaves it. */
export interface ForeignSubject {
  readonly issuer: Issuer;
  readonly host: string;
  /** Absent where the statement does not test `sub`. */
  readonly value?: string;
  readonly open: Openness | 'not_known';
  readonly pointer: string;
  readonly statement: Statement;
}

const cache = new WeakMap<CheckInput, readonly ForeignSubject[]>();

/** Every value of `sub` that an issuer with a known grammar may mint, GitLab omitted: it has checks of its own. */
export function foreignSubjects(input: CheckInput): readonly ForeignSubject[] {
  const known = cache.get(input) ?? collect(input);
  cache.set(input, known);
  return known;
}

function collect(input: CheckInput): readonly ForeignSubject[] {
  const { version } = input.policy;
  return admitting(input).flatMap((view) =>
    view.hosts.flatMap((host): readonly ForeignSubject[] => {
      const named = issuerNamed(host, input);
      if (!named.known || named.issuer.knowledge === 'gitlab') return [];
      const { issuer } = named;
      const { statement } = view;
      // another check is about an Allow without a condition
      if (statement.conditions.length === 0) return [];
      const required = [
        ...requiredBy(statement, host, version, isRequired),
        ...views(input)
          .filter((deny) => deny.statement.effect === 'Deny' && deny.hosts.includes(host))
          .flatMap((deny) => requiredBy(deny.statement, host, version, isOnlyExclusion(deny.statement))),
      ];
      const fixedApartFrom = (one?: Condition): FixedFields =>
        new Set(
          required
            .filter(({ condition }) => condition !== one)
            .flatMap(({ claim, values }) => [...fixedBy(claim, values, issuer)]),
        );
      const subs = required.filter(
        ({ claim, condition }) => claim === 'sub' && statement.conditions.includes(condition),
      );
      if (subs.length === 0) {
        const open = opennessOf(ANYTHING, issuer, fixedApartFrom());
        return [{ issuer, host, open, pointer: conditionPointer(view), statement }];
      }
      return subs.flatMap(({ condition, values }) =>
        values.map((value, index) => ({
          issuer,
          host,
          value: condition.values[index] as string,
          open: opennessOf(value, issuer, fixedApartFrom(condition)),
          pointer: valuePointer(condition, index),
          statement,
        })),
      );
    }),
  );
}

const ANYTHING = parsePattern('*', { wildcards: true, variables: false });

/** A condition that a token has to meet, on a claim of the issuer. */
interface Required {
  readonly claim: string;
  readonly condition: Condition;
  readonly values: readonly (readonly PatternToken[])[];
}

function requiredBy(
  { conditions }: Statement,
  host: string,
  version: CheckInput['policy']['version'],
  counts: (condition: Condition, claim: string) => boolean,
): readonly Required[] {
  const prefix = `${host.toLowerCase()}:`;
  return conditions.flatMap((condition) => {
    const key = condition.key.toLowerCase();
    const claim = key.slice(prefix.length);
    if (!key.startsWith(prefix) || !counts(condition, claim)) return [];
    return [{ claim, condition, values: patterns(condition, version) }];
  });
}

/** `sub` is in every token, so that it counts whatever the operator says of a missing key. */
function isRequired(condition: Condition, claim: string): boolean {
  return claim === 'sub' ? isPositive(condition) : isFirm(condition);
}

/** A Deny of everything but the values requires them, if it asks for nothing else. */
function isOnlyExclusion({ conditions }: Statement): (condition: Condition) => boolean {
  return (condition) =>
    conditions.length === 1 && isNegated(condition) && condition.form?.quantifier === undefined;
}
