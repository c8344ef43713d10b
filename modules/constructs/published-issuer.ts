import type { CloudfrontDistribution } from '@cdktf/provider-aws/lib/cloudfront-distribution';
import type { CloudfrontOriginAccessControl } from '@cdktf/provider-aws/lib/cloudfront-origin-access-control';
import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy';
import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import type { Fault } from '../../policies/index';
import { LIMITS, quote, RefgateError } from '../../policies/index';
import { Group } from './group';
import {
  distributionProblems,
  issuerDistribution,
  type IssuerDistributionProps,
} from './issuer-distribution';
import { onlyTerraformKnows, refused } from './refused';
import { terraformJson, terraformTags, terraformText } from './terraform-text';

/** The bucket that the documents of an issuer are published in, and the role that writes them. */
export interface PublishedIssuerProps {
  /** Name of the bucket, without dots: the certificate of S3 does not cover them. */
  readonly bucket: string;
  /**
   * ARN of the only role that can write the documents. It decides who can assume the roles that trust the issuer, and must not trust
   * this issuer itself: a broken copy could then not be repaired.
   */
  readonly writerRoleArn: string;
  /**
   * Serve the documents through CloudFront, and keep the bucket private: `{}` for an address of CloudFront, or a domain with a certificate.
   * @default none: S3 serves them, and anyone can read the two objects
   */
  readonly distribution?: IssuerDistributionProps;
  /**
   * Tags of the bucket, of the writer's policy and of the distribution.
   * @default none
   */
  readonly tags?: Readonly<Record<string, string>>;
  /** @default the stack's only `aws` provider */
  readonly provider?: TerraformProvider;
}

/** What AWS reads below the address of an issuer of GitLab. */
const DOCUMENTS = ['.well-known/openid-configuration', 'oauth/discovery/keys'];

/**
 * A bucket that publishes the discovery document and the keys of a GitLab that AWS cannot reach: anyone can read the two objects over
 * TLS, from S3 or from a CloudFront distribution in front of the private bucket; one role can write. The bucket is encrypted and keeps
 * old versions. It is what the Terraform module `modules/published-issuer` creates.
 *
 * The documents are copied by `refgate publish-issuer`. Attach {@link PublishedIssuer.writerPolicyArn} to the role that copies them.
 *
 * @throws RefgateError for a bucket name with dots or that S3 would refuse, for an ARN that is not one of a role, for a distribution with a
 * domain but no certificate, or the reverse, or a domain that is not a host name, and for tags that AWS would refuse
 * @see https://docs.gitlab.com/ci/cloud_services/aws/#configure-a-non-public-gitlab-instance
 */
export class PublishedIssuer extends Construct {
  readonly bucket: S3Bucket;
  readonly bucketPolicy: S3BucketPolicy;
  readonly encryption: S3BucketServerSideEncryptionConfigurationA;
  readonly ownership: S3BucketOwnershipControls;
  readonly publicAccess: S3BucketPublicAccessBlock;
  readonly versioning: S3BucketVersioningA;
  readonly writerPolicy: IamPolicy;
  /** Absent when S3 serves the documents. */
  readonly distribution?: CloudfrontDistribution;
  /** Absent when S3 serves the documents. */
  readonly originAccessControl?: CloudfrontOriginAccessControl;
  /** A reference to the URL of the issuer: of the provider in IAM and of the setting of the instance. */
  readonly issuer: string;
  /** A reference to the ARN of the policy that allows reading and writing the two documents. */
  readonly writerPolicyArn: string;

