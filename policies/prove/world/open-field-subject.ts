import {
  FALSE,
  STAR,
  TRUE,
  and,
  inShape,
  literal,
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
import { componentShape, type SubjectRules } from './component-shapes';
import { sameValue } from './component-variable';
import { withPart, type OpenForm, type OpenLanguage } from './open-language';
import { readSubject } from './read-subject';
import { COLON, hasColon, matchesEmpty, matchesEverything } from './part-pattern';
import { StatementMemo } from './statement-memo';
import { type ComponentValues, type Subject, type ValuePattern } from './subject';

/**
 * The language of a `sub` with components that are not known, behind a first one that names the project: one variable for the value
 * of the first, one for the rest, which is empty or begins with `:`. The first value holds no `:`, so every text splits in one way.
 */
export class OpenFieldSubject implements Subject {
  readonly universe: readonly Formula[];
  /** Holds the value of the first component. */
  readonly lead: string;
  private readonly rest: string;
  private readonly statements = new StatementMemo();

  constructor(
    readonly form: OpenForm,
    private readonly head: 'project_path' | 'project_id',
    private readonly host: string,
    rules: SubjectRules,
    language: OpenLanguage,
  ) {
    this.lead = head === 'project_id' ? `${host}:project_id` : `${host}:sub/project_path`;
    this.rest = `${host}:sub/rest`;
    this.universe = [inShape(this.lead, componentShape(head, rules)), inShape(this.rest, language.rest)];
  }

  shows(): boolean {
    return true;
  }

  may(component: SubClaimComponent, patterns: readonly ValuePattern[]): Formula {
    if (this.isLead(component)) return this.leads(component, patterns);
    return this.statements.once('may', component, patterns, () =>
      or(this.follows(component, patterns), not(this.follows(component, [[STAR]]))),
    );
  }

  never(component: SubClaimComponent, patterns: readonly ValuePattern[]): Formula {
    if (patterns.length === 0) return TRUE;
    return this.statements.once('never', component, patterns, () =>
      and(not(this.leads(component, patterns)), not(this.follows(component, patterns))),
    );
  }

  must(component: SubClaimComponent, patterns: readonly ValuePattern[]): Formula {
    return this.isLead(component) ? this.leads(component, patterns) : this.follows(component, patterns);
  }

  read(formula: Formula, known: Map<Formula, Formula>): Formula {
    const sub = `${this.host}:sub`;
    return mapAtoms(formula, known, (atom) => {
      if (atom.kind === 'missing') return atom.key === sub ? FALSE : atom;
      return atom.kind === 'glob' && atom.key === sub ? this.split(atom.pattern) : atom;
    });
  }

  shown(values: ReadonlyMap<string, string | undefined>): ComponentValues | undefined {
    const lead = values.get(this.lead);
    const rest = readSubject(`${this.head}:${lead ?? '-'}${values.get(this.rest) ?? ''}`)?.values;
    if (rest === undefined) return undefined;
    const { [this.head]: _, ...others } = rest;
    return lead === undefined ? others : { ...others, [this.head]: lead };
  }

  textOf(values: ReadonlyMap<string, string | undefined>, fields: ComponentValues): string {
    const lead = values.get(this.lead) ?? fields[this.head] ?? '-';
    const rest = values.get(this.rest) ?? `:ref_type:${this.form.refType}:ref:${fields.ref ?? 'main'}`;
    return `${this.head}:${lead}${rest}`;
  }

  assign({ sub }: RawClaims): readonly (readonly [string, string])[] {
    const start = `${this.head}:`;
    if (typeof sub !== 'string' || !sub.startsWith(start)) return [];
    const colon = sub.indexOf(':', start.length);
    const end = colon < 0 ? sub.length : colon;
    return [
      [this.lead, sub.slice(start.length, end)],
      [this.rest, sub.slice(end)],
    ];
  }

  /** Whether the first component is this one, or one that always has the same value. */
  private isLead(component: SubClaimComponent): boolean {
    return sameValue(component, this.form).includes(this.head);
  }

  private leads(component: SubClaimComponent, patterns: readonly ValuePattern[]): Formula {
    if (!this.isLead(component)) return FALSE;
    return this.statements.once('leads', component, patterns, () =>
      or(...patterns.map((value) => matches(this.lead, pattern(value)))),
    );
  }

  private follows(component: SubClaimComponent, patterns: readonly ValuePattern[]): Formula {
    return this.statements.once('follows', component, patterns, () =>
      inShape(this.rest, withPart('rest', sameValue(component, this.form), patterns)),
    );
  }

  private split(subject: Pattern): Formula {
    const start = `${this.head}:`;
    /** Patterns of the first value for which nothing may follow. */
    const alone = new Map<string, Pattern>();
    for (const [before, value] of splitPattern(subject, [start])) {
      if (matchesEmpty(before) && value !== undefined && !hasColon(value))
        alone.set(value.tokens.join(), value);
    }
    const ways: Formula[] = [];
    const free = new Set<string>();
    for (const [before, value, rest] of splitPattern(subject, [start, ':'])) {
      if (!matchesEmpty(before) || value === undefined || rest === undefined || hasColon(value)) continue;
      const name = value.tokens.join();
      if (matchesEverything(rest) && alone.has(name)) free.add(name);
      else ways.push(and(this.startsWith(value), matches(this.rest, behindColon(rest))));
    }
    for (const [name, value] of alone) {
      const lead = this.startsWith(value);
      ways.push(free.has(name) ? lead : and(lead, matches(this.rest, literal(''))));
    }
    return or(...ways);
  }

  private startsWith(value: Pattern): Formula {
    return matchesEverything(value) ? TRUE : matches(this.lead, value);
  }
}

function behindColon({ tokens, fold }: Pattern): Pattern {
  return fold === undefined ? { tokens: [COLON, ...tokens] } : { tokens: [COLON, ...tokens], fold };
}
