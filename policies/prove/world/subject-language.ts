import {
  ALL_UNITS,
  STAR,
  and,
  either,
  inShape,
  matches,
  not,
  oneOf,
  oneOrMore,
  or,
  pattern,
  repeat,
  sequence,
  text,
  TRUE,
  unitDifference,
  unitsIn,
  type Formula,
  type PatternPart,
  type Shape,
} from '../../automata/index';
import { DEPLOYMENT_TIERS, SUB_CLAIM_COMPONENTS, type SubClaimComponent } from '../../gitlab/index';
import { PROJECT_PATH } from './path-shape';
import { GITLAB_REF, GIT_REF } from './ref-shape';
import { ID } from './value-shapes';

/** A pattern of one component's value: literal text and stars. */
export type ValuePattern = readonly PatternPart[];

/** What the components of a `sub` may hold. */
export interface SubjectRules {
  readonly refs: 'gitlab' | 'git' | 'any';
  readonly paths: 'gitlab' | 'any';
  readonly ids: 'gitlab' | 'any';
}

/** A shape of `sub`: the components that have a value in it, in order, or every order of every selection of them. */
export interface SubjectForm {
  readonly components: readonly SubClaimComponent[] | 'any';
  readonly refType: 'branch' | 'tag';
  readonly refProtected: boolean;
}

/**
 * The texts of a `sub`, and statements about its components. A component that the form does not show may hold anything.
 *
 * A value never holds `:`, and no component occurs twice, so a glob over the whole text that spells out the other components'
 * names matches exactly when the component's value matches its part.
 * @see https://docs.gitlab.com/ci/secrets/id_token_authentication/#customize-the-sub-claim
 */
export class SubjectLanguage {
  /** Equal statements are one object, so that cases that say the same can be told. */
  private readonly made = new Map<string, Formula>();

  /** Every `sub` of this form. */
  readonly universe: Formula;

  constructor(
    readonly form: SubjectForm,
    readonly variable: string,
    rules: SubjectRules,
  ) {
    this.universe = and(inShape(variable, universeOf(form.components, rules)), ...this.fixedParts());
  }

  shows(component: SubClaimComponent): boolean {
    return this.form.components === 'any' || this.form.components.includes(component);
  }

  /** The component is not shown, or its value matches. */
  may(component: SubClaimComponent, patterns: readonly ValuePattern[]): Formula {
    if (!this.shows(component)) return TRUE;
    const visible = this.must(component, patterns);
    if (this.form.components !== 'any') return visible;
    return this.once('may', component, patterns, () => or(visible, not(this.must(component, [[STAR]]))));
  }

  /** The component is not shown with a value that matches. */
  never(component: SubClaimComponent, patterns: readonly ValuePattern[]): Formula {
    if (!this.shows(component) || patterns.length === 0) return TRUE;
    return this.once('never', component, patterns, () => not(this.must(component, patterns)));
  }

  /** The component is shown, and its value matches. */
  must(component: SubClaimComponent, patterns: readonly ValuePattern[]): Formula {
    return this.once('must', component, patterns, () =>
      or(...patterns.flatMap((value) => this.globs(component, value))),
    );
  }

  private once(
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

  /** What the form says about `ref_type` and `ref_protected`, beside the universe that all forms with these components share. */
  private fixedParts(): readonly Formula[] {
    const { components, refType, refProtected } = this.form;
    if (components === 'any')
      return [this.may('ref_type', [[refType]]), this.may('ref_protected', [[String(refProtected)]])];
    if (components.includes('ref_type')) return this.globs('ref_type', [refType]);
    return components.includes('ref_protected') ? this.globs('ref_protected', [String(refProtected)]) : [];
  }

  private globs(component: SubClaimComponent, value: ValuePattern): readonly Formula[] {
    const { components, refType, refProtected } = this.form;
    const match = (parts: ValuePattern): Formula => matches(this.variable, pattern(parts));
    if (components === 'any') return [inShape(this.variable, withPart(component, value))];
    if (!components.includes(component)) return [];
    const fixed: Partial<Record<SubClaimComponent, string>> = {
      ref_type: refType,
      ref_protected: String(refProtected),
    };
    return [
      match(
        components.flatMap((name, index): readonly PatternPart[] => [
          `${index === 0 ? '' : ':'}${name}:`,
          ...(name === component ? value : [fixed[name] ?? (STAR as PatternPart)]),
        ]),
      ),
    ];
  }
}

/** The values of the components, read back from a `sub`; of a component that occurs twice with two values, `undefined`. */
export function readSubject(sub: string): Partial<Record<SubClaimComponent, string>> | undefined {
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

const COLONLESS: Shape = oneOf(unitDifference(ALL_UNITS, unitsIn(':')));
const NO_COLON: Shape = oneOrMore(COLONLESS);
const universes = new Map<string, Shape>();
const MOST_UNIVERSES = 256;

/** Cost: an automaton of about a hundred states on first use; kept, since projects and kinds of tokens share it. */
function universeOf(components: SubjectForm['components'], rules: SubjectRules): Shape {
  const name = [components, rules.refs, rules.paths, rules.ids].join();
  const known = universes.get(name);
  if (known !== undefined) return known;
  const made = buildUniverse(components, rules);
  if (universes.size >= MOST_UNIVERSES) universes.clear();
  universes.set(name, made);
  return made;
}

function buildUniverse(components: SubjectForm['components'], rules: SubjectRules): Shape {
  const values: Record<SubClaimComponent, Shape> = {
    project_path: rules.paths === 'any' ? NO_COLON : PROJECT_PATH,
    project_id: rules.ids === 'any' ? NO_COLON : ID,
    ref_type: either('branch', 'tag'),
    ref: { any: NO_COLON, git: GIT_REF, gitlab: GITLAB_REF }[rules.refs],
    ref_protected: either('true', 'false'),
    environment_protected: either('true', 'false'),
    deployment_tier: either(...DEPLOYMENT_TIERS),
  };
  const part = (name: SubClaimComponent): Shape => sequence(`${name}:`, values[name]);
  if (components !== 'any') {
    return sequence(...components.flatMap((name, i) => (i === 0 ? [part(name)] : [text(':'), part(name)])));
  }
  return sequence(
    either(part('project_path'), part('project_id')),
    repeat(sequence(':', either(...SUB_CLAIM_COMPONENTS.map(part)))),
  );
}

const PAIR = sequence(NO_COLON, ':', NO_COLON);

/** Texts of pairs in which the component occurs with a value that matches. */
function withPart(component: SubClaimComponent, value: ValuePattern): Shape {
  return sequence(
    repeat(sequence(PAIR, ':')),
    `${component}:`,
    ...value.map((part): Shape => (typeof part === 'string' ? text(part) : repeat(COLONLESS))),
    repeat(sequence(':', PAIR)),
  );
}