  constructor(scope: Construct, id: string, props: PublishedIssuerProps) {
    super(scope, id);
    const { provider, tags = {}, writerRoleArn } = props;
    const problems = [
      ...refused(props.bucket, bucketFault),
      ...refused(writerRoleArn, LIMITS.roleArn),
      ...distributionProblems(props.distribution),
      ...LIMITS.tags(tags, 'a bucket', onlyTerraformKnows),
    ];
    if (problems.length > 0) throw new RefgateError(problems);
    const name = terraformText(props.bucket, { code: 'ERR_ISSUER', what: 'name of a bucket' });
    this.bucket = new S3Bucket(this, 'Resource', { bucket: name, tags: terraformTags(tags), provider });
    const served =
      props.distribution &&
      issuerDistribution(this, props.distribution, {
        bucket: this.bucket,
        name,
        tags: terraformTags(tags),
        provider,
      });
    this.distribution = served?.distribution;
    this.originAccessControl = served?.originAccessControl;
    this.issuer = `https://${served?.host ?? this.bucket.bucketRegionalDomainName}`;
    const common = { bucket: this.bucket.id, provider };
    this.versioning = new S3BucketVersioningA(new Group(this, 'versioning'), 'Resource', {
      ...common,
      versioningConfiguration: { status: 'Enabled' },
    });
    // With a key of KMS only callers with credentials could read.
    this.encryption = new S3BucketServerSideEncryptionConfigurationA(
      new Group(this, 'encryption'),
      'Resource',
      { ...common, rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }] },
    );
    this.ownership = new S3BucketOwnershipControls(new Group(this, 'ownership'), 'Resource', {
      ...common,
      rule: { objectOwnership: 'BucketOwnerEnforced' },
    });
    this.publicAccess = new S3BucketPublicAccessBlock(new Group(this, 'publicAccess'), 'Resource', {
      ...common,
      blockPublicAcls: true,
      ignorePublicAcls: true,
      blockPublicPolicy: served !== undefined,
      restrictPublicBuckets: served !== undefined,
    });
    this.bucketPolicy = new S3BucketPolicy(new Group(this, 'bucketPolicy'), 'Resource', {
      ...common,
      dependsOn: [this.publicAccess],
      policy: policyText(this.bucketStatements(writerRoleArn), 'policy of the bucket'),
    });
    this.writerPolicy = new IamPolicy(this, 'writer', {
      name: `${name}-writer`,
      description: `Reads and writes the two documents of the issuer in ${name}`,
      policy: policyText(
        [{ Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: this.documents() }],
        'policy of the writer',
      ),
      tags: terraformTags(tags),
      provider,
    });
    this.writerPolicyArn = this.writerPolicy.arn;
  }

  private documents(): readonly string[] {
    return DOCUMENTS.map((name) => `${this.bucket.arn}/${name}`);
  }

  private bucketStatements(writer: string): readonly object[] {
    const { arn } = this.bucket;
    return [
      {
        ...(this.distribution ? readByDistribution(this.distribution) : READ_BY_EVERYBODY),
        Action: 's3:GetObject',
        Resource: this.documents(),
      },
      {
        Sid: 'OnlyTheWriterWrites',
        Effect: 'Deny',
        Principal: '*',
        Action: ['s3:PutObject', 's3:DeleteObject', 's3:DeleteObjectVersion'],
        Resource: `${arn}/*`,
        Condition: { ArnNotEquals: { 'aws:PrincipalArn': writer } },
      },
      {
        Sid: 'OnlyTLS',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [arn, `${arn}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ];
  }
}

const READ_BY_EVERYBODY = { Sid: 'EverybodyReads', Effect: 'Allow', Principal: '*' };

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html */
function readByDistribution({ arn }: CloudfrontDistribution): object {
  return {
    Sid: 'DistributionReads',
    Effect: 'Allow',
    Principal: { Service: 'cloudfront.amazonaws.com' },
    Condition: { StringEquals: { 'AWS:SourceArn': arn } },
  };
}

function policyText(Statement: readonly object[], what: string): string {
  return terraformJson({ Version: '2012-10-17', Statement }, { code: 'ERR_ISSUER', what });
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
function bucketFault(bucket: string): Fault | undefined {
  if (!bucket.includes('.')) return LIMITS.bucket(bucket);
  return {
    code: 'ERR_ISSUER',
    message: `invalid bucket for an issuer: ${quote(bucket)} has a dot, and the certificate of S3 does not cover it`,
    expected: '3 to 63 lower-case letters, digits or `-`',
    fix: 'replace the dots',
  };
}
