import type { Position } from '../errors';
import type { PipelineKind, TokenOrigin } from '../gitlab/index';

/** Tokens that a role may be promised never to admit; `anyone` is every token. */
export const NEVER_KINDS = [
  'fork',
  'impostor',
  'merge_request',
  'tag',
  'branch',
  'unprotected',
  'anyone',
] as const satisfies readonly (TokenOrigin | PipelineKind | 'fork' | 'unprotected' | 'anyone')[];
/** A kind of token that a role may be promised never to admit. */
export type NeverKind = (typeof NEVER_KINDS)[number];

/** The projects, by full path, and the groups with all below them, whose tokens a role may be promised to admit only. */
export interface OnlyProjects {
  readonly projects: readonly string[];
  readonly groups: readonly string[];
}

/** Questions about two roles. */
export const PAIR_KINDS = ['implies', 'disjoint', 'equivalent'] as const;

/** Something that must hold for every token there is: an entry of `prove:`. Roles are named by their keys, as declared. */
export type ProofObligation =
  | {
      readonly kind: 'only';
      readonly role: string;
      readonly only: 'protected_refs' | OnlyProjects;
      readonly position: Position;
    }
  | {
      readonly kind: 'never';
      readonly role: string;
      readonly never: readonly NeverKind[];
      readonly position: Position;
    }
  | {
      readonly kind: (typeof PAIR_KINDS)[number];
      readonly roles: readonly [string, string];
      readonly position: Position;
    };
