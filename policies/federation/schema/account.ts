import { z } from 'zod';
import { ACCOUNT_ID_PATTERN, accountIdFault } from '../rules/account-id';
import { PROVIDER_ARN_PATTERN, providerArnFault } from '../rules/arn';
import { REGION_PATTERN, regionFault } from '../rules/region';
import { text, word } from './leaf';

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
      .union([
        z.literal('lookup'),
        z.strictObject({
          arn: text(
            {
              description: 'ARN of the provider.',
              examples: ['arn:aws:iam::111122223333:oidc-provider/gitlab.com'],
              pattern: PROVIDER_ARN_PATTERN,
            },
            providerArnFault,
          ),
        }),
      ])
      .meta({
        description:
          'An OIDC provider that exists already: `lookup` finds it by the issuer, `{ arn: … }` names it. Absent = the stack creates it.',
      })
      .optional(),
  })
  .meta({ description: 'An AWS account: one Terraform stack.' });
