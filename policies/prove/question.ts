import type { Formula } from '../automata/index';
import type { Project } from '../gitlab/index';
import type { Grant, NeverKind } from '../grant/index';
import type { RoleTrust } from './role-trust';
import type { AnySubWorld } from './world/any-sub-world';
import type { GitlabWorld } from './world/gitlab-world';
import type { Concerned, TokenCase } from './world/token-case';

/** The tokens that a proof is about: all that a GitLab can mint, or any text in every key. */
export type World = GitlabWorld | AnySubWorld;

/** A property as data: with the roles and the world it is the whole question. */
export type PropertyData =
  | { readonly kind: 'every_token' }
  | { readonly kind: 'unprotected_refs'; readonly projects?: readonly Project[] }
  | { readonly kind: 'never'; readonly never: NeverKind }
  | {
      readonly kind: 'other_projects';
      readonly projects: readonly string[];
      readonly groups: readonly string[];
    }
  | { readonly kind: 'beyond_grant' | 'within_grant'; readonly grant: Grant };

/** What a counterexample would be: a token that each role decides as said, in the region that the property is about. */
export interface Question {
  /** The roles, with what a counterexample makes of them. */
  readonly roles: readonly { readonly role: RoleTrust; readonly outcome: 'allow' | 'deny' }[];
  /** The tokens of a case that the property is about. @default all of them */
  readonly region?: (tokens: TokenCase) => Formula;
  /** Whose tokens the region is about: it is empty in the cases of all others. @default anybody's */
  readonly about?: Concerned;
  /** The same without GitLab, over the keys of the issuer. @default everything */
  readonly anySubRegion?: Formula;
  /** Which kinds of counterexample to show rather than others. @default the first in the order of the world */
  readonly prefer?: (tokens: TokenCase) => boolean;
  /** The source of a counterexample's branch pipeline where AWS does not see it. @default `push` */
  readonly source?: string;
  /** The property as data, for those who ask again. @default none: no file can be written of the proof */
  readonly property?: PropertyData;
  /** What is claimed, for messages: `deploy admits protected refs only`. */
  readonly claim: string;
}
