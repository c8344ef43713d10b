import { z } from 'zod';
import { ANY_OBJECT, TEXT, openObject } from './shape';

/** The CLI prints a policy as an object; the API gives it as URL-encoded text. */
const DOCUMENT = z.union([ANY_OBJECT, TEXT]);

const MANAGED = z.array(openObject({ PolicyArn: TEXT, PolicyName: TEXT.optional() }));

const TAGS = z.array(openObject({ Key: TEXT, Value: z.string() })).optional();

/** A role as an instance profile shows it: with its trust policy, and without what it may do. */
const SHOWN_ROLE = openObject({
  RoleName: TEXT.optional(),
  Arn: TEXT.optional(),
  AssumeRolePolicyDocument: DOCUMENT.optional(),
});

export const AWS_ROLE = openObject({
  RoleName: TEXT.optional(),
  RoleId: TEXT.optional(),
  Arn: TEXT.optional(),
  AssumeRolePolicyDocument: DOCUMENT,
  InstanceProfileList: z.array(openObject({ Roles: z.array(SHOWN_ROLE).optional() })).optional(),
  MaxSessionDuration: z.number().optional(),
  // an answer has an object, a request the ARN
  PermissionsBoundary: z
    .union([openObject({ PermissionsBoundaryArn: TEXT.optional() }), z.string()])
    .optional(),
  RolePolicyList: z.array(openObject({ PolicyName: TEXT.optional(), PolicyDocument: DOCUMENT })).optional(),
  AttachedManagedPolicies: MANAGED.optional(),
  Tags: TAGS,
});

/**
 * What `--cli-input-json` of `aws iam update-assume-role-policy` takes.
 * @see https://docs.aws.amazon.com/cli/latest/reference/iam/update-assume-role-policy.html
 */
export const AWS_TRUST_UPDATE = openObject({ RoleName: TEXT, PolicyDocument: TEXT });

const POLICY = openObject({
  Arn: TEXT.optional(),
  PolicyVersionList: z
    .array(openObject({ Document: DOCUMENT.optional(), IsDefaultVersion: z.boolean().optional() }))
    .optional(),
});

const PROVIDER = openObject({ Arn: TEXT });

/** A provider with what `GetOpenIDConnectProvider` answers, as `refgate audit --save` writes it. */
const WHOLE_PROVIDER = openObject({
  Arn: TEXT,
  Url: TEXT,
  ClientIDList: z.array(z.string()),
  ThumbprintList: z.array(z.string()).optional(),
  Tags: TAGS,
});

/**
 * An answer of `aws iam`, whatever the command: the API may add members, so others are ignored.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 */
export const AWS_ANSWER = openObject({
  Role: AWS_ROLE.optional(),
  Roles: z.array(AWS_ROLE).optional(),
  RoleDetailList: z.array(AWS_ROLE).optional(),
  OpenIDConnectProviderList: z.array(PROVIDER).optional(),
  OpenIDConnectProviders: z.array(WHOLE_PROVIDER).optional(),
  Url: TEXT.optional(),
  ClientIDList: z.array(z.string()).optional(),
  ThumbprintList: z.array(z.string()).optional(),
  Tags: TAGS,
  UserDetailList: z.array(z.unknown()).optional(),
  GroupDetailList: z.array(z.unknown()).optional(),
  Policies: z.array(POLICY).optional(),
  AssumeRolePolicyDocument: DOCUMENT.optional(),
  IsTruncated: z.boolean().optional(),
  Marker: z.string().nullable().optional(),
  NextToken: z.string().nullable().optional(),
});

export const AWS_ROLES = z.array(AWS_ROLE).min(1);

export type AwsPolicy = z.infer<typeof POLICY>;
export type AwsRole = z.infer<typeof AWS_ROLE>;
export type AwsAnswer = z.infer<typeof AWS_ANSWER>;
