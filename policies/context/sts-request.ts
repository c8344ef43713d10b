import { iamArn } from '../arn';
import type { RawClaims } from './claims';
import { claimKeysOf } from './condition-keys';
import { issuerHost, unregistrableIssuer } from './provider-url';
import { numericText, timeRefusal } from './token-times';
import { sessionClaims } from './session-claims';
import { sessionNameRefusal, type StsCall } from './sts-call';

/** The condition keys of a request by lower-case name: text, or a list for a multivalued key. */
export type RequestContext = ReadonlyMap<string, string | readonly string[]>;

/** An IAM OIDC provider as far as it decides about a token. */
export interface ProviderRegistration {
  /** The registered URL. */
  readonly issuer: string;
  /** Account of the role, where STS looks for the provider: twelve digits. */
  readonly account: string;
  /** @default `aws` */
  readonly partition?: string;
  /** Registered client ids; absent = whatever audience the token has is registered. */
  readonly clientIds?: readonly string[];
}

/** A request as a trust policy sees it. */
export interface StsRequest {
  /** ARN of the provider that vouches for the token. */
  readonly principal: string;
  /** Every action that must be allowed: `sts:AssumeRoleWithWebIdentity`, and more where the token carries tags or an identity. */
  readonly actions: readonly string[];
  readonly context: RequestContext;
  /** Whether a key is filled from the HTTP request or the role, which nobody knows here. */
  readonly isUnknown: (key: string) => boolean;
}

/** What STS makes of a token before it reads the trust policy. */
export type StsAnswer =
  | { readonly ok: true; readonly request: StsRequest }
  | {
      readonly ok: false;
      readonly outcome: 'deny' | 'undetermined';
      readonly layer: 'token' | 'provider';
      /** AWS error code where one is known. */
      readonly code: string;
      /** AWS's own text, where it is known and the reason says more than that. */
      readonly text?: string;
      readonly reason: string;
    };

/** ARN of an OIDC provider. */
export function providerArn(issuer: string, account: string, partition = 'aws'): string {
  return iamArn(partition, account, `oidc-provider/${issuerHost(issuer)}`);
}

/**
 * Derives the request context of `AssumeRoleWithWebIdentity` from a token's payload, in the order in which STS looks:
 * provider, required claims, audience, times, roles claim.
 * @param now seconds since 1970; absent = times are not judged
 * @param call what the caller gives beside the token
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
 */
export function stsRequest(
  claims: RawClaims,
  provider: ProviderRegistration,
  now?: number,
  call: StsCall = {},
): StsAnswer {
  const malformed = sessionNameRefusal(call);
  if (malformed !== undefined) return refuse('token', malformed.code, malformed.reason);
  const { registered, unregistrable, principal, keys } = readProvider(provider);
  const { iss = registered } = claims;
  if (unregistrable !== undefined) return refuse('provider', 'InvalidIdentityToken', unregistrable);
  // before the provider is looked up: https://forum.gitlab.com/t/59396
  if (claims.aud === undefined || claims.aud === null)
    return refuse('token', 'InvalidIdentityToken', 'Missing a required claim: aud');
  if (typeof iss !== 'string')
    return refuse('token', 'InvalidIdentityToken', 'the claim `iss` is not a string');
  if (iss !== registered && iss.startsWith('https://') && `https://${issuerHost(iss)}` === registered) {
    return undetermined(
      'provider',
      `IAM keeps the issuer as \`${registered}\`; whether a token whose \`iss\` is \`${iss}\` then matches is not public`,
    );
  }
  if (iss !== registered) {
    return refuse(
      'provider',
      'InvalidIdentityToken',
      `no provider for \`${iss}\` in account ${provider.account}: the token's \`iss\` must equal the registered URL \`${registered}\`, case and slash included`,
      noProviderText(iss),
    );
  }
  const sub = subjectText(claims.sub);
  if (sub.kind !== 'text') return sub.answer;
  const audience = effectiveAudience(claims, provider);
  if (audience.kind !== 'audience') return audience.answer;
  const late = timeRefusal(claims, now);
  if (late !== undefined) return refuse('token', late.code, late.reason, late.text);
  const session = sessionClaims(claims, provider.account, call.roleArn);
  if (session.kind === 'refused') return refuse('token', 'InvalidIdentityToken', session.reason);
  if (session.kind === 'undetermined') return undetermined('token', session.reason);

  const context = new Map<string, string | readonly string[]>();
  for (const [key, value] of session.context) context.set(key, value);
  context.set(keys.sub, sub.text);
  context.set(keys.aud, audience.value);
  context.set(keys.oaud, audience.original);
  if (claims.amr !== undefined && claims.amr !== null) context.set(keys.amr, [claims.amr].flat().map(String));
  if (typeof claims.email === 'string') context.set(keys.email, claims.email);
  for (const [name, key] of keys.more) {
    const value = claims[name];
    if (typeof value === 'string') context.set(key, value);
    else if (typeof value === 'number' || typeof value === 'boolean') context.set(key, String(value));
  }
  context.set('aws:principalaccount', provider.account);
  context.set('aws:principaltype', 'User');
  context.set('aws:userid', principal);
  context.set('aws:securetransport', 'true');
  if (call.sessionName !== undefined) context.set('sts:rolesessionname', call.sessionName);
  if (now !== undefined) {
    context.set('aws:epochtime', String(now));
    context.set('aws:currenttime', String(now));
  }
  for (const [key, value] of call.keys ?? [])
    if (value !== null && isRequestKey(key)) context.set(key, value);
  const actions = ['sts:AssumeRoleWithWebIdentity', ...session.actions];
  const isUnknown = (key: string): boolean =>
    !context.has(key) && isRequestKey(key) && call.keys?.get(key) !== null;
  return { ok: true, request: { principal, actions, context, isUnknown } };
}

