import { quote } from '../../errors';
import { isBody, type Body } from '../terraform/block';
import { iamCall } from '../iam-call';
import type { Resource } from './computation';

/** Transforms whose result is known as far as roles go. */
const KNOWN_TRANSFORMS: ReadonlySet<string> = new Set([
  // roles that it makes are for AWS services; the trust policy of a function's role can be written, and is read
  'AWS::Serverless-2016-10-31',
  'AWS::LanguageExtensions',
  // makes rotation functions with a role for Lambda
  'AWS::SecretsManager-2020-07-23',
  'AWS::SecretsManager-2024-09-16',
  'AWS::CodeDeployBlueGreen',
]);

/** How a resource of any type writes a trust policy, by the words of IAM and of the tools that call it. */
const TRUST_WORDS = /AssumeRoleWithWebIdentity|assume_?role_?policy/i;

/**
 * The types that make resources of another template, one row each.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stack.html
 * @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-application.html
 */
const OTHER_TEMPLATES: readonly (readonly [type: RegExp, what: string])[] = [
  [/^AWS::CloudFormation::Stack$/, 'the template of a nested stack'],
  [/^AWS::CloudFormation::StackSet$/, 'the template of a stack set'],
  [/^AWS::Serverless::Application$/, 'the template of a nested application'],
  [/^AWS::ServiceCatalog::CloudFormationProvisionedProduct$/, 'the template of a Service Catalog product'],
  [/::MODULE$/, 'a module of the CloudFormation registry'],
];

const ADVICE = 'it may create a role; give that template, or the answer of `aws iam get-role`';

/**
 * Why a resource may write a trust policy that is not judged; `undefined` where it does not.
 * @param texts the strings in its properties, with functions computed as far as they can be
 */
export function unreadResource(resource: Resource, texts: () => string): string | undefined {
  const { type, node } = resource;
  if (hasMacro(resource)) return `a macro (\`Fn::Transform\`) is not judged, and ${ADVICE}`;
  const row = OTHER_TEMPLATES.find(([pattern]) => pattern.test(type));
  if (row !== undefined) return `${row[1]} is not judged, and ${ADVICE}`;
  if (type.startsWith('AWS::IAM::')) return undefined;
  const source = JSON.stringify(node.Properties ?? {});
  const call = iamCall(JSON.stringify([node.Properties, node.Metadata])) ?? iamCall(texts());
  if (call !== undefined)
    return `${call} in ${quote(type)} is not judged, and it may create a role or change a trust policy; give the role itself, such as the answer of \`aws iam get-role\``;
  const words = TRUST_WORDS.test(source.replaceAll('\\', ''));
  if (words)
    return `what looks like a trust policy in ${quote(type)} is not judged; give the role itself, such as the answer of \`aws iam get-role\``;
  if (type === 'Custom::AWS' && mayCallIam(node.Properties))
    return `a call of an AWS API by the custom resource ${quote(type)} is not judged, and it may create a role or change a trust policy; give the role itself, such as the answer of \`aws iam get-role\``;
  if (programBehind(type) !== undefined && suggestsRole(type, source))
    return `a program of the account makes the resource ${quote(type)}, and by its names ${ADVICE}`;
  return undefined;
}

/** How the type of a custom resource, or of one that is not of AWS, and its arguments name a role that it makes. */
const ROLE_TYPE = /role|trust|oidc|iam|federat|identity|stackset/i;
const ROLE_ARGUMENT =
  /"(?:[^"]*(?:trust|assume|federat|oidc|web_?identity)[^"]*|RoleName|Principals?)":|oidc-provider\/|sts:Assume/i;

function suggestsRole(type: string, source: string): boolean {
  return ROLE_TYPE.test(type.replace(/^(?:Custom|AWS)::/, '')) || ROLE_ARGUMENT.test(source);
}

/**
 * Whether a macro makes the resource, or the properties of one that IAM keeps or that SAM makes a role of: it gets what is beside it, and
 * what it returns takes its place.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-macros-author.html
 */
export function hasMacro({ type, node }: Resource): boolean {
  if (Object.hasOwn(node, 'Fn::Transform')) return true;
  const isOfRoles = /^AWS::(?:IAM|Serverless)::/.test(type);
  return isOfRoles && isBody(node.Properties) && Object.hasOwn(node.Properties, 'Fn::Transform');
}

/** Custom resources whose functions CDK writes: none makes a role, and the call of `Custom::AWS` is read. */
const OF_CDK =
  /^Custom::(?:AWS|AWSCDK\w+|CDKBucketDeployment|S3AutoDeleteObjects|S3BucketNotifications|LogRetention|VpcRestrictDefaultSG)$/;

/**
 * What is not read of a resource that CloudFormation hands to a program of the account: it fails nothing, as what any other program of
 * the account does fails nothing.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources.html
 */
export function programBehind(type: string): string | undefined {
  if (OF_CDK.test(type)) return undefined;
  if (/^Custom::|^AWS::CloudFormation::(?:CustomResource|Macro)$/.test(type))
    return 'a function that a custom resource calls is not read; if it may call IAM, judge the roles as AWS has them';
  if (/^(?:AWS|Alexa)::/.test(type)) return undefined;
  return 'a resource type that is not of AWS is not read; if it makes roles, judge them as AWS has them';
}

/** Services by which a call makes roles, or runs what makes them. */
const SERVICES_OF_ROLES = /^(?:@aws-sdk\/client-)?(?:iam|cloudformation|cloudcontrol|sso-?admin)$/i;

/**
 * Whether a custom resource that calls any AWS API may call IAM. The calls are JSON texts; the service is a literal in all that CDK writes.
 * @see https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.custom_resources.AwsCustomResource.html
 */
function mayCallIam(properties: unknown): boolean {
  if (!isBody(properties)) return true;
  return ['Create', 'Update', 'Delete'].some((event) => {
    const call = properties[event];
    if (call === undefined) return false;
    const services = [
      ...JSON.stringify(call)
        .replaceAll('\\', '')
        .matchAll(/"service"\s*:\s*"([^"]*)"/g),
    ];
    return services.length !== 1 || SERVICES_OF_ROLES.test(services[0]?.[1] ?? '');
  });
}

/** The transforms of a template that may make anything of it, and a macro that stands among its sections or resources. */
export function unreadTransforms(
  root: Body,
): readonly { readonly name: string; readonly path: readonly string[] }[] {
  const { Transform: transform, Resources: resources } = root;
  const listed: readonly unknown[] = Array.isArray(transform)
    ? transform
    : transform === undefined
      ? []
      : [transform];
  const names = listed.map((each) =>
    typeof each === 'string' ? each : isBody(each) ? String(each.Name) : 'Transform',
  );
  const found = names
    .filter((name) => !KNOWN_TRANSFORMS.has(name))
    .map((name) => ({ name, path: ['Transform'] }));
  if (Object.hasOwn(root, 'Fn::Transform')) found.push({ name: 'Fn::Transform', path: ['Fn::Transform'] });
  if (isBody(resources) && Object.hasOwn(resources, 'Fn::Transform'))
    found.push({ name: 'Fn::Transform', path: ['Resources', 'Fn::Transform'] });
  for (const section of ['Parameters', 'Mappings', 'Conditions', 'Rules', 'Globals'])
    if (holdsMacro(root[section])) found.push({ name: 'Fn::Transform', path: [section] });
  return found;
}

function holdsMacro(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false;
  return Object.hasOwn(node, 'Fn::Transform') || Object.values(node).some(holdsMacro);
}
