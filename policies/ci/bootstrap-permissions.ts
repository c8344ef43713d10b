import { formatArn, iamArn, parseArn } from '../arn';
import { providerArn } from '../context/index';
import type { Account, Federation, Role, StateBackend } from '../federation/index';

/** A statement of an inline policy, as IAM stores it. */
export interface PermissionStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** What Terraform calls to refresh a role, its policies and the provider that it looks up. */
const READS = [
  'iam:GetRole',
  'iam:GetRolePolicy',
  'iam:ListAttachedRolePolicies',
  'iam:ListInstanceProfilesForRole',
  'iam:ListRolePolicies',
] as const;

/** What it calls to create, change and delete one. None of these can be limited to roles with a permissions boundary. */
const WRITES = [
  'iam:DeleteRole',
  'iam:TagRole',
  'iam:UntagRole',
  'iam:UpdateAssumeRolePolicy',
  'iam:UpdateRole',
  'iam:UpdateRoleDescription',
] as const;

/**
 * What gives a role its permissions: with `iam:PermissionsBoundary` only to roles that have one of the declared boundaries.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
const GRANTS = [
  'iam:AttachRolePolicy',
  'iam:CreateRole',
  'iam:DeleteRolePolicy',
  'iam:DetachRolePolicy',
  'iam:PutRolePermissionsBoundary',
  'iam:PutRolePolicy',
] as const;

/** The statements of the role that plans: it reads the roles of the declaration, the provider and the state, and nothing else. */
export function planStatements(federation: Federation, account: Account): readonly PermissionStatement[] {
  return [...readStatements(federation, account), ...stateStatements(account, false)];
}

/** The statements of the role that applies: it also writes the roles of the declaration. It cannot change itself, or the provider. */
export function applyStatements(federation: Federation, account: Account): readonly PermissionStatement[] {
  const boundaries = boundariesOf(federation, account);
  const resources = roleResources(federation, account);
  return [
    ...readStatements(federation, account),
    {
      Sid: 'WriteRoles',
      Effect: 'Allow',
      Action: boundaries === undefined ? [...WRITES, 'iam:DeleteRolePermissionsBoundary'].toSorted() : WRITES,
      Resource: resources,
    },
    {
      Sid: 'GrantPermissions',
      Effect: 'Allow',
      Action: GRANTS,
      Resource: resources,
      ...(boundaries === undefined
        ? {}
        : { Condition: { StringEquals: { 'iam:PermissionsBoundary': boundaries } } }),
    },
    ...stateStatements(account, true),
  ];
}

/**
 * The boundaries of the account's roles, sorted; `undefined` when a role has none: then the role that applies can give any permission to a
 * role that it writes.
 */
export function boundariesOf(federation: Federation, account: Account): readonly string[] | undefined {
  const boundaries = rolesOf(federation, account).map(({ permissions }) => permissions.boundary);
  return boundaries.length > 0 && boundaries.every((boundary) => boundary !== undefined)
    ? [...new Set(boundaries)].toSorted()
    : undefined;
}

/** The roles of the declaration: all below a path of their own, and by name those in the root path, which every other role is below, too. */
function roleResources(federation: Federation, account: Account): readonly string[] {
  const { partition, id } = account;
  const resources = rolesOf(federation, account).map(({ path, name }) =>
    iamArn(partition, id, path === '/' ? `role/${name}` : `role${path}*`),
  );
  return [...new Set(resources)].toSorted();
}

function rolesOf(federation: Federation, account: Account): readonly Role[] {
  return [...federation.roles.values()].filter((role) => role.account.key === account.key);
}

function readStatements(federation: Federation, account: Account): readonly PermissionStatement[] {
  const { partition, id } = account;
  return [
    { Sid: 'ReadRoles', Effect: 'Allow', Action: READS, Resource: roleResources(federation, account) },
    {
      Sid: 'ReadProvider',
      Effect: 'Allow',
      Action: ['iam:GetOpenIDConnectProvider'],
      Resource: providerArn(federation.instance.issuer, id, partition),
    },
    // it has no resource: AWS takes `*` only
    { Sid: 'FindProvider', Effect: 'Allow', Action: ['iam:ListOpenIDConnectProviders'], Resource: '*' },
  ];
}

/** The state in S3, its lock and its key; other backends have credentials of their own. */
function stateStatements(
  { backend, id, partition }: Account,
  writes: boolean,
): readonly PermissionStatement[] {
  if (backend?.kind !== 's3') return [];
  const { bucket, key } = backend;
  const bucketArn = formatArn({ partition, service: 's3', region: '', account: '', resource: bucket });
  return [
    { Sid: 'ListState', Effect: 'Allow', Action: ['s3:ListBucket'], Resource: bucketArn },
    {
      Sid: 'State',
      Effect: 'Allow',
      Action: writes ? ['s3:GetObject', 's3:PutObject'] : ['s3:GetObject'],
      Resource: `${bucketArn}/${key}`,
    },
    ...(writes ? lockStatements(backend, { bucketArn, id, partition }) : []),
    ...keyStatements(backend, { id, partition }, writes),
  ];
}

type S3Backend = Extract<StateBackend, { kind: 's3' }>;

/**
 * Only an apply locks: the emitted pipeline plans with `-lock=false`.
 * @see https://developer.hashicorp.com/terraform/language/backend/s3#permissions-required
 */
function lockStatements(
  { key, region, useLockfile, dynamodbTable }: S3Backend,
  { bucketArn, id, partition }: { bucketArn: string; id: string; partition: string },
): readonly PermissionStatement[] {
  return [
    ...(useLockfile === true
      ? [
          {
            Sid: 'LockFile',
            Effect: 'Allow',
            Action: ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'],
            Resource: `${bucketArn}/${key}.tflock`,
          } as const,
        ]
      : []),
    ...(dynamodbTable === undefined
      ? []
      : [
          {
            Sid: 'LockTable',
            Effect: 'Allow',
            Action: ['dynamodb:DeleteItem', 'dynamodb:DescribeTable', 'dynamodb:GetItem', 'dynamodb:PutItem'],
            Resource: formatArn({
              partition,
              service: 'dynamodb',
              region,
              account: id,
              resource: `table/${dynamodbTable}`,
            }),
          } as const,
        ]),
  ];
}

/**
 * The key of the state: its ARN, or its id in the account. An alias is not a resource, so it becomes a condition.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html
 */
function keyStatements(
  { kmsKeyId, region }: S3Backend,
  { id, partition }: { id: string; partition: string },
  writes: boolean,
): readonly PermissionStatement[] {
  if (kmsKeyId === undefined) return [];
  const named = parseArn(kmsKeyId)?.resource ?? kmsKeyId;
  const alias = named.startsWith('alias/');
  const keyArn = (resource: string): string =>
    formatArn({
      partition,
      service: 'kms',
      region,
      account: parseArn(kmsKeyId)?.account ?? id,
      resource,
    });
  return [
    {
      Sid: 'StateKey',
      Effect: 'Allow',
      Action: writes ? ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'] : ['kms:Decrypt'],
      Resource: keyArn(alias ? 'key/*' : `key/${named.replace(/^key\//, '')}`),
      ...(alias ? { Condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': [named] } } } : {}),
    },
  ];
}
