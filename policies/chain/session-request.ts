import type { CompiledCondition, PermissionRequest } from '../evaluate/index';
import type { CompiledRole } from './chain-role';
import { isArnOf } from './role-identity';

/** The action of a chain. */
export const ASSUME_ROLE = 'sts:AssumeRole';

/**
 * Keys that a call of `sts:AssumeRole` by the session of a role never has.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const ABSENT: ReadonlySet<string> = new Set([
  'aws:username',
  'aws:principalservicename',
  'aws:principalservicenameslist',
  'aws:sourcearn',
  'aws:sourceaccount',
  'aws:calledvia',
  'aws:calledviafirst',
  'aws:calledvialast',
]);

/**
 * Keys whose value the caller chooses, with values to try beside those that the policies name; `undefined` stands for leaving it out.
 * An external ID is not a secret: whoever may read the policy knows it.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
 */
const CHOSEN: Readonly<Record<string, readonly (string | undefined)[]>> = {
  'sts:externalid': [undefined, 'another-id'],
  'sts:rolesessionname': ['gitlab'],
  'aws:requestedregion': ['us-east-1'],
  'aws:useragent': ['aws-cli'],
  'aws:referer': [undefined],
};

/** How many combinations of chosen values are tried. */
const MAX_CHOICES = 64;

/** A choice of values; a key without a value is omitted of the call. */
export type Choice = ReadonlyMap<string, string | undefined>;

/**
 * The call of `sts:AssumeRole` for a role by a session of another. What is not in the context is unknown, but for the keys that no such call
 * has. A session that began with a web identity was not authenticated with MFA: the key is absent or false.
 * @param choice values of the keys that the caller chooses; absent: they are unknown
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
 */
export function sessionRequest(
  caller: CompiledRole,
  target: CompiledRole,
  choice: Choice = new Map(),
  mfa: 'absent' | 'false' = 'absent',
): PermissionRequest {
  const context = new Map<string, string>([
    ['aws:principaltype', 'AssumedRole'],
    ['aws:principalisawsservice', 'false'],
    ['aws:viaawsservice', 'false'],
    ['aws:securetransport', 'true'],
  ]);
  const set = (key: string, value: string | undefined): void => {
    if (value !== undefined) context.set(key, value);
  };
  set('aws:principalarn', caller.arn);
  set('aws:principalaccount', caller.account);
  set('aws:resourceaccount', target.account);
  if (mfa === 'false') context.set('aws:multifactorauthpresent', 'false');
  for (const [key, value] of choice) set(key, value);
  return {
    action: ASSUME_ROLE,
    resource: {
      arn: target.arn,
      mayBe: (arn) => isArnOf(arn, target) !== 'no',
    },
    context,
    isUnknown: (key) => key !== 'aws:multifactorauthpresent' && !ABSENT.has(key) && !choice.has(key),
  };
}

/** The combinations of values for the chosen keys that some conditions name. */
export function choices(conditions: readonly CompiledCondition[]): readonly Choice[] {
  const candidates = new Map<string, Set<string | undefined>>();
  for (const { key, condition } of conditions) {
    if (!Object.hasOwn(CHOSEN, key)) continue;
    const values = candidates.get(key) ?? new Set(CHOSEN[key]);
    candidates.set(key, values);
    for (const value of condition.values)
      values.add(value.replaceAll(/[*?]/g, 'x').replaceAll(/\$\{([*?$])\}/g, '$1'));
  }
  let all: readonly Map<string, string | undefined>[] = [new Map()];
  for (const [key, values] of candidates) {
    all = all
      .flatMap((choice) => [...values].map((value) => new Map(choice).set(key, value)))
      .slice(0, MAX_CHOICES);
  }
  return candidates.size === 0 ? [] : all;
}
