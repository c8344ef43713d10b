import { CloudfrontDistribution } from '@cdktf/provider-aws/lib/cloudfront-distribution';
import { CloudfrontOriginAccessControl } from '@cdktf/provider-aws/lib/cloudfront-origin-access-control';
import type { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import type { TerraformProvider } from 'cdktf';
import type { Construct } from 'constructs';
import type { Fault, Problem } from '../../policies/index';
import { LIMITS } from '../../policies/index';
import { Group } from './group';
import { refused } from './refused';
import { terraformText } from './terraform-text';

/** How CloudFront serves the documents of an issuer: `{}` for an address of CloudFront, or a domain with its certificate. */
export interface IssuerDistributionProps {
  /**
   * Host name of the issuer, in lower case. Its alias in DNS is not created.
   * @default the address that CloudFront assigns
   */
  readonly domain?: string;
  /**
   * ARN of the ACM certificate of the domain, in `us-east-1`.
   * @default the certificate of CloudFront
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html
   */
  readonly certificateArn?: string;
}

/** What CloudFront consists of, and the host that it answers on. */
export interface IssuerDistribution {
  readonly distribution: CloudfrontDistribution;
  readonly originAccessControl: CloudfrontOriginAccessControl;
  readonly host: string;
}

/** What the distribution is in front of. */
interface Served {
  readonly bucket: S3Bucket;
  /** Name of the bucket, as Terraform text. */
  readonly name: string;
  readonly tags?: Record<string, string>;
  readonly provider?: TerraformProvider;
}

/** The policy that caches nothing: a key that is withdrawn must be gone. */
const CACHING_DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';

const METHODS = ['GET', 'HEAD'];

/** What is wrong with a distribution; the same as the Terraform module refuses. */
export function distributionProblems(props: IssuerDistributionProps | undefined): readonly Problem[] {
  return props === undefined
    ? []
    : [...refused(props, pairFault), ...refused(props.domain, LIMITS.issuerDomain)];
}

/**
 * The distribution in front of a private bucket, with the access control that signs its requests to S3.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
 */
export function issuerDistribution(
  scope: Construct,
  props: IssuerDistributionProps,
  { bucket, name, tags, provider }: Served,
): IssuerDistribution {
  const text = (value: string | undefined, what: string): string | undefined =>
    value === undefined ? undefined : terraformText(value, { code: 'ERR_ISSUER', what });
  const domain = text(props.domain, 'domain of the distribution');
  const originAccessControl = new CloudfrontOriginAccessControl(
    new Group(scope, 'originAccessControl'),
    'Resource',
    {
      name,
      originAccessControlOriginType: 's3',
      signingBehavior: 'always',
      signingProtocol: 'sigv4',
      provider,
    },
  );
  const distribution = new CloudfrontDistribution(new Group(scope, 'distribution'), 'Resource', {
    enabled: true,
    comment: 'Issuer of GitLab ID tokens',
    aliases: domain === undefined ? [] : [domain],
    origin: [
      {
        originId: 'bucket',
        domainName: bucket.bucketRegionalDomainName,
        originAccessControlId: originAccessControl.id,
      },
    ],
    defaultCacheBehavior: {
      targetOriginId: 'bucket',
      viewerProtocolPolicy: 'https-only',
      allowedMethods: METHODS,
      cachedMethods: METHODS,
      cachePolicyId: CACHING_DISABLED,
    },
    restrictions: { geoRestriction: { restrictionType: 'none' } },
    viewerCertificate: {
      cloudfrontDefaultCertificate: domain === undefined,
      acmCertificateArn: text(props.certificateArn, 'certificate of the distribution'),
      sslSupportMethod: domain === undefined ? undefined : 'sni-only',
      minimumProtocolVersion: domain === undefined ? 'TLSv1' : 'TLSv1.2_2021',
    },
    tags,
    provider,
  });
  return { distribution, originAccessControl, host: domain ?? distribution.domainName };
}

function pairFault({ domain, certificateArn }: IssuerDistributionProps): Fault | undefined {
  if ((domain === undefined) === (certificateArn === undefined)) return undefined;
  return {
    code: 'ERR_ISSUER',
    message: 'the distribution must have both a domain and a certificateArn, or none of them',
    got: domain === undefined ? 'a certificateArn only' : 'a domain only',
    fix: domain === undefined ? 'set `domain`' : 'set `certificateArn`',
  };
}
