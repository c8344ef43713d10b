import { isTrustUpdate, readAwsCli } from './aws-cli';
import { readBarePolicy } from './bare-policy';
import { readCloudFormation, type ReadTemplateOptions } from './cloudformation/read-template';
import { isTemplate } from './cloudformation/template';
import { readPulumiPreview, readPulumiStack } from './pulumi/read-pulumi';
import { isBody, type Body } from './terraform/block';
import { readTerraformJson } from './terraform/read-configuration';
import { readTerraformPlan, readTerraformState, type ReadTerraformPlanOptions } from './terraform/read-plan';
import type { WrittenArtifact } from './terraform/written';

/** One form of JSON that holds trust policies. */
interface JsonForm {
  /** What messages call it. */
  readonly words: string;
  /** Whether an object has the members that only this form has. */
  readonly isForm: (document: Body) => boolean;
  readonly read: (text: string, options: ReadJsonOptions) => WrittenArtifact;
}

/** What is known beside the text, as far as its form asks for it. */
export interface ReadJsonOptions extends ReadTerraformPlanOptions, Pick<ReadTemplateOptions, 'parameters'> {}

const BLOCKS = ['resource', 'data', 'module', 'provider', 'terraform', 'variable', 'locals', 'output'];
const PLANNED = ['planned_values', 'resource_changes'];
const ANSWERS = [
  'Role',
  'Roles',
  'RoleDetailList',
  'OpenIDConnectProviderList',
  'OpenIDConnectProviders',
  'ClientIDList',
];

const has = (document: Body, name: string): boolean => Object.hasOwn(document, name);

/** A role of IAM on its own, as `--query Role` prints it. */
function isRole(value: unknown): boolean {
  return isBody(value) && has(value, 'AssumeRolePolicyDocument');
}

/** Every form of JSON input, in the order of messages. Adding one is a row here and its reader. */
const FORMS = {
  policy: {
    words: 'a trust policy',
    isForm: (document) => has(document, 'Statement'),
    read: (text, options) => readBarePolicy(text, options.file, options),
  },
  plan: {
    words: 'a Terraform plan',
    isForm: (document) => PLANNED.some((name) => has(document, name)),
    read: readTerraformPlan,
  },
  state: {
    words: 'a Terraform state',
    isForm: (document) =>
      (has(document, 'format_version') && !PLANNED.some((name) => has(document, name))) ||
      (typeof document.version === 'number' && (has(document, 'resources') || has(document, 'modules'))),
    read: readTerraformState,
  },
  'aws-cli': {
    words: 'an answer or request of `aws iam`',
    isForm: (document) =>
      ANSWERS.some((name) => has(document, name)) || isRole(document) || isTrustUpdate(document),
    read: (text, options) => readAwsCli(text, options.file),
  },
  'terraform-json': {
    words: 'a Terraform configuration in JSON',
    isForm: (document) => BLOCKS.some((name) => has(document, name)),
    read: readTerraformJson,
  },
  cloudformation: {
    words: 'a CloudFormation template',
    isForm: isTemplate,
    read: readCloudFormation,
  },
  'pulumi-stack': {
    words: 'an export of a Pulumi stack',
    isForm: (document) => isBody(document.deployment) && has(document, 'version'),
    read: readPulumiStack,
  },
  'pulumi-preview': {
    words: 'a preview of Pulumi in JSON',
    isForm: ({ steps }) =>
      Array.isArray(steps) && steps.some((step) => isBody(step) && has(step, 'op') && has(step, 'urn')),
    read: readPulumiPreview,
  },
} as const satisfies Readonly<Record<string, JsonForm>>;

/** The forms of JSON that hold trust policies. */
export type JsonArtifactKind = keyof typeof FORMS;

/** Every form of JSON input by its kind. */
export const JSON_FORMS: Readonly<Record<JsonArtifactKind, JsonForm>> = FORMS;

/** The forms whose members a JSON document has; several: it cannot be determined which of its members count. */
export function jsonFormsOf(document: unknown): readonly JsonArtifactKind[] {
  if (Array.isArray(document)) return document.some(isRole) ? ['aws-cli'] : [];
  if (!isBody(document)) return [];
  return (Object.keys(FORMS) as JsonArtifactKind[]).filter((kind) => FORMS[kind].isForm(document));
}

/** The form of a JSON document; `undefined` when it is none that holds trust policies, or more than one. */
export function jsonArtifactKind(document: unknown): JsonArtifactKind | undefined {
  const [form, ...others] = jsonFormsOf(document);
  return others.length === 0 ? form : undefined;
}
