import type { Formula, PatternPart } from '../../automata/index';
import { DEFAULT_SUB_CLAIM, renderSubject, type SubClaimComponent } from '../../gitlab/index';
import type { RawClaims } from '../../context/index';

/** A pattern of one component's value: literal text and stars. */
export type ValuePattern = readonly PatternPart[];

/** Components that are a project's own choice, told apart by the first one, so that most of them can be ruled out at a glance. */
export interface OpenComponents {
  readonly head: 'project_path' | 'project_id' | 'other';
  /** Whether components that refgate does not know are among them. */
  readonly names: 'known' | 'any';
}

/** A shape of `sub`: the components that have a value in it, in order, or any. */
export interface SubjectForm {
  readonly components: readonly SubClaimComponent[] | OpenComponents;
  readonly refType: 'branch' | 'tag';
  readonly refProtected: boolean;
  /** A fork's merge request that runs in the parent project: source and job project differ. @default false */
  readonly twoProjects?: boolean;
}

/** Whether the components of a form are a project's own choice. */
export function isOpen(components: SubjectForm['components']): components is OpenComponents {
  return 'head' in components;
}

/** Whether a component has a form of its own as the first one. */
export function isHead(component: string): component is 'project_path' | 'project_id' {
  return component === 'project_path' || component === 'project_id';
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
  /**
   * The `sub` of a witness.
   * @param fields what the token holds where the witness leaves it open
   */
  textOf(values: ReadonlyMap<string, string | undefined>, fields: ComponentValues): string;
  /** The variables of this language for a token. */
  assign(claims: RawClaims): readonly (readonly [string, string])[];
}

/** The `sub` of a form for given values. */
export function renderForm(
  { components, refType, refProtected }: SubjectForm,
  values: ComponentValues,
): string {
  return renderSubject(isOpen(components) ? DEFAULT_SUB_CLAIM : components, {
    ...values,
    ref_type: refType,
    ref_protected: String(refProtected),
  });
}
