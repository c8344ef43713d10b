import { iamArn } from '../arn';
import { assumeCall, type ChainRole } from '../chain/index';
import { parseRoleArn } from '../context/index';
import { quote } from '../errors';
import { newSession, type IssuedSession } from './issue';
import { ASSUME_ROLE_PARAMETERS, checkParameters, type QueryParameters } from './parameters';
import type { ServedAccounts, ServedRole } from './served-roles';
import { sessionPolicyProblem } from './session-policy';
import type { FreshSecrets, StsSession } from './session';
import { stsError, type StsError } from './sts-error';
import { durationProblem } from './web-identity';

export interface AssumeRoleAnswer extends IssuedSession {
  readonly ok: true;
  readonly action: 'AssumeRole';
  readonly explanation: string;
}

interface Surroundings {
  readonly accounts: ServedAccounts;
  readonly now: number;
  readonly secrets: () => FreshSecrets;
}

/** Role chaining ends after an hour, whatever the role allows. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining */
const MAX_CHAINED_SECONDS = 3600;

/** Parameters that need more than the trust policy, and are not simulated. */
const NOT_SIMULATED =
  /^(?:Tags|TransitiveTagKeys|ProvidedContexts)\.member\.|^(?:SourceIdentity|SerialNumber|TokenCode)$/;

/**
 * `AssumeRole` by a session that this server handed out: a role chain.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export function assumeRole(
  parameters: QueryParameters,
  caller: StsSession,
  around: Surroundings,
): AssumeRoleAnswer | StsError {
  const wrong = checkParameters(parameters, ASSUME_ROLE_PARAMETERS) ?? sessionPolicyProblem(parameters);
  if (wrong !== undefined) return wrong;
  const roleArn = parameters.get('RoleArn') as string;
  const place = parseRoleArn(roleArn);
  if (place === undefined)
    return stsError(
      'ValidationError',
      'Request ARN is invalid',
      `${quote(roleArn)} is not the ARN of a role`,
    );
  // https://github.com/aws/karpenter-provider-aws/issues/4680
  const denied = (explanation: string, outcome: StsError['outcome'] = 'deny'): StsError =>
    stsError(
      'AccessDenied',
      `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
      explanation,
      outcome,
    );
  const { accounts } = around;
  const own = accounts.roles.find(({ key }) => key === caller.role);
  const role = accounts.roleOf(place.account, roleArn.slice(roleArn.lastIndexOf('/') + 1));
  if (role === undefined || own === undefined) return denied(`no role ${quote(roleArn)} is in the input`);
  const more = [...parameters.keys()].find((name) => NOT_SIMULATED.test(name));
  if (more !== undefined)
    return denied(`cannot tell: ${quote(more)} of AssumeRole is not simulated`, 'undetermined');
  const sessionName = parameters.get('RoleSessionName') as string;
  const externalId = parameters.get('ExternalId');
  const { outcome, dependsOn } = assumeCall(
    {
      caller: chainRole(own),
      callerSession: caller.arn.slice(caller.arn.lastIndexOf('/') + 1),
      target: chainRole(role),
      sessionName,
      externalId,
    },
    accounts.documents,
  );
  if (outcome === 'undetermined')
    return denied(`${role.key}: cannot tell: it depends on ${dependsOn.join(', ')}`, outcome);
  if (outcome === 'deny')
    return denied(
      `${role.key}: its trust policy and the permissions of ${own.key} do not allow it to ${caller.arn}`,
    );
  const seconds = Number(parameters.get('DurationSeconds') ?? MAX_CHAINED_SECONDS);
  const tooLong = chainedTooLong(seconds, role) ?? durationProblem(seconds, role);
  if (tooLong !== undefined) return tooLong;
  return {
    ok: true,
    action: 'AssumeRole',
    ...newSession({ role, sessionName, seconds }, around),
    explanation: `${role.key}: its trust policy and the permissions of ${own.key} allow it`,
  };
}

/** @see https://github.com/99designs/aws-vault/issues/263 */
function chainedTooLong(seconds: number, { key }: ServedRole): StsError | undefined {
  if (seconds <= MAX_CHAINED_SECONDS) return undefined;
  return stsError(
    'ValidationError',
    'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    `${key}: ${seconds} s were asked for, a role chain ends after ${MAX_CHAINED_SECONDS} s`,
  );
}

function chainRole({ key, name, account, partition, trust }: ServedRole): ChainRole {
  const { written, policy } = trust;
  const { arn = name === undefined ? undefined : iamArn(partition, account, `role/${name}`) } = written;
  return {
    key,
    arn,
    name,
    account,
    trust: policy,
    permissions: written.permissions,
  };
}
