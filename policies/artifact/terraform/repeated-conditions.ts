import { quote } from '../../errors';
import { positionOf } from './block';
import type { ModuleInstance } from './module-instance';
import { Unknown, toText, type Value } from './value';
import { satisfies } from './version-constraint';
import type { Notice } from './written';

const DOCUMENT = 'aws_iam_policy_document';
/** Releases of the aws provider that keep one of two equal `condition` blocks, the last of each minor line that is still in use. */
const OLD_RELEASES = ['3.76.1', '4.0.0', '4.67.0', '5.0.0', '5.10.0', '5.13.1'];

/**
 * Statements of policy documents in which two `condition` blocks have the same test and variable. They are read as the aws provider merges
 * them since 5.14.0, which an older provider does not: it keeps one of them, so that the role in AWS trusts less than is judged here.
 * Nothing where the files exclude the older ones.
 * @see https://github.com/hashicorp/terraform-provider-aws/pull/33093
 */
export function repeatedConditions(module: ModuleInstance): readonly Notice[] {
  const { awsConstraint } = module.body;
  if (awsConstraint !== undefined && !OLD_RELEASES.some((release) => satisfies(release, awsConstraint)))
    return [];
  const asked = awsConstraint === undefined ? '' : `; the files ask for ${quote(awsConstraint)}`;
  const notices: Notice[] = [];
  for (const [name, block] of module.body.data) {
    if (name.split('.')[0] !== DOCUMENT) continue;
    const instances = module.instances('data', name);
    if (instances instanceof Unknown) continue;
    for (const { address, block: own, scope } of instances) {
      const { reader } = module.workspace;
      const statements = reader.blocks(own.body, 'statement', scope);
      if (statements instanceof Unknown) continue;
      for (const statement of statements) {
        const conditions = reader.blocks(statement.body, 'condition', statement.scope);
        if (conditions instanceof Unknown) continue;
        const keys = conditions.map((one) => {
          const text = (argument: string): string | undefined =>
            textOf(reader.tolerant(one.body[argument] ?? null, one.scope));
          const [test, variable] = [text('test'), text('variable')];
          return test === undefined || variable === undefined ? undefined : `${test} ${variable}`;
        });
        const twice = keys.find((key, at) => key !== undefined && keys.indexOf(key) !== at);
        if (twice === undefined) continue;
        const position = positionOf(block, undefined);
        notices.push({
          address,
          reason: `two \`condition\` blocks have ${quote(twice)}: they are merged, as the aws provider does since 5.14.0; an older one keeps only one of them${asked}`,
          position,
        });
      }
    }
  }
  return notices;
}

function textOf(value: Value): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? toText(value) : undefined;
}
