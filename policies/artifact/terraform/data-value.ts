import type { BodyReader } from './body-value';
import { renderPolicyDocument } from './policy-document';
import type { Instance } from './repeat';
import type { Value } from './value';

/** Attributes of data sources that are computed from nested blocks: the two forms of a policy document. */
export function dataValue(
  type: string,
  attribute: string,
  instance: Instance,
  reader: BodyReader,
): Value | undefined {
  if (type !== 'data.aws_iam_policy_document') return undefined;
  if (attribute !== 'json' && attribute !== 'minified_json') return undefined;
  return renderPolicyDocument(instance.block.body, instance.scope, reader, attribute === 'json');
}
