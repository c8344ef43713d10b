import { quote, RefgateError } from '../../policies/index';
import { bodyItems, labelledBodies } from './block-body';
import { TOP_LEVEL } from './block-rules';
import { layoutBlock } from './body-layout';
import { NO_SHAPE, type BlockShapes } from './block-shapes';
import { blockBodies, bodyEntries, isJsonObject, type JsonObject } from './json-value';
import { soleExpression } from './template';

/**
 * Lines of comment above a block, by its address: `aws_iam_role.deploy`, `data.aws_partition.current`, `var.name`,
 * `output.arn`, `module.x`, `provider.aws`, `provider.aws.alias`, `check.x`, `locals`, `terraform`, `moved`, `import`,
 * `removed`. A text of several lines gives several lines of comment.
 */
export type HclComments = ReadonlyMap<string, string> | ((address: string) => string | undefined);

export interface WriteOptions {
  readonly shapes?: BlockShapes;
  readonly comments?: HclComments;
}

/** The files in the order in which they are read, each with the blocks that stand there. */
const FILES: readonly (readonly [file: string, kinds: readonly string[]])[] = [
  ['versions.tf', ['terraform']],
  ['providers.tf', ['provider']],
  ['variables.tf', ['variable']],
  ['main.tf', ['locals', 'data', 'ephemeral', 'resource', 'module', 'moved', 'import', 'removed', 'check']],
  ['outputs.tf', ['output']],
];

const ADDRESS_PREFIXES: Readonly<Record<string, string>> = { resource: '', variable: 'var.' };

/**
 * A configuration in Terraform's JSON syntax as HCL files that mean the same and that `terraform fmt` would not change.
 * Pure: knows no construct and no file system.
 *
 * Comments inside an expression are omitted.
 *
 * @param tree the content of a `.tf.json` file
 * @returns the texts by file name; a file without a block is omitted
 * @throws RefgateError for a block that Terraform does not have, a string that is not a template, and a name of which only the
 * provider's schema could tell what it is
 * @see https://developer.hashicorp.com/terraform/language/syntax/json
 */
export function writeHcl(tree: JsonObject, options: WriteOptions = {}): ReadonlyMap<string, string> {
  const unknown = bodyEntries(tree).find(([kind]) => TOP_LEVEL[kind] === undefined);
  if (unknown !== undefined) {
    throw new RefgateError({
      code: 'ERR_TERRAFORM',
      message: `Terraform has no block ${quote(unknown[0])}`,
      expected: Object.keys(TOP_LEVEL).join(', '),
      fix: 'remove the override that adds it',
    });
  }
  const texts = textReferences(tree);
  const files = FILES.map(
    ([file, kinds]) => [file, kinds.flatMap((kind) => blockTexts(kind, tree, options, texts))] as const,
  );
  return new Map(
    files
      .filter(([, blocks]) => blocks.length > 0)
      .map(([file, blocks]) => [file, `${blocks.join('\n\n')}\n`]),
  );
}

/** The blocks of one kind, each with its comment. */
function blockTexts(
  kind: string,
  tree: JsonObject,
  { shapes = new Map(), comments }: WriteOptions,
  texts: ReadonlySet<string>,
): string[] {
  const rule = TOP_LEVEL[kind];
  const value = tree[kind];
  if (rule === undefined || value === undefined) return [];
  return labelledBodies(kind, value, rule.labels ?? 0).flatMap(({ header, labels, body }) => {
    const address = addressOf(kind, labels, body);
    const shape = shapes.get(shapeKey(kind, labels)) ?? NO_SHAPE;
    const items = bodyItems(body, { rule, shape, shapes, texts, address });
    // an empty list of locals or of settings would say nothing
    if (items.length === 0 && labels.length === 0) return [];
    return [
      [...commentLines(comments, address), ...layoutBlock({ kind: 'block', header, items })].join('\n'),
    ];
  });
}

/** Variables whose type is `string`, and locals that are a literal text or one with something around a reference. */
function textReferences({ variable = {}, locals = {} }: JsonObject): ReadonlySet<string> {
  const variables = blockBodies(variable).flatMap(bodyEntries);
  const values = blockBodies(locals).flatMap(bodyEntries);
  return new Set([
    ...variables.flatMap(([name, body]) =>
      isJsonObject(body) && body['type'] === 'string' ? [`var.${name}`] : [],
    ),
    ...values.flatMap(([name, value]) =>
      typeof value === 'string' && soleExpression(value) === undefined ? [`local.${name}`] : [],
    ),
  ]);
}

function addressOf(kind: string, labels: readonly string[], body: JsonObject): string {
  if (labels.length === 0) return kind;
  const alias = kind === 'provider' && typeof body['alias'] === 'string' ? [body['alias']] : [];
  return `${ADDRESS_PREFIXES[kind] ?? `${kind}.`}${[...labels, ...alias].join('.')}`;
}

function shapeKey(kind: string, [type = '']: readonly string[]): string {
  return kind === 'resource' ? type : `${kind}.${type}`;
}

function commentLines(comments: HclComments | undefined, address: string): string[] {
  const text = typeof comments === 'function' ? comments(address) : comments?.get(address);
  if (text === undefined || text === '') return [];
  return text.split(/\r\n|\r|\n/).map((line) => `# ${line}`.trimEnd());
}
