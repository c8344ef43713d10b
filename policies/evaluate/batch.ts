import { parseIamArn } from '../arn';
import { quote } from '../errors';
import {
  issuerHost,
  parseRoleArn,
  sessionNameRefusal,
  stsRequest,
  type ProviderRegistration,
  type StsCall,
} from '../context/index';
import {
  accountId,
  clientIdsOf,
  answerLine,
  badLine,
  batchObject,
  batchPolicy,
  checkWrite,
  numberText,
  parsePolicy,
  type LineError,
  type ParsedPolicy,
  parseProviderArn,
} from '../trust/index';
import { compilePolicy, type CompiledPolicy, type TrustRequest } from './compile-policy';
import { awsCodeOf, type Decision } from './decision';
import { evaluate } from './evaluate';
import { refusalOf } from './judge-token';
import { boundedCache } from './bounded-cache';

type Json = Readonly<Record<string, unknown>>;

/** A line of the answer, in the order of the question. */
export type BatchAnswer =
  | {
      readonly id: unknown;
      readonly decision: Decision['outcome'];
      readonly layer: Decision['layer'];
      readonly reason: string;
      readonly write: 'accepted' | 'refused';
      readonly write_reason?: string;
      /** AWS's own error code; only where the token is refused and AWS has one. */
      readonly aws_code?: string;
    }
  | LineError;

/**
 * Answers one line of `refgate eval --batch`: the decision of STS on a token or a raw request context, and whether IAM would
 * store the policy today. Never throws: a bad line gives an `error`, and the rest goes on.
 * @param line one JSON object
 */
export function evaluateLine(line: string): BatchAnswer {
  return answerLine(line, answer);
}

function answer(id: unknown, question: Json): BatchAnswer {
  const document = batchPolicy(question.policy, 'policy');
  const policy = recentPolicies(JSON.stringify(document), () => readPolicy(document));
  const decision = decide(question, policy);
  const { outcome, layer, reason } = decision;
  const code = awsCodeOf(decision);
  return {
    id,
    decision: outcome,
    layer,
    reason,
    ...policy.stored,
    ...(code === undefined ? {} : { aws_code: code }),
  };
}

/** Everything about a line that its policy alone decides. */
interface ReadPolicy {
  readonly stored:
    { readonly write: 'accepted' } | { readonly write: 'refused'; readonly write_reason: string };
  readonly parsed: ParsedPolicy;
  readonly compiled?: CompiledPolicy;
}

const recentPolicies = boundedCache<ReadPolicy>(256, 16_384);

function readPolicy(document: Json): ReadPolicy {
  const write = checkWrite(document);
  const parsed = parsePolicy(document);
  return {
    stored: write.accepted
      ? { write: 'accepted' as const }
      : { write: 'refused' as const, write_reason: write.reason },
    parsed,
    compiled: parsed.ok ? compilePolicy(parsed.policy) : undefined,
  };
}

function decide(question: Json, { parsed, compiled }: ReadPolicy): Decision {
  const hasClaims = question.claims !== undefined;
  if (hasClaims === (question.context !== undefined)) {
    throw badLine(
      hasClaims ? 'the line has both `claims` and `context`' : 'the line has neither `claims` nor `context`',
      'exactly one of them',
    );
  }
  const asked = hasClaims ? tokenRequest(question, parsed) : rawRequest(question);
  if ('refusal' in asked) return asked.refusal;
  if (compiled !== undefined) return evaluate(compiled, asked.trust);
  const problems = parsed.ok ? [] : parsed.problems;
  const reason = `cannot determine what a malformed policy does: ${problems.map((p) => `${p.message} at ${p.pointer ?? '/'}`).join('; ')}`;
  return { outcome: 'undetermined', layer: 'trust', reason, trace: [] };
}

/** What the trust policy is asked, or why it never is. */
type Asked = { readonly trust: TrustRequest } | { readonly refusal: Decision };

