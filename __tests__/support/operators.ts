import { operator, OPERATOR_NAMES, type BaseOperator, type Operator } from '../../policies/trust/index';
import type { Choose } from './seed';

/** What the operators of the table compare, by the kinds of their languages. */
export type OperatorSort = ReturnType<typeof sortOf>;

export function sortOf(name: BaseOperator) {
  const { language } = operator(name);
  return language.kind === 'order' ? language.of : language.kind;
}

/** The names of all operators that compare the same: a row that is added to the table is drawn by every generator. */
export function operatorsOf(sort: OperatorSort): readonly BaseOperator[] {
  return OPERATOR_NAMES.filter((name) => sortOf(name) === sort);
}

export const TEXT_OPERATORS = operatorsOf('text');

/** The operators of text whose rows have these properties. */
export function textOperators(
  wanted: Readonly<Partial<Pick<Operator, 'negated' | 'wildcards'>>>,
): readonly BaseOperator[] {
  return TEXT_OPERATORS.filter((name) => {
    const { negated, wildcards } = operator(name);
    return negated === (wanted.negated ?? negated) && wildcards === (wanted.wildcards ?? wildcards);
  });
}

/** An operator as it is, and in every other form that a policy may have it in. */
export function formsOf(name: BaseOperator): readonly string[] {
  const quantified = [name, `ForAnyValue:${name}`, `ForAllValues:${name}`];
  return sortOf(name) === 'presence'
    ? quantified
    : [...quantified, ...quantified.map((form) => `${form}IfExists`)];
}

const pick = <T>(choose: Choose, list: readonly T[]): T => list[choose(list.length)] as T;

/** A text operator: two of three are positive. */
export function randomTextOperator(choose: Choose): BaseOperator {
  return pick(choose, textOperators({ negated: choose(3) === 0 }));
}

/** An operator in a form that a policy may have it in: five of six are as they are. */
export function randomForm(choose: Choose, name: BaseOperator): string {
  return choose(6) === 0 ? pick(choose, formsOf(name)) : name;
}
