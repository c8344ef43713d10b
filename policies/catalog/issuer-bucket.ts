import { formatArn } from '../arn';
import { issuerHost } from '../context/index';
import type { CheckInput, RolePermissions } from './check-input';
import { matches, namesAction, statementsOf, texts, type PermissionStatement } from './permission-statements';

/** Managed policies of AWS that may write every object of S3. */
const ALL_OF_S3 = /:iam::aws:policy\/(?:AdministratorAccess|PowerUserAccess|AmazonS3FullAccess)$/;

/**
 * The two forms of an S3 address: the bucket in the host, or first in the path. Both may name a region and `dualstack`.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 */
const BUCKET_IN_HOST =
  /^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\.s3(?:[.-][a-z0-9.-]+)?\.amazonaws\.com(?:\.cn)?(?:\/(.*))?$/;
const BUCKET_IN_PATH = /^s3(?:[.-][a-z0-9.-]+)?\.amazonaws\.com(?:\.cn)?\/([^/]+)(?:\/(.*))?$/;
const CLOUDFRONT = /^[a-z0-9]+\.cloudfront\.(?:net|cn)(?:\/|$)/;

/** The documents that AWS reads, below the path of the issuer. */
const DOCUMENTS = ['.well-known/openid-configuration', 'oauth/discovery/keys'];

/**
 * Actions with which a role puts other documents there, or lets somebody else do so.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
const ON_OBJECTS = ['s3:putobject', 's3:replicateobject', 's3:deleteobjectversion'];
const ON_BUCKET = ['s3:putbucketpolicy', 's3:deletebucketpolicy', 's3:deletebucket'];

/** Managed policies of AWS that may change every distribution. */
const ALL_OF_CLOUDFRONT = /:iam::aws:policy\/(?:AdministratorAccess|PowerUserAccess|CloudFrontFullAccess)$/;

/**
 * Actions with which a role gives a distribution another origin, or code that answers in its place.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudfront.html
 */
const ON_DISTRIBUTION = ['cloudfront:updatedistribution', 'cloudfront:updatedistributionwithstagingconfig'];

/** Where an issuer is published. */
export interface IssuerBucket {
  /** Without `https://`. */
  readonly host: string;
  /** Absent for a CloudFront address: it does not name its bucket. */
  readonly bucket?: string;
  /** Keys of the two documents. */
  readonly keys: readonly string[];
}

/** The bucket that an issuer is published from, as its URL tells; `undefined` for an issuer that is not an S3 or CloudFront address. */
export function issuerBucket(issuer: string): IssuerBucket | undefined {
  const host = issuerHost(issuer);
  if (CLOUDFRONT.test(host)) return { host, keys: DOCUMENTS };
  const [, bucket, prefix] = BUCKET_IN_HOST.exec(host) ?? BUCKET_IN_PATH.exec(host) ?? [];
  if (bucket === undefined) return undefined;
  return {
    host,
    bucket,
    keys: DOCUMENTS.map((document) => (prefix === undefined ? document : `${prefix}/${document}`)),
  };
}

/** How a role may change what an issuer publishes. */
export interface IssuerWrite {
  readonly at: IssuerBucket;
  /** The managed policy, or the name of the inline one. */
  readonly policy: string;
  /** What allows it: an action or a pattern of actions, as written. */
  readonly action: string;
  /** What it changes. */
  readonly changes: 'bucket' | 'distribution';
}

/**
 * What in a role's permissions lets it write the documents of a registered issuer. Of a CloudFront address the bucket is not known: only
 * permissions on every bucket count, or on every distribution of the account. A permissions boundary and a bucket policy may forbid it; they
 * are not looked at.
 */
export function issuerWrite({
  providers = [],
  permissions,
  partition = 'aws',
  account,
}: CheckInput): IssuerWrite | undefined {
  if (permissions === undefined) return undefined;
  for (const { issuer, account: registeredIn = ANY } of providers) {
    const at = issuerBucket(issuer);
    const way =
      at === undefined ? undefined : wayTo(targetsOf(at, partition, account ?? registeredIn), permissions);
    if (at !== undefined && way !== undefined) return { at, ...way };
  }
  return undefined;
}

/** A name that no statement has: what matches it matches every name. */
const ANY = '\u0000';

/** What must be changed for other keys to be published, and how. */
interface Target {
  readonly changes: IssuerWrite['changes'];
  readonly action: string;
  readonly resource: string;
  /** Managed policies of AWS that allow it. */
  readonly managed: RegExp;
}

function targetsOf({ bucket, keys }: IssuerBucket, partition: string, account: string): readonly Target[] {
  const arn = formatArn({ partition, service: 's3', region: '', account: '', resource: bucket ?? ANY });
  const distribution = formatArn({
    partition,
    service: 'cloudfront',
    region: '',
    account,
    resource: `distribution/${ANY}`,
  });
  const inBucket = { changes: 'bucket', managed: ALL_OF_S3 } as const;
  const ofDistribution = { changes: 'distribution', managed: ALL_OF_CLOUDFRONT } as const;
  return [
    ...ON_OBJECTS.flatMap((action) =>
      keys.map((key) => ({ ...inBucket, action, resource: `${arn}/${key}` })),
    ),
    ...ON_BUCKET.map((action) => ({ ...inBucket, action, resource: arn })),
    // of an address of S3, no distribution is between the bucket and AWS
    ...(bucket === undefined ? ON_DISTRIBUTION : []).map((action) => ({
      ...ofDistribution,
      action,
      resource: distribution,
    })),
  ];
}

function wayTo(
  targets: readonly Target[],
  permissions: RolePermissions,
): Omit<IssuerWrite, 'at'> | undefined {
  const all = Object.entries(permissions.inline).flatMap(([policy, document]) =>
    statementsOf(document).map((statement) => ({ policy, statement })),
  );
  for (const { action, resource, changes, managed } of targets) {
    const isDenied = all.some(
      ({ statement }) =>
        statement.Effect === 'Deny' &&
        statement.Condition === undefined &&
        namesAction(statement, action) !== undefined &&
        covers(statement, resource),
    );
    if (isDenied) continue;
    const whole = permissions.managed.find((arn) => managed.test(arn));
    if (whole !== undefined) return { policy: whole, action: `${action.split(':', 1)[0]}:*`, changes };
    for (const { policy, statement } of all) {
      const allowing = statement.Effect === 'Allow' ? namesAction(statement, action) : undefined;
      if (allowing !== undefined && covers(statement, resource)) return { policy, action: allowing, changes };
    }
  }
  return undefined;
}

/** Whether a statement is about a resource. A policy variable of an Allow may have any value, one of a Deny may miss. */
function covers(statement: PermissionStatement, resource: string): boolean {
  const isAllow = statement.Effect === 'Allow';
  const hits = (name: string, isWide: boolean): boolean =>
    texts(statement[name]).some((text) =>
      matches(isWide ? text.replaceAll(/\$\{[^}]*\}/g, '*') : text, resource),
    );
  return statement.NotResource === undefined ? hits('Resource', isAllow) : !hits('NotResource', !isAllow);
}
