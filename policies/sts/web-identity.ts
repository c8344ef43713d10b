import {
  noProviderText,
  NOT_VALIDATED,
  parseRoleArn,
  stsRequest,
  type RawClaims,
  type StsAnswer,
  type StsCall,
} from '../context/index';
import { quote } from '../errors';
import { evaluate } from '../evaluate/index';
import { readIdToken, type IdToken } from './id-token';
import { checkParameters, WEB_IDENTITY_PARAMETERS, type QueryParameters } from './parameters';
import type { KnownProvider, ServedAccounts, ServedRole } from './served-roles';
import { newSession, type IssuedSession } from './issue';
import { sessionPolicyProblem } from './session-policy';
import type { FreshSecrets } from './session';
import { notAuthorized, stsError, type StsError } from './sts-error';
import { isAlgorithm, verificationKey, type Algorithm, type PublishedKey } from './verification-key';

/** What a call may look at, beside its parameters. */
export interface StsSurroundings {
  readonly accounts: ServedAccounts;
  /** Seconds since 1970. */
  readonly now: number;
  readonly secrets: () => FreshSecrets;
  /** The keys that an issuer publishes. */
  readonly keysOf: (issuer: string) => readonly PublishedKey[];
  /** Whether the signature of a token is that of the key. */
  readonly verify: (token: string, key: PublishedKey, algorithm: Algorithm) => Promise<boolean>;
}

export interface WebIdentityAnswer extends IssuedSession {
  readonly ok: true;
  readonly action: 'AssumeRoleWithWebIdentity';
  readonly subject: string;
  readonly audience: string;
  /** ARN of the provider. */
  readonly provider: string;
  readonly explanation: string;
}

const NO_JWT =
  'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)';
const NO_KEY =
  "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements";

/**
 * `AssumeRoleWithWebIdentity`, in the order in which STS looks, as far as that is public: parameters, token, provider, claims, signature,
 * roles claim, trust policy, length of the session.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 * @see https://github.com/radkawar/stackd/blob/9dc356f5e5cc49d2d334178a09c1398dd1c62617/internal/services/sts/testdata/oidc/README.md
 */
export async function assumeRoleWithWebIdentity(
  parameters: QueryParameters,
  around: StsSurroundings,
): Promise<WebIdentityAnswer | StsError> {
  const wrong =
    checkParameters(parameters, WEB_IDENTITY_PARAMETERS) ??
    sessionPolicyProblem(parameters) ??
    providerIdProblem(parameters);
  if (wrong !== undefined) return wrong;
  const roleArn = parameters.get('RoleArn') as string;
  const role = parseRoleArn(roleArn);
  if (role === undefined)
    return stsError(
      'ValidationError',
      'Request ARN is invalid',
      `${quote(roleArn)} is not the ARN of a role; an empty account is a CI/CD variable that the job does not have`,
    );
  const text = parameters.get('WebIdentityToken') as string;
  const token = readIdToken(text);
  if (token === undefined) return stsError('InvalidIdentityToken', NO_JWT, 'the token is not a JWT');
  const { claims } = token;
  const { iss } = claims;
  if (iss === undefined || iss === null)
    return stsError('InvalidIdentityToken', 'Missing a required claim: iss');
  if (claims.aud === undefined || claims.aud === null)
    return stsError('InvalidIdentityToken', 'Missing a required claim: aud');
  const provider =
    typeof iss === 'string' ? around.accounts.providerOf(role.account, role.partition, iss) : undefined;
  if (provider === undefined)
    return stsError(
      'InvalidIdentityToken',
      noProviderText(String(iss)),
      `account ${role.account} has no provider for ${quote(String(iss))}: the token's \`iss\` must equal the registered URL`,
    );
  const call = { roleArn, sessionName: parameters.get('RoleSessionName') as string };
  // before the signature, STS looks at neither session tags nor the roles claim
  const plain = withoutAwsClaims(claims);
  const early = stsRequest(plain, provider.registration, around.now, call);
  const refused = refusal(early) ?? (await signatureProblem(text, token, around));
  if (refused !== undefined) return refused;
  const answer = plain === claims ? early : stsRequest(claims, provider.registration, around.now, call);
  return decide(parameters, { answer, provider, call, account: role.account }, around);
}

