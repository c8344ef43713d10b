import { quote } from '../errors';
import {
  callerOf,
  getCallerIdentity,
  type CallerCredentials,
  type CallerIdentityAnswer,
  type FindSession,
} from './caller';
import { assumeRole, type AssumeRoleAnswer } from './assume-role';
import type { QueryParameters } from './parameters';
import { stsError, type StsError } from './sts-error';
import { assumeRoleWithWebIdentity, type StsSurroundings, type WebIdentityAnswer } from './web-identity';

/** One call of the query API, decoded. */
export interface StsCallRequest {
  readonly parameters: QueryParameters;
  readonly credentials: CallerCredentials;
}

/** What a call may look at, the sessions that were handed out among it. */
export interface ServerSurroundings extends StsSurroundings {
  readonly findSession: FindSession;
}

/** What STS answers: a session, who the caller is, or a refusal. */
export type StsReply = WebIdentityAnswer | AssumeRoleAnswer | CallerIdentityAnswer | StsError;

const VERSION = '2011-06-15';

/**
 * Answers one call of the query API.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_Operations.html
 */
export async function answerCall(
  { parameters, credentials }: StsCallRequest,
  around: ServerSurroundings,
): Promise<StsReply> {
  const action = parameters.get('Action');
  if (action === undefined || action === '')
    return stsError(
      'MissingAction',
      'The request is missing an action or a required parameter.',
      'the request has no `Action`: send a form as the AWS clients do',
    );
  const version = parameters.get('Version');
  if (!ACTIONS.has(action) || (version !== undefined && version !== VERSION))
    return stsError(
      'InvalidAction',
      `Could not find operation ${action} for version ${version ?? 'NO_VERSION_SPECIFIED'}`,
      ACTIONS.has(action)
        ? `the version of the API is ${VERSION}`
        : `${quote(action)} is not simulated: ${[...ACTIONS].join(', ')}`,
    );
  if (action === 'AssumeRoleWithWebIdentity') return assumeRoleWithWebIdentity(parameters, around);
  const caller = callerOf(credentials, around.findSession, around.now);
  if ('ok' in caller) return caller;
  return action === 'AssumeRole' ? assumeRole(parameters, caller, around) : getCallerIdentity(caller);
}

const ACTIONS: ReadonlySet<string> = new Set([
  'AssumeRoleWithWebIdentity',
  'AssumeRole',
  'GetCallerIdentity',
]);
