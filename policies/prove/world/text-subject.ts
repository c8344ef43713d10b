import {
  STAR,
  TRUE,
  inShape,
  matches,
  not,
  or,
  pattern,
  sequence,
  text,
  type Formula,
  type PatternPart,
  type Shape,
} from '../../automata/index';
import type { SubClaimComponent } from '../../gitlab/index';
import type { RawClaims } from '../../context/index';
import { componentShape, type SubjectRules } from './component-shapes';
import { sameValue } from './component-variable';
import { StatementMemo } from './statement-memo';
import { readSubject } from './read-subject';
import {
  renderForm,
  type ComponentValues,
  type Subject,
  type SubjectForm,
  type ValuePattern,
} from './subject';

/** A form whose components are known. */
export type ListForm = SubjectForm & { readonly components: readonly SubClaimComponent[] };

/**
 * The language of a `sub` with one variable for the whole text: for conditions that no list of components can state.
 *
 * A value never holds `:`, and no component of a known form occurs twice, so a glob over the whole text that spells out the other
 * components' names matches exactly when the component's value matches its part.
 */
export class TextSubject implements Subject {
  readonly universe: readonly Formula[];
  private readonly variable: string;
  private readonly statements = new StatementMemo();

  constructor(
    readonly form: ListForm,
    host: string,
    rules: SubjectRules,
  ) {
    this.variable = `${host}:sub`;
    this.universe = [inShape(this.variable, universeOf(form.components, rules)), ...this.fixedParts()];
  }

  shows(component: SubClaimComponent): boolean {
    return sameValue(component, this.form).some((name) => this.form.components.includes(name));
  }

  may(component: SubClaimComponent, patterns: readonly ValuePattern[]): Formula {
    return this.shows(component) ? this.must(component, patterns) : TRUE;
  }

  never(component: SubClaimComponent, patterns: readonly ValuePattern[]): Formula {
    if (!this.shows(component) || patterns.length === 0) return TRUE;
    return this.statements.once('never', component, patterns, () => not(this.must(component, patterns)));
  }

  must(component: SubClaimComponent, patterns: readonly ValuePattern[]): Formula {
    return this.statements.once('must', component, patterns, () =>
      or(
        ...sameValue(component, this.form).flatMap((name) =>
          patterns.flatMap((value) => this.globs(name, value)),
        ),
      ),
    );
  }

  read(formula: Formula): Formula {
    return formula;
  }

  shown(values: ReadonlyMap<string, string | undefined>): ComponentValues | undefined {
    const sub = values.get(this.variable);
    return sub === undefined ? {} : readSubject(sub)?.values;
  }

  textOf(values: ReadonlyMap<string, string | undefined>, fields: ComponentValues): string {
    return values.get(this.variable) ?? renderForm(this.form, fields);
  }

  assign(claims: RawClaims): readonly (readonly [string, string])[] {
    return typeof claims.sub === 'string' ? [[this.variable, claims.sub]] : [];
  }

  /** What the form says about `ref_type` and `ref_protected`, beside the universe that all forms with these components share. */
  private fixedParts(): readonly Formula[] {
    const { components, refType, refProtected } = this.form;
    const flag = String(refProtected);
    if (components.includes('ref_type')) return this.globs('ref_type', [refType]);
    return components.includes('ref_protected') ? this.globs('ref_protected', [flag]) : [];
  }

  private globs(component: SubClaimComponent, value: ValuePattern): readonly Formula[] {
    const { components, refType, refProtected } = this.form;
    if (!components.includes(component)) return [];
    const fixed: ComponentValues = { ref_type: refType, ref_protected: String(refProtected) };
    const parts = components.flatMap((name, index): readonly PatternPart[] => [
      `${index === 0 ? '' : ':'}${name}:`,
      ...(name === component ? value : [fixed[name] ?? (STAR as PatternPart)]),
    ]);
    return [matches(this.variable, pattern(parts))];
  }
}

const universes = new Map<string, Shape>();
const MAX_UNIVERSES = 64;

/** Cost: an automaton of about a hundred states on first use; kept, since projects and kinds of tokens share it. */
function universeOf(components: readonly SubClaimComponent[], rules: SubjectRules): Shape {
  const name = [components, rules.refs, rules.paths, rules.ids].join();
  const known = universes.get(name);
  if (known !== undefined) return known;
  const part = (component: SubClaimComponent): Shape =>
    sequence(`${component}:`, componentShape(component, rules));
  const made = sequence(
    ...components.flatMap((component, i) => (i === 0 ? [part(component)] : [text(':'), part(component)])),
  );
  if (universes.size >= MAX_UNIVERSES) universes.clear();
  universes.set(name, made);
  return made;
}
