/** A refusal as AWS answers it. */
export interface StsError {
  readonly ok: false;
  /** HTTP status. */
  readonly status: number;
  readonly code: string;
  /** AWS's text. */
  readonly message: string;
  /** What refgate knows beyond AWS's text: one sentence for the log. */
  readonly explanation: string;
  /** Whether the policies decide it; `undetermined` is refused as well. */
  readonly outcome: 'deny' | 'undetermined';
}

/**
 * HTTP statuses of STS by error code; every other code is 400.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html#API_AssumeRoleWithWebIdentity_Errors
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
 */
const STATUS: Readonly<Record<string, number>> = {
  AccessDenied: 403,
  ExpiredToken: 403,
  IDPRejectedClaim: 403,
  InternalFailure: 500,
  InvalidClientTokenId: 403,
  MissingAuthenticationToken: 403,
  RegionDisabledException: 403,
  ServiceUnavailable: 503,
};

export function stsError(
  code: string,
  message: string,
  explanation: string = message,
  outcome: StsError['outcome'] = 'deny',
): StsError {
  return { ok: false, status: STATUS[code] ?? 400, code, message, explanation, outcome };
}

/** AWS's one text for every refusal by a trust policy, and for a role that does not exist. */
export function notAuthorized(explanation: string, outcome: StsError['outcome'] = 'deny'): StsError {
  return stsError(
    'AccessDenied',
    'Not authorized to perform sts:AssumeRoleWithWebIdentity',
    explanation,
    outcome,
  );
}
