import { renderPolicyDocument } from './policy-document';
import type { Instance } from './repeat';
import { rendered } from './file-functions';
import { Unknown, blank, isMap, toText, type Value } from './value';
import type { Workspace } from './workspace';

/**
 * Attributes of data sources that are computed from what is written: the two forms of a policy document, and a rendered template.
 * @throws {RefgateError} `ERR_TERRAFORM`
 */
export function dataValue(
  type: string,
  attribute: string,
  instance: Instance,
  workspace: Workspace,
): Value | undefined {
  if (type === 'data.template_file' && attribute === 'rendered') return renderedTemplate(instance, workspace);
  if (type !== 'data.aws_iam_policy_document') return undefined;
  if (attribute !== 'json' && attribute !== 'minified_json') return undefined;
  return renderPolicyDocument(instance.block.body, instance.scope, workspace.reader, attribute === 'json');
}

/** @see https://registry.terraform.io/providers/hashicorp/template/latest/docs/data-sources/file */
function renderedTemplate({ block, scope }: Instance, workspace: Workspace): Value {
  const { template, vars } = block.body;
  const text = workspace.reader.value(template ?? null, scope);
  const variables = workspace.reader.value(vars ?? {}, scope);
  if (text instanceof Unknown) return blank(text);
  return rendered(toText(text), isMap(variables) ? asTexts(variables) : variables, workspace);
}

/** The provider takes strings alone. */
function asTexts(variables: ReadonlyMap<string, Value>): Value {
  return new Map(
    [...variables].map(([name, value]): [string, Value] => [
      name,
      value instanceof Unknown || value === null ? value : toText(value),
    ]),
  );
}
