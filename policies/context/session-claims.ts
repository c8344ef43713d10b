import type { RawClaims } from './claims';

const TAGS = 'https://aws.amazon.com/tags';
const FLAT_TAG = `${TAGS}/principal_tags/`;
const SOURCE_IDENTITY = 'https://aws.amazon.com/source_identity';
const ROLES = 'https://aws.amazon.com/roles';

/** @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const SOURCE_IDENTITY_TEXT = /^[\w+=,.@-]{2,64}$/;

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_know */
const MAX_TAGS = 50;

function isOverLimit([key, value]: readonly [string, string]): boolean {
  return key.length < 1 || key.length > 128 || value.length > 256;
}

/** What a token asks of the session beside the role: GitLab sends none of it today, other issuers do. */
export type SessionClaims =
  | {
      readonly kind: 'accepted';
      readonly actions: readonly string[];
      readonly context: readonly (readonly [string, string | readonly string[]])[];
    }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'undetermined'; readonly reason: string };

/**
 * Session tags, source identity and the roles claim.
 * @param account account of the role that is asked for
 * @param roleArn its ARN, where it is known
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_adding-assume-role-idp
 * @see https://awsteele.com/blog/2026/07/13/oidc-tokens-can-restrict-which-aws-roles-they-assume.html
 */
export function sessionClaims(claims: RawClaims, account: string, roleArn?: string): SessionClaims {
  const context: [string, string | readonly string[]][] = [];
  const actions: string[] = [];
  const roles = claims[ROLES];
  if (roles === undefined || roles === null) context.push(['sts:roleauthorizedbyidp', 'false']);
  else if (Array.isArray(roles) ? roles.length === 0 : roles === '') {
    return { kind: 'refused', reason: 'The roles claim contains no valid role ARNs' };
  } else if (!Array.isArray(roles) && typeof roles !== 'string') {
    return { kind: 'refused', reason: 'The roles claim is not in a supported format' };
  } else if (roleArn === undefined ? !namesRoleOf(roles, account) : !entriesOf(roles).includes(roleArn)) {
    return {
      kind: 'refused',
      reason: 'The target role ARN is not present in the roles claim of the identity token',
    };
  } else if (roleArn !== undefined) context.push(['sts:roleauthorizedbyidp', 'true']);
  else
    return {
      kind: 'undetermined',
      reason: 'the token has a roles claim and the ARN of the role is not known',
    };

  const tags = sessionTags(claims);
  if (tags === 'malformed')
    return { kind: 'refused', reason: 'principal_tags passed in claim is not in correct format.' };
  if (tags !== undefined && typeof tags !== 'string' && tags.principal.some(isOverLimit))
    return {
      kind: 'refused',
      reason: 'a session tag has a key of 1 to 128 and a value of at most 256 characters',
    };
  if (tags !== undefined && typeof tags !== 'string' && tags.principal.length > MAX_TAGS)
    return { kind: 'refused', reason: `a session has at most ${MAX_TAGS} tags` };
  if (tags === 'unclear')
    return { kind: 'undetermined', reason: 'the transitive tag keys are no list of strings' };
  if (tags !== undefined) {
    actions.push('sts:TagSession');
    for (const [name, value] of tags.principal) context.push([`aws:requesttag/${name.toLowerCase()}`, value]);
    context.push(['aws:tagkeys', tags.principal.map(([name]) => name)]);
    if (tags.transitive.length > 0) context.push(['sts:transitivetagkeys', tags.transitive]);
  }
  const identity = claims[SOURCE_IDENTITY];
  if (identity === null)
    return {
      kind: 'undetermined',
      reason: 'no document says what STS makes of a `source_identity` that is null',
    };
  if (identity !== undefined) {
    if (typeof identity !== 'string' || !SOURCE_IDENTITY_TEXT.test(identity)) {
      return {
        kind: 'refused',
        reason: 'the claim `source_identity` is not 2 to 64 of the characters that AWS takes',
      };
    }
    actions.push('sts:SetSourceIdentity');
    context.push(['sts:sourceidentity', identity]);
  }
  return { kind: 'accepted', actions, context };
}

/** Whether a roles claim can name the role at all: exact ARNs only, in a list or parted by `;`, spaces trimmed, the rest ignored. */
function namesRoleOf(roles: string | readonly unknown[], account: string): boolean {
  return entriesOf(roles).some((entry) => {
    const parts = entry.split(':');
    return parts[4] === account && parts[5]?.startsWith('role/') === true;
  });
}

function entriesOf(roles: string | readonly unknown[]): readonly string[] {
  const entries = typeof roles === 'string' ? roles.split(';') : roles;
  return entries.flatMap((entry) => (typeof entry === 'string' ? [entry.trim()] : []));
}

const isFlatTag = (name: string): boolean => name.startsWith(FLAT_TAG);

interface SessionTags {
  readonly principal: readonly (readonly [string, string])[];
  readonly transitive: readonly string[];
}

function sessionTags(claims: RawClaims): SessionTags | 'malformed' | 'unclear' | undefined {
  const nested = claims[TAGS];
  const flat = Object.keys(claims).filter(isFlatTag);
  if (nested === undefined && flat.length === 0) return undefined;
  const principal: [string, string][] = [];
  for (const name of flat) {
    const value = claims[name];
    if (typeof value !== 'string') return 'malformed';
    principal.push([name.slice(FLAT_TAG.length), value]);
  }
  const lists: unknown[] = [claims[`${TAGS}/transitive_tag_keys`]];
  if (nested !== undefined) {
    if (!isObject(nested)) return 'malformed';
    const { principal_tags: values = {}, transitive_tag_keys: keys } = nested;
    if (!isObject(values)) return 'malformed';
    for (const [name, value] of Object.entries(values)) {
      if (!Array.isArray(value) || value.length !== 1 || typeof value[0] !== 'string') return 'malformed';
      principal.push([name, value[0]]);
    }
    lists.push(keys);
  }
  const given = lists.filter((list) => list !== undefined);
  const transitive = given.flat();
  if (!given.every(Array.isArray) || !transitive.every((key) => typeof key === 'string')) return 'unclear';
  return { principal, transitive };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
