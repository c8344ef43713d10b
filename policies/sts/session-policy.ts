import { stsError, type StsError } from './sts-error';
import type { QueryParameters } from './parameters';

/** Characters of session policies, inline and ARNs together. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MAX_SIZE = 2048;
const MAX_ARNS = 10;

/**
 * Why STS refuses the session policies of a request; `undefined` when it does not. They limit the session, and refgate does not judge what a
 * session may do.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
export function sessionPolicyProblem(parameters: QueryParameters): StsError | undefined {
  const policy = parameters.get('Policy');
  if (policy !== undefined && !isObject(policy))
    return stsError(
      'MalformedPolicyDocument',
      'This policy contains invalid Json',
      '`Policy` is not a JSON object',
    );
  const arns = [...parameters].flatMap(([name, value]) =>
    /^PolicyArns\.member\.\d+\.arn$/.test(name) ? [value] : [],
  );
  if (arns.length > MAX_ARNS)
    return stsError(
      'ValidationError',
      `1 validation error detected: Value at 'policyArns' failed to satisfy constraint: Member must have length less than or equal to ${MAX_ARNS}`,
      `${arns.length} session policy ARNs: at most ${MAX_ARNS}`,
    );
  const size = (policy ?? '').length + arns.reduce((sum, arn) => sum + arn.length, 0);
  if (size <= MAX_SIZE) return undefined;
  const percent = Math.ceil((size / MAX_SIZE) * 100);
  return stsError(
    'PackedPolicyTooLarge',
    `Packed policy consumes ${percent}% of allotted space, please use smaller policy.`,
    `the session policies have ${size} characters: at most ${MAX_SIZE}`,
  );
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
