/**
 * Calls that make a role or change a trust policy, as programs write them: the AWS CLI (as words of one text or of a list), the query API,
 * PowerShell, integrations of Step Functions and EventBridge Scheduler, steps of Systems Manager, and the SDKs.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-action-executeawsapi.html
 */
const CALLS: readonly RegExp[] = [
  /\biam[\s"',]+(?:create-role|update-assume-role-policy)\b/,
  /\bAction=(?:CreateRole|UpdateAssumeRolePolicy)\b/,
  /\b(?:New-IAMRole|Update-IAMAssumeRolePolicy)\b/i,
  /\baws-sdk:iam:(?:createRole|updateAssumeRolePolicy)\b/i,
  /\bapi\b[\s"':=]+(?:CreateRole|UpdateAssumeRolePolicy)\b/i,
  /\b(?:create_role|update_assume_role_policy)\s*\(/,
  /\b(?:CreateRole|UpdateAssumeRolePolicy)(?:Command|Request)\b/,
  /\biam\w*\s*\.\s*(?:createRole|updateAssumeRolePolicy)\s*\(/i,
];

/** Base64 that is long enough for a call, in one line. */
const BASE64 = /[A-Za-z0-9+/]{24,}/g;

/** How base64 of a gzip file begins: its method and flags are always these. */
const GZIP = /\bH4sI[A-Za-z0-9+/]{36}/;

/** So much text is decoded; what comes after it is read as it is written. User data has at most 16 KB. */
const MAX_DECODED = 1_000_000;

/** Why a text that some program gets may make a role or change a trust policy: it calls IAM, or cannot be read. */
export function iamCall(text: string): 'a call of IAM' | 'compressed text' | undefined {
  // an escape in a string of JSON, however often it is quoted
  const plain = text.replaceAll(/\\+[nrt]?/g, ' ');
  if (calls(plain) || encoded(plain).some(calls)) return 'a call of IAM';
  return GZIP.test(plain) ? 'compressed text' : undefined;
}

function calls(text: string): boolean {
  return CALLS.some((call) => call.test(text));
}

/** What the base64 in a text means. Lines of one value may have been joined with other text before it: each start is tried. */
function encoded(text: string): readonly string[] {
  const whole = text.slice(0, MAX_DECODED);
  const runs = [whole, whole.replaceAll(/\s+/g, '')].flatMap((each) => each.match(BASE64) ?? []);
  return [...new Set(runs)].flatMap((run) =>
    [0, 1, 2, 3].map((start) => {
      const from = run.slice(start);
      return atob(from.slice(0, from.length - (from.length % 4)));
    }),
  );
}