function rawRequest(question: Json): Asked {
  const principal = question.principal;
  if (typeof principal !== 'string') throw badLine('`principal` is missing', 'the ARN of an OIDC provider');
  const keys = batchObject(question.context, '`context`', 'an object of condition keys');
  const context = new Map<string, string | readonly string[]>();
  for (const [key, value] of Object.entries(keys)) {
    if (context.has(key.toLowerCase()))
      throw badLine(
        `the context has ${quote(key)} twice: keys are compared without regard to case`,
        'each key once',
      );
    if (Array.isArray(value))
      context.set(
        key.toLowerCase(),
        value.map((item) => scalar(key, item)),
      );
    else context.set(key.toLowerCase(), scalar(key, value));
  }
  const call = callOf(question);
  const malformed = sessionNameRefusal(call);
  if (malformed !== undefined)
    return { refusal: { outcome: 'deny', layer: 'token', ...malformed, trace: [] } };
  if (call.sessionName !== undefined && !context.has('sts:rolesessionname'))
    context.set('sts:rolesessionname', call.sessionName);
  const trust: TrustRequest = { principal, actions: ['sts:AssumeRoleWithWebIdentity'], context };
  const account = accountOf(question, call);
  const own = parseIamArn(principal)?.account ?? '';
  if (account === undefined || !/^\d{12}$/.test(own) || own === account) return { trust };
  const reason = `the provider ${quote(principal)} is not in the role's account ${account}`;
  return { refusal: { outcome: 'deny', layer: 'provider', code: 'InvalidIdentityToken', reason, trace: [] } };
}

/** The role and the session that the line asks for. */
function callOf({ role_arn: roleArn, session_name: sessionName }: Json): StsCall {
  if (roleArn !== undefined && (typeof roleArn !== 'string' || parseRoleArn(roleArn) === undefined))
    throw badLine('`role_arn` is not the ARN of a role', 'such as "arn:aws:iam::111122223333:role/deploy"');
  if (sessionName !== undefined && typeof sessionName !== 'string')
    throw badLine('`session_name` is not a string', 'a role session name');
  return {
    roleArn,
    sessionName,
  };
}

/** The role's account, as the line gives it or as its `role_arn` contains it. */
function accountOf({ account }: Json, { roleArn }: StsCall): string | undefined {
  const given = account === undefined ? undefined : accountId(account);
  const named = roleArn === undefined ? undefined : parseRoleArn(roleArn)?.account;
  if (given !== undefined && named !== undefined && given !== named)
    throw badLine(
      `\`account\` is ${given}, \`role_arn\` is in account ${named}`,
      'the same account, or one of them',
    );
  return given ?? named;
}

function scalar(key: string, value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  const number = typeof value === 'number' ? numberText(value) : undefined;
  if (number !== undefined) return number;
  if (typeof value === 'number')
    throw badLine(
      `the context key ${quote(key)} holds a number that JSON readers do not keep exactly`,
      'the number as text',
    );
  throw badLine(
    `the context key ${quote(key)} holds neither text nor a list of strings`,
    'text or a list of strings',
  );
}

function tokenRequest(question: Json, policy: ParsedPolicy): Asked {
  const { now } = question;
  const clientIds = clientIdsOf(question.client_ids);
  const claims = batchObject(question.claims, '`claims`', 'the payload of an ID token');
  const issuer = question.issuer ?? claims.iss;
  if (typeof issuer !== 'string')
    throw badLine('`issuer` is missing', 'the registered issuer, such as `https://gitlab.com`');
  if (now !== undefined && (typeof now !== 'number' || !Number.isFinite(now)))
    throw badLine('`now` is not a number', 'epoch seconds');
  const trusted = trustedProvider(policy, issuer);
  const call = callOf(question);
  const account = accountOf(question, call) ?? trusted?.account;
  if (account === undefined) throw badLine('`account` is missing', "the role's account, twelve digits");
  const sameAccount = trustedProvider(policy, issuer, account);
  const registration = {
    issuer,
    account,
    partition: partitionOf(call) ?? sameAccount?.partition ?? 'aws',
    clientIds,
  };
  const provider = recentProviders(JSON.stringify(registration), () => registration);
  const sts = stsRequest(claims, provider, now, call);
  return sts.ok ? { trust: sts.request } : { refusal: refusalOf(sts) };
}

function partitionOf({ roleArn }: StsCall): string | undefined {
  return roleArn === undefined ? undefined : parseRoleArn(roleArn)?.partition;
}

const recentProviders = boundedCache<ProviderRegistration>(256, 4_096);

/** The provider of this issuer that the policy names: it tells the partition, and the account where the line does not. */
function trustedProvider(
  parsed: ParsedPolicy,
  issuer: string,
  account?: string,
): { account: string; partition: string } | undefined {
  const host = issuerHost(issuer);
  const arns = parsed.ok
    ? parsed.policy.statements.flatMap(({ principal }) =>
        principal.kind === 'listed' ? principal.federated : [],
      )
    : [];
  for (const arn of arns) {
    const named = parseProviderArn(arn);
    if (named?.host !== host) continue;
    if (account === undefined || named.account === account)
      return { partition: named.partition, account: named.account };
  }
  return undefined;
}
