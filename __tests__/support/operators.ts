import { operator, OPERATOR_NAMES, type BaseOperator } from '../../policies/trust/index';

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
