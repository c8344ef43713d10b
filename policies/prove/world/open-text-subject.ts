import {
  FALSE,
  STAR,
  TRUE,
  inShape,
  mapAtoms,
  matches,
  not,
  or,
  pattern,
  type Formula,
  type Pattern,
} from '../../automata/index';
import type { RawClaims } from '../../context/index';
import { LEADING_COMPONENTS, type SubClaimComponent } from '../../gitlab/index';
import { sameValue } from './component-variable';
import { withPart, type OpenForm, type OpenLanguage } from './open-language';
import { readSubject } from './read-subject';
import { StatementMemo } from './statement-memo';
import { isHead, renderForm, type ComponentValues, type Subject, type ValuePattern } from './subject';

/** The language of a `sub` with components that are not known, and one variable for the whole text. */
export class OpenTextSubject implements Subject {
  readonly universe: readonly Formula[];
  private readonly variable: string;
  private readonly statements = new StatementMemo();

  constructor(
    readonly form: OpenForm,
    host: string,
    language: OpenLanguage,
  ) {
    this.variable = `${host}:sub`;
    this.universe = [inShape(this.variable, language.whole), this.first()];
  }

  /** What the first component may be. */
  private first(): Formula {
    const begins = (name: string): Formula => matches(this.variable, pattern([`${name}:`, STAR]));
    const { head, names } = this.form.components;
    if (head !== 'other') return begins(head);
    if (names === 'any') return not(or(begins('project_path'), begins('project_id')));
    return or(...LEADING_COMPONENTS.filter((name) => !isHead(name)).map(begins));
  }

  shows(): boolean {
    return true;
  }

  may(component: SubClaimComponent, patterns: readonly ValuePattern[]): Formula {
    return this.statements.once('may', component, patterns, () =>
      or(this.must(component, patterns), not(this.must(component, [[STAR]]))),
    );
  }

  never(component: SubClaimComponent, patterns: readonly ValuePattern[]): Formula {
    if (patterns.length === 0) return TRUE;
    return this.statements.once('never', component, patterns, () => not(this.must(component, patterns)));
  }

  must(component: SubClaimComponent, patterns: readonly ValuePattern[]): Formula {
    return this.statements.once('must', component, patterns, () =>
      inShape(this.variable, withPart('whole', sameValue(component, this.form), patterns)),
    );
  }

  /** Patterns that begin with another component than this form match none of its texts. */
  read(formula: Formula, known: Map<Formula, Formula>): Formula {
    return mapAtoms(formula, known, (atom) =>
      atom.kind === 'glob' && atom.key === this.variable && !this.mayBegin(atom.pattern) ? FALSE : atom,
    );
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

  private mayBegin({ tokens, fold }: Pattern): boolean {
    if (fold !== undefined) return true;
    const wildcard = tokens.findIndex((token) => token < 0);
    const literal = String.fromCharCode(...tokens.slice(0, wildcard < 0 ? undefined : wildcard));
    const colon = literal.indexOf(':');
    if (colon < 0) return true;
    const first = literal.slice(0, colon);
    const { head } = this.form.components;
    return head === 'other' ? !isHead(first) : first === head;
  }
}
