import { quote } from '../errors';
import { iamCall } from './iam-call';

/** A resource, data source, ephemeral resource, action or provisioner of a type that refgate does not judge. */
export interface UnreadBlock {
  /** `provisioner` and `action` carry their type. */
  readonly kind: 'managed' | 'data' | 'ephemeral' | 'action' | 'provisioner';
  readonly type: string;
  /** The text of an argument: `null` where it is not written, `undefined` where it is not known. */
  readonly text: (argument: string) => string | null | undefined;
  /** Everything that the block says, as JSON text, and what is known of its values. */
  readonly source: string;
}

/** A way to write a trust policy that refgate does not judge. */
interface Row {
  readonly is: (block: UnreadBlock) => boolean;
  /** What it is, for the report: `… is not judged`. */
  readonly what: (block: UnreadBlock) => string;
  /** Whether its own text shows that it writes no trust policy. @default it may always write one */
  readonly harmless?: (block: UnreadBlock) => boolean;
  /** Whether it is a role. @default false */
  readonly isRole?: true;
}

const ofType =
  (...types: readonly string[]) =>
  ({ kind, type }: UnreadBlock): boolean =>
    kind === 'managed' && types.includes(type);

/** Words of a CloudFormation template that makes roles, or of one whose resources its text does not show. */
const MAKES_ROLES =
  /\\|AWS::(?:IAM|CloudFormation|Serverless|ServiceCatalog|SSO)|Transform|Custom::|Include|Fn::|!\w|Rain::/i;

/** A command that is no more than these words. */
const HARMLESS_COMMAND = /^(?:echo|sleep|true|mkdir|touch)(?: [\w./:=,-]+)*$/;

/** How a resource of any provider writes a trust policy, by the words of IAM and of the tools that call it. */
const TRUST_WORDS = /AssumeRoleWithWebIdentity|assume_?role_?policy/i;

/**
 * How a manifest or a chart names a controller of a cluster that makes roles, or whatever AWS has.
 * @see https://aws-controllers-k8s.github.io/community/reference/iam/v1alpha1/role/
 * @see https://marketplace.upbound.io/providers/upbound/provider-aws-iam
 */
const ROLE_CONTROLLER =
  /services\.k8s\.aws|aws-controllers-k8s|\back-(?:iam|chart)|\b(?:iam|cloudformation)-(?:chart|controller)\b|crossplane|upbound|\biam\.aws\b|aws\.jet|aws-service-operator|kro\.run|tf-controller|infra\.contrib\.fluxcd|app\.terraform\.io|pulumi\.com/i;

/** Resources that hand a cluster what it shall run: the providers kubernetes, kubectl, kustomization, Helm, Argo CD and Flux. */
const TO_CLUSTER = /^(?:kube|k8s|kustomiz|helm_|argocd_|flux_|k3s)/;

/** Data sources that hand what they are given to another program; the others only make a text of it. */
const HANDS_OVER = /^(?:aws_lambda_invocation|http|graphql_query|restapi_\w+)$/;

/** Data sources that make a program of what they are given. */
const MAKES_PROGRAM = /^(?:archive_file|(?:template_)?cloudinit_config)$/;

/** Whether a block does something with its text outside of Terraform that refgate does not judge otherwise. */
function acts({ kind, type }: UnreadBlock): boolean {
  if (kind === 'data') return HANDS_OVER.test(type);
  return kind !== 'provisioner' && !type.startsWith('aws_iam_');
}

/**
 * Every way to write a trust policy that is not judged, one row each; the first that fits counts.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudcontrolapi_resource
 * @see https://developer.hashicorp.com/terraform/language/provisioners
 */
