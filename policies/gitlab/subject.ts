import {
  CLAIMS,
  LEADING_COMPONENTS,
  SUB_CLAIM_COMPONENTS,
  type ClaimProject,
  type ClaimRow,
  type SubClaimComponent,
} from './claims-table';
import type { Project } from './project';

/** `project_path:<path>:ref_type:<branch|tag>:ref:<ref>` */
export const DEFAULT_SUB_CLAIM: readonly SubClaimComponent[] = ['project_path', 'ref_type', 'ref'];

/**
 * Joins the components as GitLab does: a component without a value is dropped without a word.
 * @see https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/gitlab/ci/jwt_v2.rb
 */
export function renderSubject(components: readonly SubClaimComponent[], values: ComponentValues): string {
  return components
    .flatMap((name) => {
      const value = values[name];
      return value === undefined || value === '' ? [] : [name, value];
    })
    .join(':');
}

/** The values of components, by name; absent where a token has none. */
export type ComponentValues = Readonly<Partial<Record<SubClaimComponent, string | undefined>>>;

/**
 * The values of the components that describe a project.
 * @param role the components of the source project, or of the job project. @default both: no fork is involved
 */
export function projectValues(
  { path, id }: Pick<Project, 'path' | 'id'>,
  role?: ClaimProject,
): ComponentValues {
  return Object.fromEntries(
    SUB_CLAIM_COMPONENTS.flatMap((name) => {
      const { project, values }: ClaimRow = CLAIMS[name];
      if (project === undefined || (role !== undefined && project !== role)) return [];
      return [[name, values.kind === 'id' ? id : path]];
    }),
  );
}

/** One part of a `sub`: the name of a component and its value. */
export interface SubjectPart {
  /** As in the token; a name that is not a known component is kept. */
  readonly name: string;
  readonly value: string;
}

/**
 * Takes a `sub` apart: names and values alternate, and no value of a component can contain `:` (git forbids it in refs, GitLab in paths).
 * @returns `undefined` when the subject does not begin with a component that GitLab accepts in first place, or has a name without a value
 * @see https://git-scm.com/docs/git-check-ref-format
 */
export function parseSubject(sub: string): readonly SubjectPart[] | undefined {
  const pieces = sub.split(':');
  if (pieces.length % 2 !== 0 || !LEADING_COMPONENTS.some((name) => name === pieces[0])) return undefined;
  return pieces.flatMap((name, i) => (i % 2 === 0 ? [{ name, value: pieces[i + 1] as string }] : []));
}

/** The value of each known component in a token's claims; absent where the token has none. */
export function componentValues(claims: Readonly<Record<string, unknown>>): ComponentValues {
  return Object.fromEntries(
    SUB_CLAIM_COMPONENTS.flatMap((name) => {
      const value = claims[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
}

/** Whether GitLab has a component of this name. */
export function isSubClaimComponent(name: string): name is SubClaimComponent {
  return SUB_CLAIM_COMPONENTS.some((known) => known === name);
}