/** @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html#API_AssumeRoleWithWebIdentity_RequestParameters */
function providerIdProblem(parameters: QueryParameters): StsError | undefined {
  const id = parameters.get('ProviderId');
  if (id === undefined) return undefined;
  const explanation = '`ProviderId` is for tokens of Amazon and Facebook: leave it out with an ID token';
  if (id === 'www.amazon.com')
    return stsError('InvalidIdentityToken', 'Provided Token is not a Login With Amazon token', explanation);
  if (id === 'graph.facebook.com')
    return stsError(
      'IDPRejectedClaim',
      'graph.facebook.com rejected OAuth token with response "Bad signature" and code 190',
      explanation,
    );
  return stsError(
    'AccessDenied',
    'Unrecognized OAuth provider. Do not include a provider parameter when submitting OpenIDConnect ID tokens',
    explanation,
  );
}

/** The claims but for session tags and the roles claim; the claims themselves where there are none of these. */
function withoutAwsClaims(claims: RawClaims): RawClaims {
  const names = Object.keys(claims).filter((name) => name.startsWith('https://aws.amazon.com/'));
  if (names.length === 0) return claims;
  return Object.fromEntries(Object.entries(claims).filter(([name]) => !names.includes(name)));
}

function refusal(answer: StsAnswer): StsError | undefined {
  if (answer.ok) return undefined;
  const { outcome, code, reason, text } = answer;
  if (outcome === 'undetermined') return notAuthorized(`cannot tell: ${reason}`, 'undetermined');
  return stsError(code, text ?? reason, reason);
}

async function signatureProblem(
  text: string,
  { header, claims }: IdToken,
  { keysOf, verify }: StsSurroundings,
): Promise<StsError | undefined> {
  const { alg, kid } = header;
  if (!isAlgorithm(alg))
    return stsError(
      'InvalidIdentityToken',
      NOT_VALIDATED,
      `STS does not take tokens signed with ${quote(String(alg))}: RS256, RS384, RS512, ES256, ES384 or ES512`,
    );
  const key = verificationKey(kid, alg, keysOf(String(claims.iss)));
  if (key === undefined)
    return stsError(
      'InvalidIdentityToken',
      NO_KEY,
      kid === undefined
        ? 'the token has no `kid`, and the issuer has not exactly one usable key'
        : `the issuer has no usable key with the \`kid\` ${quote(String(kid))}`,
    );
  if (await verify(text, key, alg)) return undefined;
  return stsError('InvalidIdentityToken', NOT_VALIDATED, 'the signature of the token is wrong');
}

interface Asked {
  readonly answer: StsAnswer;
  readonly provider: KnownProvider;
  readonly call: StsCall & { readonly roleArn: string; readonly sessionName: string };
  readonly account: string;
}

function decide(
  parameters: QueryParameters,
  { answer, provider, call, account }: Asked,
  around: StsSurroundings,
): WebIdentityAnswer | StsError {
  if (!answer.ok) return refusal(answer) as StsError;
  const { request } = answer;
  const role = around.accounts.roleOf(account, call.roleArn.slice(call.roleArn.lastIndexOf('/') + 1));
  if (role === undefined) return notAuthorized(`no role ${quote(call.roleArn)} is in the input`);
  if (role.compiled === undefined)
    return notAuthorized(`cannot tell: the trust policy of ${quote(role.key)} is malformed`, 'undetermined');
  const decision = evaluate(role.compiled, request);
  if (decision.outcome !== 'allow')
    return notAuthorized(
      `${role.key}: ${decision.outcome === 'undetermined' ? 'cannot tell: ' : ''}${decision.reason}`,
      decision.outcome,
    );
  const seconds = Number(parameters.get('DurationSeconds') ?? 3600);
  const tooLong = durationProblem(seconds, role);
  if (tooLong !== undefined) return tooLong;
  const [subject, audience] = ['sub', 'aud'].map((name) =>
    String(request.context.get(`${hostKey(provider)}:${name}`)),
  ) as [string, string];
  const identity = request.context.get('sts:sourceidentity');
  const session = newSession(
    {
      role,
      sessionName: call.sessionName,
      seconds,
      sourceIdentity: typeof identity === 'string' ? identity : undefined,
    },
    around,
  );
  const assumed =
    provider.known === 'named' ? ' (assuming that its provider exists and takes the audience)' : '';
  return {
    ok: true,
    action: 'AssumeRoleWithWebIdentity',
    ...session,
    subject,
    audience,
    provider: request.principal,
    explanation: `${role.key}: ${decision.reason}${assumed}`,
  };
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_manage-assume.html#id_roles_use_view-role-max-session */
export function durationProblem(seconds: number, role: ServedRole): StsError | undefined {
  if (seconds <= role.maxSessionSeconds) return undefined;
  return stsError(
    'ValidationError',
    'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    `${role.key}: ${seconds} s were asked for, \`MaxSessionDuration\` is ${role.maxSessionSeconds} s`,
  );
}

function hostKey({ registration }: KnownProvider): string {
  return registration.issuer.replace(/^https:\/\//, '').toLowerCase();
}
