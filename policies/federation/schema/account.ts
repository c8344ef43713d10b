import { PARTITIONS } from '../../arn';
import { z } from 'zod';
import type { Fault } from '../../limits/index';
import {
  ACCOUNT_ID_PATTERN,
  EXTERNAL_ID_PATTERN,
  LIMITS,
  PROVIDER_ARN_PATTERN,
  QUOTAS,
  REGION_PATTERN,
  RESOURCE_ADDRESS_PATTERN,
  ROLE_ARN_PATTERN,
  SESSION_NAME_PATTERN,
  THUMBPRINT_PATTERN,
} from '../../limits/index';
import { checked, count, list, text, word } from './leaf';
import { stateBackendSchema } from './state-backend';

const providerSchema = checked(
  z.strictObject({
    arn: text(
      {
        description: 'ARN of a provider that exists already.',
        examples: ['arn:aws:iam::111122223333:oidc-provider/gitlab.com'],
        pattern: PROVIDER_ARN_PATTERN,
      },
      LIMITS.providerArn,
    ).optional(),
    thumbprints: list(
      text(
        { description: 'A SHA-1 fingerprint: 40 hexadecimal digits.', pattern: THUMBPRINT_PATTERN },
        LIMITS.thumbprint,
      ),
      "Certificates of the issuer's host; needed for a private certificate authority only.",
      LIMITS.thumbprints,
    ).optional(),
    tags: checked(z.record(z.string(), z.string()), (tags) => LIMITS.tags(tags, 'a provider'))
      .meta({ description: 'Tags of the provider.' })
      .optional(),
  }),
  ({ arn, thumbprints, tags }): Fault | undefined =>
    arn === undefined || (thumbprints === undefined && tags === undefined)
      ? undefined
      : {
          code: 'ERR_ACCOUNT',
          message: 'a provider that exists already cannot be given thumbprints or tags',
          expected: '`arn`, or `thumbprints` and `tags` of a new one',
          fix: 'remove `arn`, or the others',
        },
).meta({ description: 'A provider that exists already, or more about the one to create.' });

const assumeRoleSchema = z
  .strictObject({
    role_arn: text(
      {
        description: 'ARN of a role of this account.',
        examples: ['arn:aws:iam::111122223333:role/terraform'],
        pattern: ROLE_ARN_PATTERN,
      },
      LIMITS.roleArn,
    ),
    external_id: text(
      { description: 'External id that the role asks for.', pattern: EXTERNAL_ID_PATTERN },
      LIMITS.externalId,
    ).optional(),
    session_name: text(
      { description: 'Name of the session.', pattern: SESSION_NAME_PATTERN, default: 'refgate' },
      LIMITS.sessionName,
    ).optional(),
  })
  .meta({ description: 'A role that Terraform assumes in the account.' });

const quota = (description: string, { default: initial, most }: { default: number; most: number }) =>
  count({ description, default: initial }, initial, most, 'ERR_QUOTA').optional();

const quotasSchema = z
  .strictObject({
    trust_policy_size: quota('Characters of a trust policy (L-C07B4B0D).', QUOTAS.trustPolicySize),
    managed_policies: quota('Managed policies of one role.', QUOTAS.managedPolicies),
    roles: quota('Roles of the account (L-FE177D64).', QUOTAS.roles),
  })
  .meta({ description: 'Quotas of the account that were raised.' });

const address = (description: string, example: string) =>
  text({ description, examples: [example], pattern: RESOURCE_ADDRESS_PATTERN }, LIMITS.resourceAddress);

export const accountSchema = z
  .strictObject({
    id: text(
      {
        description: 'The twelve digits of the account, in quotes: without them YAML reads a number.',
        examples: ['111122223333'],
        pattern: ACCOUNT_ID_PATTERN,
      },
      LIMITS.accountId,
    ),
    region: text(
      {
        description: "Region of the AWS provider and of the jobs' STS endpoint.",
        examples: ['eu-west-1'],
        pattern: REGION_PATTERN,
      },
      LIMITS.region,
    ),
    partition: word(PARTITIONS, {
      description: 'Partition of the account. Follows from the region when it is absent.',
    }).optional(),
    audience: text(
      {
        description:
          "The audience of the account's roles. Absent = `gitlab.audience`. The provider of the account has the audiences of all its roles as client ids.",
        examples: ['sts.cn-north-1.amazonaws.com.cn'],
      },
      LIMITS.audience,
    ).optional(),
    provider: z
      .union([z.literal('lookup'), providerSchema])
      .meta({
        description:
          'The OIDC provider. One that exists already: `lookup` finds it by the issuer, `{ arn: … }` names it. Absent = the stack creates it, with `thumbprints` and `tags` where they are given.',
      })
      .optional(),
    profile: text(
      { description: 'Named profile that Terraform uses. Absent = the credentials of the environment.' },
      LIMITS.plainText('the profile'),
    ).optional(),
    assume_role: assumeRoleSchema.optional(),
    backend: stateBackendSchema.optional(),
    quotas: quotasSchema.optional(),
    adopt: z
      .union([
        z.literal(true),
        list(
          address('Address of the resource.', 'aws_iam_role.deploy'),
          'Addresses.',
          LIMITS.adoptedAddresses,
        ),
      ])
      .meta({
        description:
          'Resources that exist already and are taken over by `import` blocks, without a rebuild: `true` = the provider, the roles, their policies and variables; or the addresses of some. Remove it after the apply.',
      })
      .optional(),
    moved: list(
      z
        .strictObject({
          from: address('Where Terraform knows it.', 'aws_iam_role.old'),
          to: address('Where it is now.', 'aws_iam_role.deploy'),
        })
        .meta({ description: 'A resource that has another address than before.' }),
      'Resources whose address has changed, for example because a role got another key.',
      LIMITS.moves,
    ).optional(),
  })
  .meta({ description: 'An AWS account: one Terraform stack.' });
