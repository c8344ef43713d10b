import { parseArn, parseIamArn, resourceName } from '../arn';
import type { Holds } from '../evaluate/index';
import type { Principal, Statement } from '../trust/index';
import { isArnOf, type RoleIdentity } from './role-identity';

/**
 * How a statement names a caller. Within an account it decides whether the trust policy is enough: naming the role or its session is, naming
 * the account leaves it to the permissions of the role.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export type Naming = 'role' | 'session' | 'account' | 'everyone';

/** The ways in which a statement names a session of a role; one that it does not name in any way is `no` for each. */
export type Named = Readonly<Partial<Record<Naming, Holds>>>;

/** A caller of `sts:AssumeRole`: a session of a role. */
export interface Caller extends RoleIdentity {
  readonly key: string;
  /** Whether the caller chooses the session name; where the trust policy of its role asks for one it is unknown. */
  readonly choosesSessionName: boolean;
  /** The name of the session that calls, where it is known. */
  readonly sessionName?: string;
}

export function namesCaller(principal: Principal, effect: Statement['effect'], caller: Caller): Named {
  switch (principal.kind) {
    case 'everyone':
      return { everyone: 'yes' };
    case 'not_principal':
      // IAM does not store it in a trust policy
      return { everyone: 'unknown' };
    case 'listed': {
      const found: Partial<Record<Naming, Holds>> = {};
      for (const text of principal.aws) {
        const [naming, holds] = namedBy(text, caller);
        if (holds === 'no' || found[naming] === 'yes') continue;
        found[naming] = holds;
      }
      return effect === 'Deny' && Object.keys(found).length === 0 && principal.aws.includes('*')
        ? { everyone: 'yes' }
        : found;
    }
  }
}

/**
 * IAM keeps the unique ID of the role or user that an ARN names, and shows it in the place of the ARN once that is deleted.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
 */
const UNIQUE_ID = /^A[A-Z]{3}[A-Za-z0-9]{8,}$/;

/** Whether a principal is a unique ID, such as that of a deleted role or user. */
export function isUniqueId(text: string): boolean {
  return UNIQUE_ID.test(text);
}

/** Whether a unique ID is one of a role. */
export function isIdOfRole(text: string): boolean {
  return isUniqueId(text) && text.startsWith('AROA');
}

const ACCOUNT = /^\d{12}$/;

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-role-session */
function namedBy(text: string, caller: Caller): readonly [Naming, Holds] {
  if (text === '*') return ['everyone', 'yes'];
  if (text.includes('${')) return byReference(text, caller);
  const account = namedAccount(text);
  if (account !== undefined) return ['account', same(account, caller.account)];
  const named = namedSession(text);
  if (named !== undefined) {
    const { role, session } = named;
    const { sessionName } = caller;
    const parts = [same(named.account, caller.account), same(role, caller.name)];
    if (parts.includes('no') || (sessionName !== undefined && session !== sessionName))
      return ['session', 'no'];
    if (sessionName !== undefined) return ['session', parts.includes('unknown') ? 'unknown' : 'yes'];
    return ['session', parts.includes('unknown') || !caller.choosesSessionName ? 'unknown' : 'yes'];
  }
  // a unique ID names one role whatever its name is; one of another kind names no role
  if (isUniqueId(text)) return ['role', isIdOfRole(text) ? same(text, caller.uniqueId) : 'no'];
  // a part of an ARN cannot be a wildcard: what IAM makes of it is unknown
  if (/[*?]/.test(text)) return ['role', 'unknown'];
  return ['role', isArnOf(text, caller)];
}

/** In the place of the ARN of a role, or of the account in it, that is not known: the role with a key, or with one for each case in which it differs. */
export function roleReference(key: string): string {
  return `\${\ue000${key.replace(/[%:}]/g, (sign) => ESCAPES[sign] ?? sign)}}`;
}

/** An ARN has its parts between colons. */
const ESCAPES: Readonly<Record<string, string>> = { '%': '%25', ':': '%3A', '}': '%7D' };

/** The key that a reference was made of. */
function referredBy(text: string): string | undefined {
  const { 1: key } = /^\$\{\ue000([^}]*)\}$/.exec(text) ?? [];
  return key?.replace(/%(25|3A|7D)/g, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)));
}

/**
 * A principal with a reference that Terraform has to resolve: it may be any, but for the account, or the role of a session, where that is
 * written. Naming a session is the widest way.
 */
function byReference(text: string, caller: Caller): readonly [Naming, Holds] {
  const { address = caller.key } = caller;
  const key = referredBy(text);
  if (key !== undefined) return ['role', isKeyOf(key, address) ? 'yes' : 'no'];
  const { account = '', resource = '' } = parseArn(text) ?? {};
  const ofAccount = referredBy(account);
  if (ofAccount !== undefined && resource.startsWith('role/'))
    return ['role', byAccountOf(ofAccount, resource.split('/').at(-1) ?? '', address, caller)];
  const [, role = '${'] = /^assumed-role\/([^/]*)\//.exec(resource) ?? [];
  if (!role.includes('${') && same(role, caller.name) === 'no') return ['session', 'no'];
  if (ACCOUNT.test(account) && same(account, caller.account) === 'no') return ['role', 'no'];
  if (resource === 'root')
    return ['account', ACCOUNT.test(account) ? same(account, caller.account) : 'unknown'];
  return [resource.startsWith('role/') ? 'role' : 'session', 'unknown'];
}

function isKeyOf(key: string, address: string): boolean {
  return address === key || address.startsWith(`${key} (`);
}

/** An ARN of which the account alone is not known: that of the role with a key. Another role of its name may be in the same account. */
function byAccountOf(key: string, name: string, address: string, caller: Caller): Holds {
  const isNamed = same(name, caller.name);
  if (isNamed === 'yes') return isKeyOf(key, address) ? 'yes' : 'unknown';
  return isNamed;
}

/** The account of a principal that is a whole account: its twelve digits, or the ARN of its root. */
function namedAccount(text: string): string | undefined {
  if (ACCOUNT.test(text)) return text;
  const arn = parseIamArn(text);
  return arn?.resource === 'root' && ACCOUNT.test(arn.account) ? arn.account : undefined;
}

function namedSession(
  text: string,
): { readonly account: string; readonly role: string; readonly session: string } | undefined {
  const arn = parseArn(text);
  if (arn?.service !== 'sts' || arn.region !== '' || !ACCOUNT.test(arn.account)) return undefined;
  const [role = '', ...session] = (resourceName(arn, 'assumed-role') ?? '').split('/');
  return role === '' || session.length === 0
    ? undefined
    : { account: arn.account, role, session: session.join('/') };
}

function same(text: string | undefined, known: string | undefined): Holds {
  if (known === undefined) return 'unknown';
  return text === known ? 'yes' : 'no';
}
