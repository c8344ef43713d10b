import {
  CloudBackend,
  HttpBackend,
  NamedCloudWorkspace,
  S3Backend,
  type TerraformBackend,
  type TerraformStack,
} from 'cdktf';
import type { Fault, Problem } from '../../policies/index';
import { LIMITS, RefgateError } from '../../policies/index';

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
 * @throws RefgateError for what the backend would refuse, for an address with credentials, and for a template: Terraform expands
 *   nothing there
 */
export function addStateBackend(stack: TerraformStack, backend: StateBackend): TerraformBackend {
  const problems = stateProblems(backend);
  if (problems.length > 0) throw new RefgateError(problems);
  switch (backend.kind) {
    case 's3': {
      const { bucket, key, region, dynamodbTable, kmsKeyId, profile } = backend;
      const s3 = new S3Backend(stack, {
        bucket,
        key,
        region,
        encrypt: true,
        dynamodbTable,
        kmsKeyId,
        profile,
      });
      if (backend.useLockfile === true) {
        stack.addOverride('terraform.backend.s3.use_lockfile', true);
        stack.addOverride('terraform.required_version', LOCKFILE_TERRAFORM);
      }
      return s3;
    }
    case 'http': {
      const { address, lockAddress = `${address}/lock` } = backend;
      return new HttpBackend(stack, {
        address,
        lockAddress,
        lockMethod: 'POST',
        unlockAddress: lockAddress,
        unlockMethod: 'DELETE',
      });
    }
    case 'cloud': {
      const { organization, workspace, hostname } = backend;
      return new CloudBackend(stack, {
        organization,
        workspaces: new NamedCloudWorkspace(workspace),
        hostname,
      });
    }
  }
}

/** A reference is not an exception: Terraform expands nothing in a backend. */
function stateProblems(backend: StateBackend): readonly Problem[] {
  return faultsOf(backend).filter((fault) => fault !== undefined);
}

function faultsOf(backend: StateBackend): readonly (Fault | undefined)[] {
  const text = (what: string, value = 'absent'): Fault | undefined => LIMITS.backendText(what)(value);
  switch (backend.kind) {
    case 's3':
      return [
        LIMITS.bucket(backend.bucket),
        LIMITS.stateKey(backend.key),
        LIMITS.region(backend.region),
        text('the table', backend.dynamodbTable),
        text('the key', backend.kmsKeyId),
        text('the profile', backend.profile),
      ];
    case 'http':
      return [
        LIMITS.stateAddress(backend.address) ??
          (backend.lockAddress === undefined ? undefined : LIMITS.stateAddress(backend.lockAddress)),
      ];
    case 'cloud':
      return [
        LIMITS.cloudName(backend.organization),
        LIMITS.cloudName(backend.workspace),
        backend.hostname === undefined ? undefined : LIMITS.hostname(backend.hostname),
      ];
  }
}