/** What a registration makes of every token alike. */
interface ReadProvider {
  /** The URL as IAM keeps it. */
  readonly registered: string;
  /** Why IAM keeps no such URL. */
  readonly unregistrable?: string | undefined;
  readonly principal: string;
  /** The names of the keys that a token fills; `more` goes from claim to key. */
  readonly keys: Readonly<Record<'sub' | 'aud' | 'oaud' | 'amr' | 'email', string>> & {
    readonly more: readonly (readonly [string, string])[];
  };
}

const readProviders = new WeakMap<ProviderRegistration, ReadProvider>();

/** Reads a registration once, however many tokens come for it. */
function readProvider(provider: ProviderRegistration): ReadProvider {
  const known = readProviders.get(provider);
  if (known !== undefined) return known;
  const registered = `https://${issuerHost(provider.issuer)}`;
  const keyOf = (claim: string): string => `${issuerHost(provider.issuer).toLowerCase()}:${claim}`;
  const read: ReadProvider = {
    registered,
    unregistrable: unregistrableIssuer(provider.issuer),
    principal: providerArn(provider.issuer, provider.account, provider.partition),
    keys: {
      sub: keyOf('sub'),
      aud: keyOf('aud'),
      oaud: keyOf('oaud'),
      amr: keyOf('amr'),
      email: keyOf('email'),
      more: claimKeysOf(issuerHost(registered)).map((name) => [name, keyOf(name)]),
    },
  };
  readProviders.set(provider, read);
  return read;
}

/**
 * Keys that a request fills, or may fill, from something that no token tells: the caller's address, the clock, the role's tags,
 * the organisation.
 * @param key in lower case
 */
export function isRequestKey(key: string): boolean {
  return REQUEST_KEYS.has(key) || key.startsWith('aws:resourcetag/') || key.startsWith('iam:resourcetag/');
}

const REQUEST_KEYS: ReadonlySet<string> = new Set([
  'aws:sourceip',
  'aws:currenttime',
  'aws:epochtime',
  'aws:requestedregion',
  'aws:useragent',
  'aws:vpcsourceip',
  'aws:federatedprovider',
  'aws:principalisawsservice',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:resourceaccount',
  'aws:resourceorgid',
  'aws:resourceorgpaths',
  'aws:viaawsservice',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'sts:rolesessionname',
]);

type Refused = Extract<StsAnswer, { ok: false }>;

function refuse(layer: Refused['layer'], code: string, reason: string, text?: string): Refused {
  return { ok: false, outcome: 'deny', layer, code, reason, text };
}

/**
 * AWS's text for an issuer that is not registered in the account of the role.
 * @see https://repost.aws/knowledge-center/iam-oidc-idp-federation
 */
export function noProviderText(issuer: string): string {
  return `No OpenIDConnect provider found in your account for ${issuer}`;
}

/**
 * AWS's text for an audience or an authorized party that is not registered.
 * @see https://github.com/radkawar/stackd/blob/9dc356f5e5cc49d2d334178a09c1398dd1c62617/internal/services/sts/testdata/oidc/README.md
 */
export const NOT_VALIDATED =
  'The web identity token provided could not be validated. See the AssumeRoleWithWebIdentity documentation for requirements.';

function undetermined(layer: Refused['layer'], reason: string): Refused {
  return { ok: false, outcome: 'undetermined', layer, code: 'Unknown', reason };
}

type Subject =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'refused'; readonly answer: Refused };

function subjectText(sub: unknown): Subject {
  if (typeof sub === 'string') return { kind: 'text', text: sub };
  const number = typeof sub === 'number' ? numericText(sub) : undefined;
  if (number !== undefined) return { kind: 'text', text: number };
  const answer =
    sub === undefined
      ? refuse('token', 'InvalidIdentityToken', 'Missing a required claim: sub')
      : sub === null
        ? refuse(
            'token',
            'InternalFailure',
            'the claim `sub` is null',
            'Unknown error validating third-party token',
          )
        : undetermined('token', 'the claim `sub` is neither text nor a number');
  return { kind: 'refused', answer };
}

type Audience =
  | { readonly kind: 'audience'; readonly value: string; readonly original: readonly string[] }
  | { readonly kind: 'refused'; readonly answer: Refused };

/** `azp` if there is one, else the single `aud`; either must be a registered client id. */
function effectiveAudience(claims: RawClaims, { clientIds, account }: ProviderRegistration): Audience {
  const refused = (answer: Refused): Audience => ({ kind: 'refused', answer });
  const { aud, azp } = claims;
  const list: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  if (!list.every((item): item is string => typeof item === 'string')) {
    return refused(undetermined('token', 'the claim `aud` is neither text nor a list of strings'));
  }
  if (list.length === 0)
    return refused(refuse('token', 'InvalidIdentityToken', 'Claim is not allowed to be empty: aud'));
  if (azp !== undefined && azp !== null && typeof azp !== 'string')
    return refused(undetermined('token', 'the claim `azp` is not a string'));
  const party = azp ?? undefined;
  if (party === undefined && list.length > 1) {
    return refused(
      refuse(
        'token',
        'InvalidIdentityToken',
        'Token audience contains more than one audience while authorized party is not present',
      ),
    );
  }
  const value = party ?? (list[0] as string);
  if (value === '' || (clientIds !== undefined && !clientIds.includes(value))) {
    return refused(
      refuse(
        'provider',
        'InvalidIdentityToken',
        `the ${party === undefined ? 'audience' : 'authorized party'} \`${value}\` is not a client id of the provider in account ${account}`,
        NOT_VALIDATED,
      ),
    );
  }
  return { kind: 'audience', value, original: list };
}
