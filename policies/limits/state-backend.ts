import { quote } from '../errors';
import type { Fault } from './fault';
import { writeFix } from './fix';

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export const BUCKET_PATTERN = '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$';

export function bucketFault(bucket: string): Fault | undefined {
  if (new RegExp(BUCKET_PATTERN).test(bucket) && !bucket.includes('..')) return undefined;
  return {
    code: 'ERR_ACCOUNT',
    message: `${quote(bucket)} is not a name of an S3 bucket`,
    expected: '3 to 63 lower-case letters, digits, `.` or `-`',
    fix: bucket.startsWith('s3://') ? 'write the name only' : undefined,
  };
}

const TEMPLATE = /[$%]\{/;
/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const MAX_STATE_KEY = 1024;

/** @see https://developer.hashicorp.com/terraform/language/backend#define-a-backend-block */
function templateFault(text: string): Fault {
  return {
    code: 'ERR_ACCOUNT',
    message: `a backend expands nothing, and ${quote(text)} has a template`,
    expected: 'the value itself',
    fix: 'write it out, or hand it to `terraform init -backend-config=…`',
  };
}

/** @see https://developer.hashicorp.com/terraform/language/backend/s3 */
export function stateKeyFault(key: string): Fault | undefined {
  if (TEMPLATE.test(key)) return templateFault(key);
  const isAccepted = (text: string): boolean =>
    text !== '' && text.length <= MAX_STATE_KEY && !/^\/|\/$|\/\//.test(text);
  if (isAccepted(key)) return undefined;
  return {
    code: 'ERR_ACCOUNT',
    message: `${quote(key)} is not a key of a state object`,
    expected: 'a path without `/` at either end, such as `refgate/production.tfstate`',
    fix: writeFix(key.replace(/\/{2,}/g, '/').replace(/^\/|\/$/g, ''), isAccepted),
  };
}

export const STATE_ADDRESS_PATTERN = '^https://[^/]';

/** State holds no secret of refgate's, and the address goes into every clone: no credentials, and nothing in the clear. */
export function stateAddressFault(address: string): Fault | undefined {
  const fault = (message: string, fix: string): Fault => ({
    code: 'ERR_ACCOUNT',
    message,
    expected: 'an address such as `https://gitlab.com/api/v4/projects/101/terraform/state/production`',
    fix,
  });
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url !== undefined && url.username + url.password !== '') {
    return fault(
      'the address of the state has credentials',
      'remove what stands before `@`; set TF_HTTP_USERNAME and TF_HTTP_PASSWORD',
    );
  }
  if (url !== undefined && hasToken(url)) {
    return fault(
      'the address of the state has a token or a password',
      'remove it; set TF_HTTP_USERNAME and TF_HTTP_PASSWORD',
    );
  }
  if (TEMPLATE.test(address)) return templateFault(address);
  return url === undefined || !new RegExp(STATE_ADDRESS_PATTERN).test(address)
    ? fault(`${quote(address)} is not an https address`, 'begin it with `https://`')
    : undefined;
}

/**
 * A parameter that is named like a credential, or GitLab's prefix of one.
 * @see https://docs.gitlab.com/security/tokens/#token-prefixes
 */
function hasToken({ href, searchParams }: URL): boolean {
  const named = [...searchParams.keys()].some((name) => /token|passw|secret|credential|auth/i.test(name));
  return named || /\bgl[a-z]{2,5}-[\w-]{16,}/.test(href);
}

/** @see https://developer.hashicorp.com/terraform/cloud-docs/workspaces/create */
export function cloudNameFault(name: string): Fault | undefined {
  if (/^[A-Za-z0-9_-]{1,90}$/.test(name)) return undefined;
  return {
    code: 'ERR_ACCOUNT',
    message: `${quote(name)} is not a name for HCP Terraform`,
    expected: '1 to 90 letters, digits, `-` or `_`',
  };
}

export function hostnameFault(hostname: string): Fault | undefined {
  if (/^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{1,5})?$/.test(hostname)) return undefined;
  return {
    code: 'ERR_ACCOUNT',
    message: `${quote(hostname)} is not a host`,
    expected: 'a host name, such as `app.terraform.io`',
    fix: /^https?:\/\//i.test(hostname) ? 'write the host only' : undefined,
  };
}

/** A string of a backend that has no form of its own: a table, a key, a profile. */
export function backendTextFault(what: string): (text: string) => Fault | undefined {
  return (text) => (TEMPLATE.test(text) ? templateFault(text) : plainTextFault(what)(text));
}

/** A string that goes to Terraform as it is. */
export function plainTextFault(what: string): (text: string) => Fault | undefined {
  return (text) =>
    text.trim() === text && text !== '' && !/\p{Cc}/u.test(text)
      ? undefined
      : {
          code: 'ERR_ACCOUNT',
          message: `${what} ${quote(text)} is empty, or has white space around it`,
          fix: 'remove it, or correct it',
        };
}
