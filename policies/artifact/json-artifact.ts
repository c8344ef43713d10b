import { RefgateError, quote } from '../errors';
import { readAwsCli } from './aws-cli';
import { readBarePolicy } from './bare-policy';
import { parseJsonText } from '../trust/json-text';
import { isBody } from './terraform/block';
import { readTerraformJson } from './terraform/read-configuration';
import { readTerraformPlan, readTerraformState, type ReadTerraformPlanOptions } from './terraform/read-plan';
import type { WrittenArtifact } from './terraform/written';

/** The kinds of JSON that hold trust policies. */
export type JsonArtifactKind = 'plan' | 'state' | 'aws-cli' | 'policy' | 'terraform-json';

/** The words for a kind in messages. */
export const JSON_ARTIFACTS: Readonly<Record<JsonArtifactKind, string>> = {
  plan: 'a Terraform plan',
  state: 'a Terraform state',
  'aws-cli': 'an answer of `aws iam`',
  policy: 'a trust policy',
  'terraform-json': 'a Terraform configuration in JSON',
};

const BLOCKS = ['resource', 'data', 'module', 'provider', 'terraform', 'variable', 'locals', 'output'];
const ANSWERS = ['Role', 'Roles', 'RoleDetailList', 'OpenIDConnectProviderList', 'ClientIDList'];

/** What a JSON document is, by the members that only this kind has; nothing when it is none that holds trust policies. */
export function jsonArtifactKind(document: unknown): JsonArtifactKind | undefined {
  if (Array.isArray(document)) return document.length > 0 && document.every(isRole) ? 'aws-cli' : undefined;
  if (!isBody(document)) return undefined;
  const has = (name: string): boolean => Object.hasOwn(document, name);
  if (has('Statement')) return 'policy';
  if (has('planned_values') || has('resource_changes')) return 'plan';
  if (typeof document.format_version === 'string' && (has('values') || has('terraform_version')))
    return 'state';
  if (document.version === 4 && has('resources')) return 'state';
  if (ANSWERS.some(has) || isRole(document)) return 'aws-cli';
  return BLOCKS.some(has) ? 'terraform-json' : undefined;
}

/** A role of IAM on its own, as `--query Role` prints it. */
function isRole(value: unknown): boolean {
  return isBody(value) && Object.hasOwn(value, 'AssumeRolePolicyDocument');
}

/** Every trust policy of one JSON text. */
export interface JsonArtifact {
  readonly kind: JsonArtifactKind;
  readonly artifact: WrittenArtifact;
}

/**
 * Reads a JSON text, whatever kind of artifact it is.
 * @throws {RefgateError} `ERR_JSON`: not JSON · `ERR_INPUT_KIND`: nothing that holds trust policies
 */
export function readJsonArtifact(text: string, options: ReadTerraformPlanOptions = {}): JsonArtifact {
  const parsed = parseJsonText(text, options.file);
  if (!parsed.ok) throw new RefgateError(parsed.problem);
  const kind = jsonArtifactKind(parsed.value);
  switch (kind) {
    case 'plan':
      return { kind, artifact: readTerraformPlan(text, options) };
    case 'state':
      return { kind, artifact: readTerraformState(text, options) };
    case 'aws-cli':
      return { kind, artifact: readAwsCli(text, options.file) };
    case 'policy':
      return { kind, artifact: readBarePolicy(text, options.file, options) };
    case 'terraform-json':
      return { kind, artifact: readTerraformJson(text, options) };
    default:
      throw new RefgateError({
        code: 'ERR_INPUT_KIND',
        message: `${options.file === undefined ? 'the text' : quote(options.file)} holds no trust policy`,
        got: described(parsed.value),
        expected: `${Object.values(JSON_ARTIFACTS).join(', ')}`,
        fix: 'give a file of one of these kinds',
      });
  }
}

function described(value: unknown): string {
  if (!isBody(value))
    return Array.isArray(value) ? 'a JSON array' : `the JSON value ${quote(JSON.stringify(value))}`;
  const names = Object.keys(value);
  if (names.length === 0) return 'an empty JSON object';
  return `a JSON object with ${names.slice(0, 5).map(quote).join(', ')}${names.length > 5 ? ' and more' : ''}`;
}
