import { iamArn, parseIamArn, resourceName } from '../../arn';
import { dnsSuffix, storedUrl } from './aws-names';
import { clusterIdentity } from './eks-cluster';
import type { AwsAccount } from './account';
import { OwnAccount, Unknown, UnknownArn, blank, textOfParts, toText, type Value } from './value';

/** What a rule for a computed attribute may look at. */
export interface Written {
  readonly address: string;
  readonly aws: AwsAccount;
  /** An argument of the resource; `null` when it is not written. */
  argument(name: string): Value;
}

type Rule = (written: Written) => Value;

/**
 * The attributes that AWS fills in and that follow from what is written, by the resource's type and the attribute's name. `data.` is in
 * front of data sources. An attribute without a rule is known only after apply.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
 */
export const COMPUTED: Readonly<Record<string, Readonly<Record<string, Rule>>>> = {
  aws_iam_openid_connect_provider: { arn: providerArn, id: providerArn, url: providerUrl },
  'data.aws_iam_openid_connect_provider': {
    arn: knownProviderArn,
    id: knownProviderArn,
    url: knownProviderUrl,
  },
  aws_iam_role: { arn: (written) => namedArn(written, 'role'), id: name, name },
  aws_iam_policy: {
    arn: (written) => namedArn(written, 'policy'),
    id: (written) => namedArn(written, 'policy'),
    name,
  },
  'data.aws_iam_policy': { arn: (written) => given(written, 'arn') },
  'data.aws_iam_role': { arn: (written) => unknownAttribute(written, 'arn'), id: name, name },
  'data.aws_caller_identity': { account_id: account, id: account },
  'data.aws_partition': {
    partition: ({ aws }) => aws.partition,
    id: ({ aws }) => aws.partition,
    dns_suffix: ({ aws }) => dnsSuffix(aws.partition),
    reverse_dns_prefix: ({ aws }) => dnsSuffix(aws.partition).split('.').toReversed().join('.'),
  },
  aws_eks_cluster: { identity },
  'data.aws_eks_cluster': { identity },
  'data.aws_region': { name: region, id: region, region },
};

function identity({ address, aws }: Written): Value {
  return clusterIdentity(address, aws);
}

function account({ address, aws }: Written): Value {
  return aws.account ?? noAccount(address, aws);
}

function region({ aws, address }: Written): Value {
  return aws.region ?? new Unknown('the region of the AWS provider is not known', address);
}

function providerArn(written: Written): Value {
  const url = written.argument('url');
  return url instanceof Unknown ? blank(url) : inAccount(written, `oidc-provider/${storedUrl(toText(url))}`);
}

/** IAM gives the URL back without its scheme, and after apply that is what the attribute holds. */
function providerUrl(written: Written): Value {
  const url = written.argument('url');
  return url instanceof Unknown ? blank(url) : storedUrl(toText(url));
}

function knownProviderArn(written: Written): Value {
  const arn = written.argument('arn');
  return arn === null ? providerArn(written) : arn;
}

function knownProviderUrl(written: Written): Value {
  const arn = written.argument('arn');
  if (arn === null) return providerUrl(written);
  if (arn instanceof Unknown) return blank(arn);
  const read = parseIamArn(toText(arn));
  const url = read === undefined ? undefined : resourceName(read, 'oidc-provider');
  return url ?? unknownAttribute(written, 'url');
}

function name(written: Written): Value {
  return given(written, 'name');
}

function given(written: Written, argument: string): Value {
  const value = written.argument(argument);
  return value === null ? unknownAttribute(written, argument) : value;
}

function namedArn(written: Written, kind: string): Value {
  const [own, path] = [name(written), written.argument('path')];
  const unknown = [own, path].find((part) => part instanceof Unknown);
  if (unknown instanceof Unknown) return new UnknownArn(unknown.reason, unknown.expression, written.address);
  return inAccount(written, `${kind}${path === null ? '/' : toText(path)}${toText(own)}`);
}

function inAccount({ address, aws }: Written, resource: string): Value {
  if (aws.account !== undefined) return iamArn(aws.partition, aws.account, resource);
  return textOfParts([`arn:${aws.partition}:iam::`, noAccount(address, aws, address), `:${resource}`]);
}

function noAccount(address: string, aws: AwsAccount, inArnOf?: string): Unknown {
  return new OwnAccount(
    `\`${address}\` needs the AWS account, and no \`allowed_account_ids\` of its provider names it; give it with \`--account\``,
    address,
    aws,
    inArnOf,
  );
}

function unknownAttribute({ address }: Written, attribute: string): Unknown {
  return new Unknown(`\`${address}.${attribute}\` is known only after apply`, `${address}.${attribute}`);
}
