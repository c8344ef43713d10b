import {
  CloudBackend,
  HttpBackend,
  NamedCloudWorkspace,
  S3Backend,
  type TerraformBackend,
  type TerraformStack,
} from 'cdktf';
import type { Problem } from '../../policies/index';
import { quote, RefgateError } from '../../policies/index';

/**
 * Where Terraform keeps a stack's state. Credentials have no place here: each backend takes them from the environment.
 * @see https://developer.hashicorp.com/terraform/language/backend
 */
export type StateBackend = S3State | HttpState | CloudState;

/**
 * State in an S3 bucket.
 * @see https://developer.hashicorp.com/terraform/language/backend/s3
 */
export interface S3State {
  readonly kind: 's3';
  readonly bucket: string;
  /** Key of the state object. */
  readonly key: string;
  readonly region: string;
  /**
   * Locks with a file beside the state; needs Terraform 1.10.
   * @default false
   */
  readonly useLockfile?: boolean;
  /** Locks with this DynamoDB table. @default none */
  readonly dynamodbTable?: string;
  /** @default the bucket's own encryption */
  readonly kmsKeyId?: string;
  /** @default the credentials of the environment */
  readonly profile?: string;
}

/**
 * State over HTTP, as GitLab keeps it: user and token come from `TF_HTTP_USERNAME` and `TF_HTTP_PASSWORD`.
 * @see https://docs.gitlab.com/user/infrastructure/iac/terraform_state/
 */
export interface HttpState {
  readonly kind: 'http';
  /** Such as `https://gitlab.com/api/v4/projects/<id>/terraform/state/<name>`. */
  readonly address: string;
  /** @default `<address>/lock`, with `POST` and `DELETE`, as GitLab has it */
  readonly lockAddress?: string;
}

/** HCP Terraform, or another implementation of its API. @see https://developer.hashicorp.com/terraform/cli/cloud/settings */
export interface CloudState {
  readonly kind: 'cloud';
  readonly organization: string;
  readonly workspace: string;
  /** @default `app.terraform.io` */
  readonly hostname?: string;
}

/** The first Terraform that locks a state in S3 with a file. */
const LOCKFILE_TERRAFORM = '>= 1.10.0';

/**
 * Declares the backend of a stack.
 * @throws RefgateError for an address with credentials, one that is no HTTP address, and for a template: Terraform expands nothing there
 */
export function addStateBackend(stack: TerraformStack, backend: StateBackend): TerraformBackend {
  switch (backend.kind) {
    case 's3': {
      const s3 = new S3Backend(stack, {
        bucket: text(backend.bucket, 'bucket of the state'),
        key: text(backend.key, 'key of the state'),
        region: text(backend.region, 'region of the state'),
        encrypt: true,
        dynamodbTable: backend.dynamodbTable && text(backend.dynamodbTable, 'table of the state'),
        kmsKeyId: backend.kmsKeyId && text(backend.kmsKeyId, 'key of the state'),
        profile: backend.profile && text(backend.profile, 'profile of the state'),
      });
      if (backend.useLockfile === true) {
        stack.addOverride('terraform.backend.s3.use_lockfile', true);
        stack.addOverride('terraform.required_version', LOCKFILE_TERRAFORM);
      }
      return s3;
    }
    case 'http': {
      const lockAddress = text(backend.lockAddress ?? `${backend.address}/lock`, 'lock address of the state');
      const problems = [backend.address, lockAddress].flatMap(addressProblems);
      if (problems.length > 0) throw new RefgateError(problems.slice(0, 1));
      return new HttpBackend(stack, {
        address: text(backend.address, 'address of the state'),
        lockAddress,
        lockMethod: 'POST',
        unlockAddress: lockAddress,
        unlockMethod: 'DELETE',
      });
    }
    case 'cloud':
      return new CloudBackend(stack, {
        organization: text(backend.organization, 'organization of the state'),
        workspaces: new NamedCloudWorkspace(text(backend.workspace, 'workspace of the state')),
        hostname: backend.hostname && text(backend.hostname, 'host of the state'),
      });
  }
}

function text(value: string, what: string): string {
  if (!/[$%]\{/.test(value)) return value;
  throw new RefgateError({
    code: 'ERR_TERRAFORM',
    message: `a backend expands nothing, and the ${what} has a template`,
    got: quote(value),
    expected: 'the value itself',
    fix: 'write it out, or hand it to `terraform init -backend-config=…`',
  });
}

function addressProblems(address: string): readonly Problem[] {
  const match = /^https?:\/\/([^/]*)/.exec(address);
  const problem = (message: string, got: string, fix: string): Problem => ({
    code: 'ERR_TERRAFORM',
    message,
    got,
    expected: 'an address such as `https://gitlab.com/api/v4/projects/101/terraform/state/production`',
    fix,
  });
  if (match === null)
    return [problem('the state has no HTTP address', quote(address), 'begin it with `https://`')];
  const where = match[1]?.includes('@')
    ? 'text before `@`'
    : /[?&][^=&]*(?:token|passw|secret|credential|auth)[^=&]*=|\bgl[a-z]{2,5}-[\w-]{16,}/i.test(address)
      ? 'a token or a password'
      : undefined;
  if (where === undefined) return [];
  return [
    problem(
      'the address of the state has credentials',
      where,
      'remove it; set TF_HTTP_USERNAME and TF_HTTP_PASSWORD',
    ),
  ];
}
