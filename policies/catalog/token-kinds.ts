import type { TokenKind } from '../prove/index';
import { unlisted, type Listed } from './listed';

/** Tokens of a project and a user whom the policy does not list by id, name or address. */
export function stranger(listed: Listed): TokenKind {
  return unlisted(listed, 'project_id', 'namespace_id', 'user_id', 'user_login', 'user_email');
}

/** The same, but names and addresses of users can change hands. */
export function namesake(listed: Listed): TokenKind {
  return unlisted(listed, 'project_id', 'namespace_id', 'user_id');
}

/** Tokens of another project, perhaps in a group whose id the policy lists. */
export function neighbour(listed: Listed): TokenKind {
  return unlisted(listed, 'project_id');
}

/** Tokens of a project whose path no `sub` of the policy spells out, not even in part. */
export function anyPath(listed: Listed): TokenKind {
  return unlisted(listed, 'project_path');
}

/** Tokens of a ref that is not protected. */
export const UNPROTECTED: TokenKind = { refProtected: false };

/** Tokens of a ref that is not protected and that no `sub` of the policy spells out, not even in part. */
export function anyUnprotectedRef(listed: Listed): TokenKind {
  return { ...UNPROTECTED, ...unlisted(listed, 'ref') };
}

/** Tokens that are of both kinds; the second says what it says again. */
export function both(a: TokenKind, b: TokenKind): TokenKind {
  const made = { ...a, ...b };
  return a.notIn === undefined || b.notIn === undefined
    ? made
    : { ...made, notIn: { ...a.notIn, ...b.notIn } };
}
