import { parseOwnedArn } from '../../arn';
import { escapePointer } from '../parse';
import { POLICY_ELEMENTS, STATEMENT_ELEMENTS } from '../policy';
import { policySize, TRUST_POLICY_QUOTA } from '../quotas';
import { ACCEPTED, asList, isObject, refused, type Json, type WriteAnswer } from './answer';
import { checkConditions } from './conditions';
import { checkIdentityProviders } from './identity-provider-control';
import { NAMED_PROVIDERS } from '../named-providers';

/**
 * Whether IAM would store a trust policy today (`CreateRole`, `UpdateAssumeRolePolicy`), with the text it refuses with.
 * The first reason wins, in the order grammar, statements, identity-provider control, quota.
 *
 * @param document parsed JSON
 * @param quota how many characters a trust policy of the account may have. @default 2048
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
 */
export function checkWrite(document: unknown, quota: number = TRUST_POLICY_QUOTA): WriteAnswer {
  if (!isObject(document)) return refused('', 'This policy contains invalid Json');
  const { Version: version, Statement: raw } = document;
  if (version !== undefined && version !== '2012-10-17' && version !== '2008-10-17') {
    return refused('/Version', 'The policy must contain a valid version string');
  }
  const foreign = Object.keys(document).find((name) => !POLICY_ELEMENTS.includes(name));
  if (foreign !== undefined) return refused(`/${escapePointer(foreign)}`, SYNTAX);
  const statements = raw === undefined ? [] : asList(raw);
  if (statements.length === 0)
    return refused('/Statement', 'Could not parse the policy: Statement is empty!');
  const sids = new Set<string>();
  for (const [index, statement] of statements.entries()) {
    const pointer = Array.isArray(raw) ? `/Statement/${index}` : '/Statement';
    const answer = isObject(statement) ? checkStatement(statement, pointer, sids) : refused(pointer, SYNTAX);
    if (!answer.accepted) return answer;
  }
  return checkSize(document, quota);
}

const SYNTAX = 'Syntax error in policy.';

/** The actions that a trust policy may name, letter for letter. */
const ACTIONS: ReadonlySet<unknown> = new Set([
  'sts:AssumeRole',
  'sts:AssumeRole*',
  'sts:AssumeRoleWithSAML',
  'sts:AssumeRoleWithWebIdentity',
  'sts:SetContext',
  'sts:SetSourceIdentity',
  'sts:TagSession',
]);

function checkStatement(statement: Json, pointer: string, sids: Set<string>): WriteAnswer {
  const { Sid: sid, Effect: effect, Action: action, NotAction: notAction } = statement;
  if (sid !== undefined && sid !== '') {
    if (typeof sid !== 'string' || !/^[A-Za-z0-9]*$/.test(sid)) {
      return refused(`${pointer}/Sid`, 'Statement IDs (SID) must be alpha-numeric.');
    }
    if (sids.has(sid)) return refused(`${pointer}/Sid`, 'The Statement Ids in the policy are not unique');
    sids.add(sid);
  }
  if (effect === undefined) return refused(`${pointer}/Effect`, 'Missing required field Effect');
  if (effect !== 'Allow' && effect !== 'Deny') return refused(`${pointer}/Effect`, SYNTAX);
  const principal = checkPrincipal(statement, pointer);
  if (!principal.accepted) return principal;
  if (action !== undefined && notAction !== undefined) return refused(`${pointer}/NotAction`, SYNTAX);
  const named = action === undefined ? 'NotAction' : 'Action';
  const actions = asList(action ?? notAction ?? []);
  if (actions.length === 0) return refused(`${pointer}/${named}`, 'Missing required field Action');
  if (!actions.every((name) => ACTIONS.has(name))) {
    return refused(`${pointer}/${named}`, 'AssumeRole policy may only specify STS AssumeRole actions.');
  }
  if (statement.Resource !== undefined)
    return refused(`${pointer}/Resource`, 'Has prohibited field Resource');
  if (statement.NotResource !== undefined) {
    return refused(`${pointer}/NotResource`, 'AssumeRole policy must not contain resources.');
  }
  const foreign = Object.keys(statement).find((name) => !STATEMENT_ELEMENTS.includes(name));
  if (foreign !== undefined) return refused(`${pointer}/${escapePointer(foreign)}`, SYNTAX);
  const conditions = checkConditions(statement.Condition, `${pointer}/Condition`);
  return conditions.accepted ? checkIdentityProviders(statement, pointer) : conditions;
}

function checkPrincipal(statement: Json, pointer: string): WriteAnswer {
  if (statement.NotPrincipal !== undefined) {
    const text =
      statement.Effect === 'Allow'
        ? 'Allow with NotPrincipal is not allowed.'
        : 'AssumeRole policy must not contain NotPrincipal field.';
    return refused(`${pointer}/NotPrincipal`, text);
  }
  const raw = statement.Principal;
  const at = `${pointer}/Principal`;
  if (raw === undefined) return refused(at, 'Missing required field Principal');
  // `"*"` as well, which other resource policies take: https://github.com/aws/aws-cdk/pull/5746
  if (typeof raw === 'string') return refused(at, 'Principal must be a JSON object.');
  if (!isObject(raw)) return refused(at, SYNTAX);
  const kinds = Object.entries(raw);
  if (kinds.length === 0) return refused(at, 'Missing required field Principal cannot be empty!');
  for (const [kind, value] of kinds) {
    // a canonical user is a principal of bucket policies alone:
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
    for (const item of asList(value)) {
      const known = ['AWS', 'Federated', 'Service'].includes(kind);
      const sound = typeof item === 'string' && (kind !== 'Federated' || isFederated(item));
      if (!known || !sound) {
        return refused(
          `${at}/${kind}`,
          `Invalid principal in policy: ${JSON.stringify(kind.toUpperCase())}:${JSON.stringify(item)}`,
        );
      }
    }
  }
  return ACCEPTED;
}

function isFederated(principal: string): boolean {
  const arn = parseOwnedArn(principal, 'oidc-provider') ?? parseOwnedArn(principal, 'saml-provider');
  return NAMED_PROVIDERS.has(principal) || (arn !== undefined && !/[*?]/.test(arn.name));
}

function checkSize(document: Json, quota: number): WriteAnswer {
  const odd = oddCharacter(JSON.stringify(document));
  if (odd !== undefined) return refused('', `the policy has a character that IAM does not accept: U+${odd}`);
  const size = policySize(document);
  return size > quota ? refused('', `Cannot exceed quota for ACLSizePerRole: ${quota}`) : ACCEPTED;
}

/**
 * The first character beyond tab, line ends and U+0020 to U+00FF, in hexadecimal. One that JSON can only hold escaped counts too:
 * nobody has written down that an escape gets it past IAM.
 */
function oddCharacter(json: string): string | undefined {
  const [, escape, plain] =
    /(?<!\\)(?:\\\\)*(?:\\(u[0-9a-f]{4}|[bf])|([^\t\n\r\u0020-\u00ff]))/.exec(json) ?? [];
  if (plain !== undefined) return hex(plain.charCodeAt(0));
  if (escape === undefined) return undefined;
  const short: Readonly<Record<string, string>> = { b: '0008', f: '000C' };
  return short[escape] ?? escape.slice(1).toUpperCase();
}

function hex(code: number): string {
  return code.toString(16).toUpperCase().padStart(4, '0');
}
