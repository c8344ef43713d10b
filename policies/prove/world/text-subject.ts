import {
  STAR,
  TRUE,
  either,
  inShape,
  matches,
  not,
  or,
  pattern,
  repeat,
  sequence,
  text,
  type Formula,
  type PatternPart,
  type Shape,
} from '../../automata/index';
import { LEADING_COMPONENTS, SUB_CLAIM_COMPONENTS, type SubClaimComponent } from '../../gitlab/index';
import type { RawClaims } from '../../context/index';
import { VALUE, VALUE_LETTER, componentShape, type SubjectRules } from './component-shapes';
import { sameValue } from './component-variable';
import { StatementMemo } from './statement-memo';
import type { ComponentValues, Subject, SubjectForm, ValuePattern } from './subject';

/**
 * The language of a `sub` with one variable for the whole text: for forms whose components nobody knows, and for conditions that
 * no list of components can state.
 *
 * A value never holds `:`, and no component of a known form occurs twice, so a glob over the whole text that spells out the other
 * components' names matches exactly when the component's value matches its part.
 */
export class TextSubject implements Subject {
  readonly universe: readonly Formula[];
  private readonly variable: string;
  private readonly statements = new StatementMemo();

  constructor(
    readonly form: SubjectForm,
    host: string,
    rules: SubjectRules,
  ) {
    this.variable = `${host}:sub`;
    this.universe = [inShape(this.variable, universeOf(form.components, rules)), ...this.fixedParts()];
  }

  shows(component: SubClaimComponent): boolean {
    const { components } = this.form;
    return components === 'any' || sameValue(component, this.form).some((name) => components.includes(name));
  }

  may(component: SubClaimComponent, patterns: readonly ValuePattern[]): Formula {
    if (!this.shows(component)) return TRUE;
    const visible = this.must(component, patterns);
    if (this.form.components !== 'any') return visible;
    return this.statements.once('may', component, patterns, () =>
      or(visible, not(this.must(component, [[STAR]]))),
    );
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
    return sub === undefined ? {} : readSubject(sub);
  }

  assign(claims: RawClaims): readonly (readonly [string, string])[] {
    return typeof claims.sub === 'string' ? [[this.variable, claims.sub]] : [];
  }

  /** What the form says about `ref_type` and `ref_protected`, beside the universe that all forms with these components share. */
  private fixedParts(): readonly Formula[] {
    const { components, refType, refProtected } = this.form;
    const flag = String(refProtected);
    if (components === 'any') return [this.may('ref_type', [[refType]]), this.may('ref_protected', [[flag]])];
    if (components.includes('ref_type')) return this.globs('ref_type', [refType]);
    return components.includes('ref_protected') ? this.globs('ref_protected', [flag]) : [];
  }

  private globs(component: SubClaimComponent, value: ValuePattern): readonly Formula[] {
    const { components, refType, refProtected } = this.form;
    if (components === 'any') return [inShape(this.variable, withPart(component, value))];
    if (!components.includes(component)) return [];
    const fixed: ComponentValues = { ref_type: refType, ref_protected: String(refProtected) };
    const parts = components.flatMap((name, index): readonly PatternPart[] => [
      `${index === 0 ? '' : ':'}${name}:`,
      ...(name === component ? value : [fixed[name] ?? (STAR as PatternPart)]),
    ]);
    return [matches(this.variable, pattern(parts))];
  }
}

/** The values of the components, read back from a `sub`; of a component that occurs twice with two values, `undefined`. */
function readSubject(sub: string): ComponentValues | undefined {
  const words = sub.split(':');
  if (words.length % 2 === 1) return undefined;
  const values: Partial<Record<SubClaimComponent, string>> = {};
  for (let i = 0; i < words.length; i += 2) {
    const name = words[i] as SubClaimComponent;
    const value = words[i + 1] as string;
    if (!SUB_CLAIM_COMPONENTS.includes(name) || (values[name] ?? value) !== value) return undefined;
    values[name] = value;
  }
  return values;
}

const universes = new Map<string, Shape>();
const MOST_UNIVERSES = 64;

/** Cost: an automaton of about a hundred states on first use; kept, since projects and kinds of tokens share it. */
function universeOf(components: SubjectForm['components'], rules: SubjectRules): Shape {
  const name = [components, rules.refs, rules.paths, rules.ids].join();
  const known = universes.get(name);
  if (known !== undefined) return known;
  const part = (component: SubClaimComponent): Shape =>
    sequence(`${component}:`, componentShape(component, rules));
  const made =
    components === 'any'
      ? sequence(
          either(...LEADING_COMPONENTS.map(part)),
          repeat(sequence(':', either(...SUB_CLAIM_COMPONENTS.map(part)))),
        )
      : sequence(
          ...components.flatMap((component, i) =>
            i === 0 ? [part(component)] : [text(':'), part(component)],
          ),
        );
  if (universes.size >= MOST_UNIVERSES) universes.clear();
  universes.set(name, made);
  return made;
}

const PAIR = sequence(VALUE, ':', VALUE);

/** Texts of pairs in which the component occurs with a value that matches. */
function withPart(component: SubClaimComponent, value: ValuePattern): Shape {
  return sequence(
    repeat(sequence(PAIR, ':')),
    `${component}:`,
    ...value.map((part): Shape => (typeof part === 'string' ? text(part) : repeat(VALUE_LETTER))),
    repeat(sequence(':', PAIR)),
  );
}
