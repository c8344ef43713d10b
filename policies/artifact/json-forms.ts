import { readAwsCli } from './aws-cli';
import { readBarePolicy } from './bare-policy';
import { isBody, type Body } from './terraform/block';
import { readTerraformJson } from './terraform/read-configuration';
import { readTerraformPlan, readTerraformState, type ReadTerraformPlanOptions } from './terraform/read-plan';
import type { WrittenArtifact } from './terraform/written';

/** One form of JSON that holds trust policies. */
interface JsonForm {
  /** What messages call it. */
  readonly words: string;
  /** Whether an object has the members that only this form has; the first form in the table that has them is taken. */
  readonly isForm: (document: Body) => boolean;
  readonly read: (text: string, options: ReadTerraformPlanOptions) => WrittenArtifact;
}

const BLOCKS = ['resource', 'data', 'module', 'provider', 'terraform', 'variable', 'locals', 'output'];
const ANSWERS = ['Role', 'Roles', 'RoleDetailList', 'OpenIDConnectProviderList', 'ClientIDList'];

const has = (document: Body, name: string): boolean => Object.hasOwn(document, name);

/** A role of IAM on its own, as `--query Role` prints it. */
function isRole(value: unknown): boolean {
  return isBody(value) && has(value, 'AssumeRolePolicyDocument');
}

/** Every form of JSON input, in the order in which they are tried. Adding one is a row here and its reader. */
const FORMS = {
  policy: {
    words: 'a trust policy',
    isForm: (document) => has(document, 'Statement'),
    read: (text, options) => readBarePolicy(text, options.file, options),
  },
  plan: {
    words: 'a Terraform plan',
    isForm: (document) => has(document, 'planned_values') || has(document, 'resource_changes'),
    read: readTerraformPlan,
  },
  state: {
    words: 'a Terraform state',
    isForm: (document) =>
      (typeof document.format_version === 'string' &&
        (has(document, 'values') || has(document, 'terraform_version'))) ||
      (document.version === 4 && has(document, 'resources')),
    read: readTerraformState,
  },
  'aws-cli': {
    words: 'an answer of `aws iam`',
    isForm: (document) => ANSWERS.some((name) => has(document, name)) || isRole(document),
    read: (text, options) => readAwsCli(text, options.file),
  },
  'terraform-json': {
    words: 'a Terraform configuration in JSON',
    isForm: (document) => BLOCKS.some((name) => has(document, name)),
    read: readTerraformJson,
  },
} as const satisfies Readonly<Record<string, JsonForm>>;

/** The forms of JSON that hold trust policies. */
export type JsonArtifactKind = keyof typeof FORMS;

/** Every form of JSON input by its kind. */
export const JSON_FORMS: Readonly<Record<JsonArtifactKind, JsonForm>> = FORMS;

/** The form of a JSON document, by the members that only this form has; `undefined` when it is none that holds trust policies. */
export function jsonArtifactKind(document: unknown): JsonArtifactKind | undefined {
  if (Array.isArray(document)) return document.length > 0 && document.every(isRole) ? 'aws-cli' : undefined;
  if (!isBody(document)) return undefined;
  return (Object.keys(FORMS) as JsonArtifactKind[]).find((kind) => FORMS[kind].isForm(document));
}
