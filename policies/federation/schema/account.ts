import { z } from 'zod';
import { quote } from '../../errors';
import type { Fault } from '../fault';
import { ACCOUNT_ID_PATTERN, accountIdFault } from '../rules/account-id';
import { PROVIDER_ARN_PATTERN, providerArnFault, ROLE_ARN_PATTERN, roleArnFault } from '../rules/arn';
import {
  EXTERNAL_ID_PATTERN,
  externalIdFault,
  SESSION_NAME_PATTERN,
  sessionNameFault,
} from '../rules/assume-role';
import { MANAGED_POLICIES } from '../rules/managed-policies';
import { REGION_PATTERN, regionFault } from '../rules/region';
import { movesFault, RESOURCE_ADDRESS_PATTERN, resourceAddressFault } from '../rules/resource-address';
import { plainTextFault } from '../rules/state-backend';
import { tagsFault } from '../rules/tags';
import { THUMBPRINT_PATTERN, thumbprintFault, thumbprintsFault } from '../rules/thumbprint';
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
      providerArnFault,
    ).optional(),
    thumbprints: list(
      text(
        { description: 'A SHA-1 fingerprint: 40 hexadecimal digits.', pattern: THUMBPRINT_PATTERN },
        thumbprintFault,
      ),
      "Certificates of the issuer's host; needed for a private certificate authority only.",
      thumbprintsFault,
    ).optional(),
    tags: checked(z.record(z.string(), z.string()), (tags) => tagsFault(tags, 'a provider'))
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
      roleArnFault,
    ),
    external_id: text(
      { description: 'External id that the role asks for.', pattern: EXTERNAL_ID_PATTERN },
      externalIdFault,
    ).optional(),
    session_name: text(
      { description: 'Name of the session.', pattern: SESSION_NAME_PATTERN, default: 'refgate' },
      sessionNameFault,
    ).optional(),
  })
  .meta({ description: 'A role that Terraform assumes in the account.' });

const quotasSchema = z
  .strictObject({
    trust_policy_size: count(
      { description: 'Characters of a trust policy (L-C07B4B0D).', default: 2048 },
      2048,
      8192,
      'ERR_QUOTA',
    ).optional(),
    managed_policies: count(
      { description: 'Managed policies of one role.', default: MANAGED_POLICIES.default },
      MANAGED_POLICIES.default,
      MANAGED_POLICIES.most,
      'ERR_QUOTA',
    ).optional(),
    roles: count(
      { description: 'Roles of the account (L-FE177D64).', default: 1000 },
      1000,
      10_000,
      'ERR_QUOTA',
    ).optional(),
  })
  .meta({ description: 'Quotas of the account that were raised.' });

const address = (description: string, example: string) =>
  text({ description, examples: [example], pattern: RESOURCE_ADDRESS_PATTERN }, resourceAddressFault);

function twinFault(addresses: readonly string[]): Fault | undefined {
  const twin = addresses.find((one, index) => addresses.indexOf(one) !== index);
  return twin === undefined
    ? undefined
    : { code: 'ERR_ACCOUNT', message: `${quote(twin)} is listed twice`, fix: 'remove one of them' };
}

export const accountSchema = z
  .strictObject({
    id: text(
      {
        description: 'The twelve digits of the account, in quotes: without them YAML reads a number.',
        examples: ['111122223333'],
        pattern: ACCOUNT_ID_PATTERN,
      },
      accountIdFault,
    ),
    region: text(
      {
        description: "Region of the AWS provider and of the jobs' STS endpoint.",
        examples: ['eu-west-1'],
        pattern: REGION_PATTERN,
      },
      regionFault,
    ),
    partition: word(['aws', 'aws-us-gov', 'aws-cn'], {
      description: 'Partition of the account. Follows from the region when it is absent.',
    }).optional(),
    provider: z
      .union([z.literal('lookup'), providerSchema])
      .meta({
        description:
          'The OIDC provider. One that exists already: `lookup` finds it by the issuer, `{ arn: … }` names it. Absent = the stack creates it, with `thumbprints` and `tags` where they are given.',
      })
      .optional(),
    profile: text(
      { description: 'Named profile that Terraform uses. Absent = the credentials of the environment.' },
      plainTextFault('the profile'),
    ).optional(),
    assume_role: assumeRoleSchema.optional(),
    backend: stateBackendSchema.optional(),
    quotas: quotasSchema.optional(),
    adopt: z
      .union([
        z.literal(true),
        list(address('Address of the resource.', 'aws_iam_role.deploy'), 'Addresses.', twinFault),
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
      movesFault,
    ).optional(),
  })
  .meta({ description: 'An AWS account: one Terraform stack.' });
