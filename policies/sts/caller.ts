import type { StsSession } from './session';
import { stsError, type StsError } from './sts-error';

/** What a signed request says of its caller: the parts that name the credentials, not the signature. */
export interface CallerCredentials {
  readonly accessKeyId?: string;
  readonly sessionToken?: string;
}

/** Finds a session by the id of its key. */
export type FindSession = (accessKeyId: string) => StsSession | undefined;

/**
 * Whose credentials a request is signed with. The signature itself is not verified: the secrets are fake, and only this server knows them.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
 */
export function callerOf(
  { accessKeyId, sessionToken }: CallerCredentials,
  find: FindSession,
  now: number,
): StsSession | StsError {
  if (accessKeyId === undefined)
    return stsError(
      'MissingAuthenticationToken',
      'Request is missing Authentication Token',
      'the request is not signed: it needs credentials that this server handed out',
    );
  const session = find(accessKeyId);
  if (session === undefined || session.sessionToken !== sessionToken)
    return stsError(
      'InvalidClientTokenId',
      'The security token included in the request is invalid',
      'this server did not hand out these credentials',
    );
  if (session.expires <= now)
    return stsError(
      'ExpiredToken',
      'The security token included in the request is expired',
      `the session ${session.arn} has expired`,
    );
  return session;
}

export interface CallerIdentityAnswer {
  readonly ok: true;
  readonly action: 'GetCallerIdentity';
  readonly caller: StsSession;
  readonly explanation: string;
}

/** `GetCallerIdentity`: no permission is needed. @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
export function getCallerIdentity(caller: StsSession): CallerIdentityAnswer {
  return { ok: true, action: 'GetCallerIdentity', caller, explanation: `the caller is ${caller.arn}` };
}
