import { parseOwnedArn } from '../arn';

/** What a caller of `AssumeRoleWithWebIdentity` gives beside the token; what is absent is not known. */
export interface StsCall {
  /** ARN of the role that is asked for. */
  readonly roleArn?: string;
  readonly sessionName?: string;
  /** Condition keys of the request by lower-case name, see {@link isRequestKey}; `null`: the request has no such key. */
  readonly keys?: ReadonlyMap<string, string | readonly string[] | null>;
}

/** @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html */
const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;

/** Why STS refuses a role session name; `undefined` when it does not. */
export function sessionNameRefusal({
  sessionName,
}: StsCall): { readonly code: string; readonly reason: string } | undefined {
  if (sessionName === undefined || SESSION_NAME.test(sessionName)) return undefined;
  return {
    code: 'ValidationError',
    reason: `invalid role session name \`${sessionName}\`: expected 2 to 64 characters of \`A-Z a-z 0-9 _ + = , . @ -\``,
  };
}

/** Partition and account of a role's ARN; `undefined` when it is not one. */
export function parseRoleArn(
  arn: string,
): { readonly partition: string; readonly account: string } | undefined {
  const read = parseOwnedArn(arn, 'role');
  return read === undefined || !/^[\w+=,.@/-]+$/.test(read.name) ? undefined : read;
}
