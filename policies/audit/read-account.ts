import { readJsonArtifact, type WrittenArtifact } from '../artifact/index';
import { RefgateError, quote } from '../errors';
import { parseJsonText } from '../trust/index';

/** What was seen of one or more AWS accounts in one file. */
export interface SeenAccounts {
  /** As the user named it. */
  readonly file: string;
  readonly artifact: WrittenArtifact;
  /** Accounts that the file names beside its roles. */
  readonly accounts: readonly string[];
  /** Whether the file lists every OIDC provider of its accounts. */
  readonly allProviders: boolean;
}

/**
 * Reads an answer of `aws iam get-account-authorization-details`, `list-open-id-connect-providers` or `get-open-id-connect-provider`, or
 * what `refgate audit --save` has written: all of them in one file for each account.
 * @throws {RefgateError} `ERR_JSON` · `ERR_SCHEMA` · `ERR_INPUT_KIND`: another form
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 */
export function readAccountAnswer(text: string, file: string): SeenAccounts {
  const { kind, artifact } = readJsonArtifact(text, { file });
  if (kind !== 'aws-cli')
    throw new RefgateError({
      code: 'ERR_INPUT_KIND',
      message: `${quote(file)} is not an answer of \`aws iam\``,
      got: kind,
      expected:
        'the output of `aws iam get-account-authorization-details` or `aws iam list-open-id-connect-providers`, or a file of `refgate audit --save`',
    });
  const parsed = parseJsonText(text, file);
  const answer = (parsed.ok ? parsed.value : {}) as Readonly<Record<string, unknown>>;
  const named = typeof answer.AccountId === 'string' ? [answer.AccountId] : [];
  const found = [...artifact.roles, ...artifact.providers].flatMap(({ account }) =>
    account === undefined ? [] : [account],
  );
  return {
    file,
    artifact,
    accounts: [...new Set([...named, ...found])],
    allProviders:
      Array.isArray(answer.OpenIDConnectProviders) || Array.isArray(answer.OpenIDConnectProviderList),
  };
}
