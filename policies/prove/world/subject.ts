import type { Formula, PatternPart } from '../../automata/index';
import { renderSubject, type SubClaimComponent } from '../../gitlab/index';
import type { RawClaims } from '../../context/index';

/** A pattern of one component's value: literal text and stars. */
export type ValuePattern = readonly PatternPart[];

/** A shape of `sub`: the components that have a value in it, in order, or every order of every selection of them. */
export interface SubjectForm {
  readonly components: readonly SubClaimComponent[] | 'any';
  readonly refType: 'branch' | 'tag';
  readonly refProtected: boolean;
  /** A fork's merge request that runs in the parent project: source and job project differ. @default false */
  readonly twoProjects?: boolean;
}

export type ComponentValues = Readonly<Partial<Record<SubClaimComponent, string>>>;

/**
 * The texts of a `sub` of one form, and statements about its components. A component that the form does not show may hold
 * anything. A statement about a component is one about every component that always has the same value.
 * @see https://docs.gitlab.com/ci/secrets/id_token_authentication/#customize-the-sub-claim
 */
export interface Subject {
  readonly form: SubjectForm;
  /** What makes a text a `sub` of this form. */
  readonly universe: readonly Formula[];
  shows(component: SubClaimComponent): boolean;
  /** The component is not shown, or its value matches. */
  may(component: SubClaimComponent, patterns: readonly ValuePattern[]): Formula;
  /** The component is not shown with a value that matches. */
  never(component: SubClaimComponent, patterns: readonly ValuePattern[]): Formula;
  /** The component is shown, and its value matches. */
  must(component: SubClaimComponent, patterns: readonly ValuePattern[]): Formula;
  /**
   * A formula about `sub` in the variables of this language.
   * @param known what was read before, in this language
   */
  read(formula: Formula, known: Map<Formula, Formula>): Formula;
  /** The values that a witness gives to the components; `undefined` when it gives two to one of them. */
  shown(values: ReadonlyMap<string, string | undefined>): ComponentValues | undefined;
  /** The variables of this language for a token. */
  assign(claims: RawClaims): readonly (readonly [string, string])[];
}

/** The `sub` of a form for given values. */
export function renderForm(
  { components, refType, refProtected }: SubjectForm,
  values: ComponentValues,
): string {
  const list = components === 'any' ? (['project_path', 'ref_type', 'ref'] as const) : components;
  return renderSubject(list, { ...values, ref_type: refType, ref_protected: String(refProtected) });
}
