import type { Position } from '../errors';

/** Tokens that a role may be promised never to admit. */
export const NEVER_KINDS = ['fork', 'impostor', 'merge_request', 'tag', 'branch', 'unprotected'] as const;
export type NeverKind = (typeof NEVER_KINDS)[number];

/** Something that must hold for every token there is: an entry of `prove:`. Roles are named by their keys, as declared. */
export type ProofObligation =
  | {
      readonly kind: 'only';
      readonly role: string;
      readonly only: 'protected_refs';
      readonly position: Position;
    }
  | {
      readonly kind: 'never';
      readonly role: string;
      readonly never: readonly NeverKind[];
      readonly position: Position;
    }
  | {
      readonly kind: 'implies' | 'disjoint' | 'equivalent';
      readonly roles: readonly [string, string];
      readonly position: Position;
    };
