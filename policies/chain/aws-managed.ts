import { parseIamArn, resourceName } from '../arn';
/** Statements of a managed policy of AWS, as far as `sts:AssumeRole` is concerned. */
type Document = Readonly<Record<string, unknown>>;

const allow = (part: Document): Document => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', ...part }],
});
const NONE: Document = allow({ Action: 'sts:GetCallerIdentity', Resource: '*' });
const assume = (...roles: readonly string[]): Document =>
  allow({
    Action: 'sts:AssumeRole',
    Resource: roles.map((role) => (role === '*' ? '*' : `arn:aws:iam::*:role/${role}`)),
  });

/**
 * Managed policies of AWS that allow `sts:AssumeRole`. A condition on what is not known here is left in, so the answer depends on it.
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
const ASSUMING: Readonly<Record<string, Document>> = {
  AdministratorAccess: allow({ Action: '*', Resource: '*' }),
  PowerUserAccess: allow({ NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' }),
  'AdministratorAccess-Amplify': assume('*'),
  AWSControlTowerServiceRolePolicy: assume('AWSControlTowerExecution', 'AWSControlTowerBlueprintAccess'),
  'CloudWatch-CrossAccountAccess': assume('CloudWatch-CrossAccountSharing*'),
  EC2ImageBuilderExecutionPolicy: assume('EC2ImageBuilderDistributionCrossAccountRole'),
  SageMakerStudioAdminIAMDefaultExecutionPolicy: assume('*'),
  SageMakerStudioAdminIAMPermissiveExecutionPolicy: assume('*'),
  SageMakerStudioUserIAMDefaultExecutionPolicy: assume('*'),
  SageMakerStudioUserIAMPermissiveExecutionPolicy: assume('*'),
};

/**
 * Managed policies of AWS that are often attached to roles of pipelines and have no statement about `sts:AssumeRole`: neither Allow nor Deny.
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
const NOT_ASSUMING: ReadonlySet<string> = new Set([
  'AWSAppRunnerFullAccess',
  'AWSBackupFullAccess',
  'AWSBillingReadOnlyAccess',
  'AWSCertificateManagerFullAccess',
  'AWSCloudFormationFullAccess',
  'AWSCloudFormationReadOnlyAccess',
  'AWSCodeArtifactAdminAccess',
  'AWSCodeArtifactReadOnlyAccess',
  'AWSCodeBuildAdminAccess',
  'AWSCodeBuildDeveloperAccess',
  'AWSCodeDeployDeployerAccess',
  'AWSCodeDeployFullAccess',
  'AWSCodePipeline_FullAccess',
  'AWSLambda_FullAccess',
  'AWSLambda_ReadOnlyAccess',
  'AWSStepFunctionsFullAccess',
  'AmazonAPIGatewayAdministrator',
  'AmazonAthenaFullAccess',
  'AmazonCloudWatchEvidentlyFullAccess',
  'AmazonCognitoPowerUser',
  'AmazonDynamoDBFullAccess',
  'AmazonDynamoDBFullAccess_v2',
  'AmazonDynamoDBReadOnlyAccess',
  'AmazonEC2ContainerRegistryFullAccess',
  'AmazonEC2ContainerRegistryPowerUser',
  'AmazonEC2ContainerRegistryPullOnly',
  'AmazonEC2ContainerRegistryReadOnly',
  'AmazonEC2FullAccess',
  'AmazonEC2ReadOnlyAccess',
  'AmazonECS_FullAccess',
  'AmazonEKSClusterPolicy',
  'AmazonElastiCacheFullAccess',
  'AmazonElasticContainerRegistryPublicFullAccess',
  'AmazonElasticContainerRegistryPublicPowerUser',
  'AmazonElasticFileSystemFullAccess',
  'AmazonEventBridgeFullAccess',
  'AmazonKinesisFullAccess',
  'AmazonMSKFullAccess',
  'AmazonOpenSearchServiceFullAccess',
  'AmazonRDSFullAccess',
  'AmazonRDSReadOnlyAccess',
  'AmazonRedshiftFullAccess',
  'AmazonRoute53DomainsFullAccess',
  'AmazonRoute53FullAccess',
  'AmazonS3FullAccess',
  'AmazonS3ReadOnlyAccess',
  'AmazonSESFullAccess',
  'AmazonSNSFullAccess',
  'AmazonSQSFullAccess',
  'AmazonSSMFullAccess',
  'AmazonSSMManagedInstanceCore',
  'AmazonSSMReadOnlyAccess',
  'AmazonVPCFullAccess',
  'AmazonVPCReadOnlyAccess',
  'CloudFrontFullAccess',
  'CloudFrontReadOnlyAccess',
  'CloudWatchFullAccess',
  'CloudWatchFullAccessV2',
  'CloudWatchLogsFullAccess',
  'CloudWatchLogsReadOnlyAccess',
  'CloudWatchReadOnlyAccess',
  'ElasticLoadBalancingFullAccess',
  'IAMFullAccess',
  'IAMReadOnlyAccess',
  'ReadOnlyAccess',
  'SecretsManagerReadWrite',
  'SecurityAudit',
  'job-function/Billing',
  'job-function/DatabaseAdministrator',
  'job-function/NetworkAdministrator',
  'job-function/SupportUser',
  'job-function/ViewOnlyAccess',
  'service-role/AWSLambdaBasicExecutionRole',
  'service-role/AWSLambdaVPCAccessExecutionRole',
  'service-role/AmazonECSTaskExecutionRolePolicy',
]);

/** What a managed policy of AWS has to do with `sts:AssumeRole`; `undefined` for any other policy, and for one that is not in the lists. */
export function awsManagedPolicy(arn: string): Document | undefined {
  const read = parseIamArn(arn);
  const name = read?.account === 'aws' ? resourceName(read, 'policy') : undefined;
  if (name === undefined) return undefined;
  if (NOT_ASSUMING.has(name)) return NONE;
  const base = name.split('/').at(-1) ?? name;
  return Object.hasOwn(ASSUMING, base) ? ASSUMING[base] : undefined;
}
