import { z } from 'zod';
import { BUCKET_PATTERN, LIMITS, REGION_PATTERN, STATE_ADDRESS_PATTERN } from '../../limits/index';
import { checked, flag, text } from './leaf';

const s3Schema = z
  .strictObject({
    bucket: text(
      { description: 'The bucket.', examples: ['acme-terraform-state'], pattern: BUCKET_PATTERN },
      LIMITS.bucket,
    ),
    key: text(
      { description: 'Key of the state object.', examples: ['refgate/production.tfstate'] },
      LIMITS.stateKey,
    ),
    region: text(
      { description: 'Region of the bucket.', examples: ['eu-west-1'], pattern: REGION_PATTERN },
      LIMITS.region,
    ),
    use_lockfile: flag({
      description: 'Lock with a file beside the state; needs Terraform 1.10.',
      default: false,
    }).optional(),
    dynamodb_table: text(
      { description: 'Lock with this DynamoDB table.', examples: ['terraform-locks'] },
      LIMITS.backendText('the table'),
    ).optional(),
    kms_key_id: text(
      { description: "Key that encrypts the state; absent = the bucket's own encryption." },
      LIMITS.backendText('the key'),
    ).optional(),
    profile: text(
      { description: 'Profile that reads and writes the state; absent = the environment.' },
      LIMITS.backendText('the profile'),
    ).optional(),
  })
  .meta({ description: 'An S3 bucket.' });

const httpSchema = z
  .strictObject({
    address: text(
      {
        description: 'Address of the state, without credentials.',
        examples: ['https://gitlab.com/api/v4/projects/101/terraform/state/production'],
        pattern: STATE_ADDRESS_PATTERN,
      },
      LIMITS.stateAddress,
    ),
    lock_address: text(
      { description: 'Address of the lock. Absent = `<address>/lock`, as GitLab has it.' },
      LIMITS.stateAddress,
    ).optional(),
  })
  .meta({
    description:
      'State over HTTP, as GitLab keeps it. User and token come from TF_HTTP_USERNAME and TF_HTTP_PASSWORD.',
  });

const cloudSchema = z
  .strictObject({
    organization: text({ description: 'The organization.', examples: ['acme'] }, LIMITS.cloudName),
    workspace: text({ description: 'The workspace.', examples: ['refgate-production'] }, LIMITS.cloudName),
    hostname: text(
      { description: 'Host of another implementation.', examples: ['app.terraform.io'] },
      LIMITS.hostname,
    ).optional(),
  })
  .meta({ description: 'HCP Terraform, or another implementation of its API.' });

const KINDS = ['s3', 'http', 'cloud'] as const;

export const stateBackendSchema = checked(
  z.strictObject({
    s3: s3Schema.optional(),
    http: httpSchema.optional(),
    cloud: cloudSchema.optional(),
  }),
  (backend) => {
    const kinds = KINDS.filter((kind) => backend[kind] !== undefined);
    if (kinds.length === 1) return undefined;
    const got = kinds.map((kind) => `\`${kind}\``).join(' and ');
    return {
      code: 'ERR_ACCOUNT',
      message: kinds.length === 0 ? 'the backend is missing' : 'a state has one backend',
      got: kinds.length === 0 ? undefined : got,
      expected: 'exactly one of `s3`, `http`, `cloud`',
      fix: kinds.length === 0 ? 'name one, or remove `backend`' : 'remove the others',
    };
  },
).meta({ description: "Where the stack's state is kept. Absent = Terraform keeps a file." });
