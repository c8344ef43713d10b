import type { Expression, ExpressionStore } from './expression';
import { hasUnit } from './unit-set';

/** What is left of the language after `unit`: `w` is in the derivative iff `unit·w` is in the expression. */
export function derivative(store: ExpressionStore, expression: Expression, unit: number): Expression {
  const after = (part: Expression) => derivative(store, part, unit);
  switch (expression.kind) {
    case 'none':
    case 'empty':
      return store.none;
    case 'unit':
      return hasUnit(expression.units, unit) ? store.empty : store.none;
    case 'sequence': {
      const [first, rest] = expression.parts as readonly [Expression, Expression];
      const through = store.sequence(after(first), rest);
      return first.nullable ? store.or([through, after(rest)]) : through;
    }
    case 'or':
      return store.or(expression.parts.map(after));
    case 'and':
      return store.and(expression.parts.map(after));
    case 'repeat':
      return store.sequence(after(expression.parts[0]!), expression);
    case 'not':
      return store.not(after(expression.parts[0]!));
  }
}

/**
 * The first units of intervals on which every unit has the same derivative, ascending and starting with 0. The intervals
 * may be finer than necessary, never coarser.
 */
export function intervals(expression: Expression): readonly number[] {
  const cuts = new Set<number>([0]);
  const visit = (part: Expression): void => {
    if (part.kind === 'unit') {
      for (let i = 0; i < part.units.length; i += 2) {
        cuts.add(part.units[i]!);
        if (part.units[i + 1]! < 0xffff) cuts.add(part.units[i + 1]! + 1);
      }
    } else if (part.kind === 'sequence') {
      visit(part.parts[0]!);
      if (part.parts[0]!.nullable) visit(part.parts[1]!);
    } else {
      for (const inner of part.parts) visit(inner);
    }
  };
  visit(expression);
  return [...cuts].toSorted((a, b) => a - b);
}
