import {
  ANY,
  FALSE,
  STAR,
  TRUE,
  and,
  inShape,
  mapAtoms,
  matches,
  not,
  or,
  pattern,
  splitPattern,
  type Formula,
  type Pattern,
} from '../../automata/index';
import type { RawClaims } from '../../context/index';
import type { SubClaimComponent } from '../../gitlab/index';
import { componentVariable, sameValue } from './component-variable';
import { componentShape, type SubjectRules } from './component-shapes';
import { hasColon, matchesEmpty, matchesEverything } from './part-pattern';
import { StatementMemo } from './statement-memo';
import {
  isOpen,
  renderForm,
  type ComponentValues,
  type Subject,
  type SubjectForm,
  type ValuePattern,
} from './subject';

/** Beyond so many stars, or letters of any kind, the ways to split a pattern may be too many. */
const MAX_STARS = 8;
const MAX_ANY_LETTERS = 32;

/** Whether formulas about `sub` can be stated about its components, one by one. */
export function canSplit(formula: Formula, variable: string, seen = new Set<Formula>()): boolean {
  if (seen.has(formula)) return true;
  seen.add(formula);
  switch (formula.kind) {
    case 'constant':
    case 'missing':
      return true;
    case 'shape':
      return formula.key !== variable;
    case 'glob':
      return formula.key !== variable || isEasyToSplit(formula.pattern);
    case 'not':
      return canSplit(formula.part, variable, seen);
    default:
      return formula.parts.every((part) => canSplit(part, variable, seen));
  }
}

function isEasyToSplit({ tokens }: Pattern): boolean {
  let stars = 0;
  let anyLetters = 0;
  for (const token of tokens) {
    if (token === STAR) stars += 1;
    else if (token === ANY) anyLetters += 1;
  }
  return stars <= MAX_STARS && anyLetters <= MAX_ANY_LETTERS;
}

/**
 * The language of a `sub` with a variable for each component. A pattern of the whole text becomes the ways to match it component
 * by component, which is exact: the text between the components is fixed, and no value holds `:`.
 *
 * Components that cannot differ share a variable.
 */
export class FieldSubject implements Subject {
  readonly universe: readonly Formula[];
  /** Texts before each variable component, and behind the last. */
  private readonly separators: readonly string[];
  private readonly fields: readonly SubClaimComponent[];
  private readonly statements = new StatementMemo();
  private readonly variables = new Map<SubClaimComponent, string>();

  constructor(
    readonly form: SubjectForm,
    private readonly host: string,
    rules: SubjectRules,
  ) {
    const fixed = this.fixedValues();
    const components = isOpen(form.components) ? [] : form.components;
    const fields: SubClaimComponent[] = [];
    const separators = [''];
    for (const [index, name] of components.entries()) {
      const last = separators.length - 1;
      separators[last] += `${index === 0 ? '' : ':'}${name}:${fixed[name] ?? ''}`;
      if (fixed[name] !== undefined) continue;
      fields.push(name);
      separators.push('');
    }
    this.fields = fields;
    this.separators = separators;
    this.universe = fields.map((name) => inShape(this.variable(name), componentShape(name, rules)));
  }

  shows(component: SubClaimComponent): boolean {
    return this.isField(component) || this.isFixed(component);
  }

  may(component: SubClaimComponent, patterns: readonly ValuePattern[]): Formula {
    return this.shows(component) ? this.must(component, patterns) : TRUE;
  }

  never(component: SubClaimComponent, patterns: readonly ValuePattern[]): Formula {
    if (!this.shows(component) || patterns.length === 0) return TRUE;
    return this.statements.once('never', component, patterns, () => not(this.must(component, patterns)));
  }

  must(component: SubClaimComponent, patterns: readonly ValuePattern[]): Formula {
    if (!this.isField(component)) return FALSE;
    return this.statements.once('must', component, patterns, () =>
      or(...patterns.map((value) => matches(this.variable(component), pattern(value)))),
    );
  }

  read(formula: Formula, known: Map<Formula, Formula>): Formula {
    const sub = `${this.host}:sub`;
    return mapAtoms(formula, known, (atom) => {
      if (atom.kind === 'missing') return atom.key === sub ? FALSE : atom;
      return atom.kind === 'glob' && atom.key === sub ? this.split(atom.pattern) : atom;
    });
  }

  shown(values: ReadonlyMap<string, string | undefined>): ComponentValues {
    return Object.fromEntries(
      this.fields.flatMap((name) => {
        const value = values.get(this.variable(name));
        return value === undefined ? [] : [[name, value]];
      }),
    );
  }

  textOf(_values: ReadonlyMap<string, string | undefined>, fields: ComponentValues): string {
    return renderForm(this.form, fields);
  }

  assign(claims: RawClaims): readonly (readonly [string, string])[] {
    return this.fields.flatMap((name) => {
      const value = sameValue(name, this.form)
        .map((claim) => claims[claim])
        .find((text) => text !== undefined);
      return typeof value === 'string' ? [[this.variable(name), value] as const] : [];
    });
  }

  private variable(component: SubClaimComponent): string {
    const known = this.variables.get(component) ?? `${this.host}:${componentVariable(component, this.form)}`;
    this.variables.set(component, known);
    return known;
  }

  /** Whether the form shows it, or another component that has the same value. */
  private isField(component: SubClaimComponent): boolean {
    return this.fields.some((name) => this.variable(name) === this.variable(component));
  }

  private fixedValues(): ComponentValues {
    return { ref_type: this.form.refType, ref_protected: String(this.form.refProtected) };
  }

  private isFixed(component: SubClaimComponent): boolean {
    const { components } = this.form;
    return (
      !isOpen(components) && components.includes(component) && this.fixedValues()[component] !== undefined
    );
  }

  private split(subject: Pattern): Formula {
    return or(
      ...this.ways(subject).map((values) =>
        and(
          ...values.flatMap((value, i): readonly Formula[] => {
            const name = this.fields[i];
            return name === undefined || matchesEverything(value)
              ? []
              : [matches(this.variable(name), value)];
          }),
        ),
      ),
    );
  }

  /** The patterns of one component for which a pattern of the whole text can match. */
  partsOf(subject: Pattern, component: SubClaimComponent): readonly Pattern[] {
    const variable = this.variable(component);
    return this.ways(subject).flatMap((values) =>
      values.filter((_, i) => this.variable(this.fields[i]!) === variable),
    );
  }

  /** Lists of one pattern for each field: the pattern matches iff all of one list do. */
  private ways(subject: Pattern): readonly (readonly Pattern[])[] {
    const ends = this.separators.at(-1) === '';
    const separators = ends ? this.separators.slice(0, -1) : this.separators;
    return splitPattern(subject, separators).flatMap(
      ([before, ...values]): readonly (readonly Pattern[])[] => {
        const after = ends ? undefined : values.pop();
        if (!matchesEmpty(before) || !matchesEmpty(after)) return [];
        // A pattern that spells out a `:` matches no value.
        return values.some(hasColon) ? [] : [values];
      },
    );
  }
}
