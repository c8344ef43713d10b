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
}

/**
 * What in a role's permissions lets it write the documents of a registered issuer. Of a CloudFront address the bucket is not known: only
 * permissions on every bucket count. A permissions boundary and a bucket policy may forbid it; they are not looked at.
 */
export function issuerWrite({ providers = [], permissions, partition }: CheckInput): IssuerWrite | undefined {
  if (permissions === undefined) return undefined;
  for (const { issuer } of providers) {
    const at = issuerBucket(issuer);
    const way = at === undefined ? undefined : wayTo(at, permissions, partition ?? 'aws');
    if (at !== undefined && way !== undefined) return { at, ...way };
  }
  return undefined;
}

/** A bucket that no statement names: what matches its name matches every name. */
const ANY_BUCKET = '\u0000';

function wayTo(
  { bucket = ANY_BUCKET, keys }: IssuerBucket,
  permissions: RolePermissions,
  partition: string,
): Omit<IssuerWrite, 'at'> | undefined {
  const managed = permissions.managed.find((arn) => ALL_OF_S3.test(arn));
  const arn = `arn:${partition}:s3:::${bucket}`;
  const targets = [
    ...ON_OBJECTS.flatMap((action) => keys.map((key) => ({ action, resource: `${arn}/${key}` }))),
    ...ON_BUCKET.map((action) => ({ action, resource: arn })),
  ];
  const all = Object.entries(permissions.inline).flatMap(([policy, document]) =>
    statementsOf(document).map((statement) => ({ policy, statement })),
  );
  for (const { action, resource } of targets) {
    const isDenied = all.some(
      ({ statement }) =>
        statement.Effect === 'Deny' &&
        statement.Condition === undefined &&
        namesAction(statement, action) !== undefined &&
        covers(statement, resource),
    );
    if (isDenied) continue;
    if (managed !== undefined) return { policy: managed, action: 's3:*' };
    for (const { policy, statement } of all) {
      const allowing = statement.Effect === 'Allow' ? namesAction(statement, action) : undefined;
      if (allowing !== undefined && covers(statement, resource)) return { policy, action: allowing };
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
