import type { DataSourceBehaviour } from './behaviour';
import { iamArn, uniqueId } from './iam-names';

const DNS_SUFFIXES: Readonly<Record<string, string>> = { aws: 'amazonaws.com', 'aws-cn': 'amazonaws.com.cn' };

/** @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/caller_identity */
export const dataAwsCallerIdentity: DataSourceBehaviour = {
  kind: 'data',
  type: 'data.aws_caller_identity',
  read: (_, around) => ({
    found: {
      id: around.cloud.account,
      account_id: around.cloud.account,
      arn: iamArn(around, 'user/terraform'),
      user_id: uniqueId('AIDA', 'terraform'),
    },
  }),
};

/** @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/partition */
export const dataAwsPartition: DataSourceBehaviour = {
  kind: 'data',
  type: 'data.aws_partition',
  read: (_, { cloud }) => {
    const suffix = DNS_SUFFIXES[cloud.partition] ?? 'amazonaws.com';
    return {
      found: {
        id: cloud.partition,
        partition: cloud.partition,
        dns_suffix: suffix,
        reverse_dns_prefix: suffix.split('.').toReversed().join('.'),
      },
    };
  },
};