const ROWS: readonly Row[] = [
  {
    is: ofType(
      'aws_cloudformation_stack',
      'aws_cloudformation_stack_set',
      'awscc_cloudformation_stack',
      'awscc_cloudformation_stack_set',
    ),
    what: () => 'a CloudFormation template',
    harmless: ({ text }) => ownTemplate(text) !== undefined && !MAKES_ROLES.test(ownTemplate(text) ?? ''),
  },
  {
    is: ofType(
      'aws_serverlessapplicationrepository_cloudformation_stack',
      'aws_servicecatalog_provisioned_product',
      'aws_servicecatalog_product',
      'aws_servicecatalog_provisioning_artifact',
      'awscc_servicecatalog_cloud_formation_provisioned_product',
      'awscc_servicecatalog_cloud_formation_product',
      'awscc_cloudformation_guard_hook',
      'awscc_proton_environment_template',
      'awscc_proton_service_template',
    ),
    what: ({ type }) => `the CloudFormation template of ${quote(type)}`,
  },
  {
    is: ofType('aws_cloudformation_stack_instances', 'aws_cloudformation_stack_set_instance'),
    what: () => 'the template of a stack set',
    // a set of the same configuration is judged for itself
    harmless: ({ source }) => /\baws_cloudformation_stack_set\./.test(source),
  },
  {
    is: ofType('aws_cloudcontrolapi_resource'),
    what: () => 'a resource of the Cloud Control API',
    harmless: ({ text }) =>
      /^AWS::(?!IAM::|CloudFormation::|ServiceCatalog::|SSO::)\w+::\w+$/.test(text('type_name') ?? ''),
  },
  {
    is: ofType('awscc_iam_role'),
    isRole: true,
    what: () => 'a role of the provider `awscc`',
  },
  {
    is: ({ kind, type }) => kind === 'provisioner' && type !== 'file',
    what: ({ type }) => `a command that Terraform runs (provisioner ${quote(type)})`,
    // another interpreter, or another path to programs, makes anything of the words
    harmless: ({ text }) =>
      HARMLESS_COMMAND.test(text('command') ?? '') &&
      text('interpreter') === null &&
      text('environment') === null,
  },
  {
    is: ({ kind, type }) => kind === 'data' && type === 'external',
    what: () => 'a program that Terraform runs (data source `external`)',
  },
  {
    is: ({ kind, type }) => kind === 'action' && /command|exec|shell|script|cloudformation/.test(type),
    what: ({ type }) => `a command that Terraform runs (action ${quote(type)})`,
  },
  {
    is: ({ kind, type }) => kind === 'managed' && /^(?:shell_|ansible_playbook$)/.test(type),
    what: ({ type }) => `a program that Terraform runs (${quote(type)})`,
  },
  {
    is: (block) => (acts(block) || MAKES_PROGRAM.test(block.type)) && iamCall(block.source) !== undefined,
    what: ({ type, source }) => `${iamCall(source)} in ${quote(type)}`,
  },
  {
    is: ofType('helm_release'),
    what: () => 'the chart of `helm_release`',
    // as the program behind a custom resource: it makes a role only by a controller of the cluster that may call IAM
    harmless: ({ source }) => !TRUST_WORDS.test(source.replaceAll('\\', '')) && !ROLE_CONTROLLER.test(source),
  },
  {
    is: ({ kind, type, source }) =>
      kind === 'managed' && TO_CLUSTER.test(type) && ROLE_CONTROLLER.test(source),
    what: ({ type }) => `what a controller of the cluster makes of ${quote(type)}`,
  },
  {
    is: (block) => acts(block) && TRUST_WORDS.test(block.source.replaceAll('\\', '')),
    what: ({ type }) => `what looks like a trust policy in ${quote(type)}`,
  },
];

/** What a block may do to trust policies that is not judged. */
export interface Unread {
  readonly reason: string;
  /** It may write a trust policy, so the verdict must not be green. */
  readonly mayHoldRole: boolean;
  /** `trust`: it is a role. */
  readonly concerns: 'trust' | 'module';
}

/** What of a block is not judged; `undefined` where it has nothing to do with trust policies. */
export function unreadOf(block: UnreadBlock): Unread | undefined {
  const row = ROWS.find(({ is }) => is(block));
  if (row === undefined) return undefined;
  const mayHoldRole = row.harmless?.(block) !== true;
  return {
    mayHoldRole,
    concerns: row.isRole === true ? 'trust' : 'module',
    reason: mayHoldRole
      ? `${row.what(block)} is not judged, and it may create a role or change a trust policy; give the role itself, such as the answer of \`aws iam get-role\``
      : `${row.what(block)} is not judged; its text names no role`,
  };
}

function ownTemplate(text: UnreadBlock['text']): string | undefined {
  const [body, url] = [text('template_body'), text('template_url')];
  return typeof body === 'string' && url === null ? body : undefined;
}
