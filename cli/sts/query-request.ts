import type { IncomingHttpHeaders } from 'node:http';
import type { StsCallRequest } from '../../policies/index';

/** The parameters of a form or a query; of one that is given twice the first. */
export function parametersOf(form: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(form))
    if (!parameters.has(name)) parameters.set(name, value);
  return parameters;
}

/**
 * Whose credentials a request is signed with: in its headers, or in its query when it is presigned.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function credentialsOf(
  headers: IncomingHttpHeaders,
  parameters: ReadonlyMap<string, string>,
): StsCallRequest['credentials'] {
  const credential =
    /^AWS4-HMAC-SHA256\s.*?Credential=([^/,\s]+)\//.exec(headers.authorization ?? '')?.[1] ??
    parameters.get('X-Amz-Credential')?.split('/')[0];
  const token = headers['x-amz-security-token'] ?? parameters.get('X-Amz-Security-Token');
  return {
    accessKeyId: credential,
    sessionToken: typeof token === 'string' ? token : undefined,
  };
}
