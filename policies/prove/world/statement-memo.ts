import type { Formula } from '../../automata/index';
import type { SubClaimComponent } from '../../gitlab/index';
import type { ValuePattern } from './subject';

/** Statements about components of `sub`: equal ones are one object, so that cases that say the same can be told. */
export class StatementMemo {
  private readonly made = new Map<string, Formula>();

  once(
    how: string,
    component: SubClaimComponent,
    patterns: readonly ValuePattern[],
    make: () => Formula,
  ): Formula {
    const name = JSON.stringify([how, component, patterns]);
    const known = this.made.get(name);
    if (known !== undefined) return known;
    const formula = make();
    this.made.set(name, formula);
    return formula;
  }
}
