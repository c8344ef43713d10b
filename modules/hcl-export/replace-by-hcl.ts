import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Federation } from '../../policies/index';
import type { GitlabAwsFederation } from '../constructs/gitlab-aws-federation';
import { isJsonObject, type JsonObject, stackShapes, stackTree, writeHcl } from '../hcl/index';
import { decisionsModule } from '../terraform-module/module-source';
import { importedAddresses } from '../terraform-module/imported-addresses';
import { pipelinesTest } from '../terraform-module/pipelines-test';
import { TRUST_OUTPUT } from '../terraform-module/trust-output';
import { blockComments, fileHeader, noInputs } from './comments';
import { withGuardsModule } from './guards-module';
import { inReadingOrder } from './reading-order';
import { mainSections } from './sections';

export interface HandOverOptions {
  /** Whether every promise of the declaration was found to hold for what is written; the header of `main.tf` says so. */
  readonly checked: boolean;
}

/**
 * Puts HCL in the place of the JSON that a synth has just written: the same plan, for readers, with the table of pipelines as a
 * native test. The manifest of cdktf goes with the JSON, because it lists files that are no more.
 * @returns the files
 */
export function replaceByHcl(
  outdir: string,
  federation: Federation,
  stacks: readonly GitlabAwsFederation[],
  options: HandOverOptions,
): readonly string[] {
  const files = stacks.flatMap((stack) => {
    const folder = path.join(outdir, 'stacks', stack.node.id);
    rmSync(path.join(folder, 'cdk.tf.json'));
    return [...handOver(federation, stack, options)].map(([name, text]) => {
      const file = path.join(folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
      return file;
    });
  });
  rmSync(path.join(outdir, 'manifest.json'), { force: true });
  return files;
}

/**
 * The files of one stack for a team without Node: its HCL, and its table as a native test.
 * @returns the texts by file name
 * @throws RefgateError for a construct that HCL cannot say: a block that Terraform does not have, a string that is not a template
 */
export function handOver(
  federation: Federation,
  stack: GitlabAwsFederation,
  { checked }: HandOverOptions,
): ReadonlyMap<string, string> {
  const whole = withTrustOutput(inReadingOrder(stackTree(stack)), stack);
  const shapes = stackShapes(stack);
  const comments = blockComments(federation, stack);
  const { tree, files: guards } = withGuardsModule(whole, stack, { shapes, comments });
  const writing = { shapes, comments: new Map([...comments, ...stateComment(tree)]) };
  const { locals, ...rest } = tree;
  const {
    resource: _resource,
    data: _data,
    module: _module,
    import: _import,
    moved: _moved,
    ...beside
  } = rest;
  const files = writeHcl(beside, writing);
  // what only the outputs need stands with them
  const outputs = [
    locals === undefined ? undefined : writeHcl({ locals }, writing).get('main.tf'),
    files.get('outputs.tf'),
  ];
  return new Map([
    // a module has it, even when it is empty: https://developer.hashicorp.com/terraform/language/modules/develop/structure
    ['variables.tf', noInputs(federation)],
    ...files,
    ...guards,
    ['main.tf', [fileHeader(federation, stack, checked), mainSections(rest, stack, writing)].join('\n\n')],
    ['outputs.tf', outputs.filter((text) => text !== undefined).join('\n')],
    [
      'tests/pipelines.tftest.hcl',
      pipelinesTest({ federation, stack, imports: importedAddresses(rest), decisions: './tests/decisions' }),
    ],
    ['tests/decisions/main.tf', decisionsModule()],
  ]);
}

/** Whoever applies it asks where the state will be. */
function stateComment({ terraform }: JsonObject): readonly (readonly [address: string, comment: string])[] {
  if (!isJsonObject(terraform) || 'backend' in terraform || 'cloud' in terraform) return [];
  return [['terraform', 'No backend is declared: the state is a file in this folder.']];
}

/** The tests try the table on the trust policies as Terraform renders them, so the configuration has to give them. */
function withTrustOutput(tree: JsonObject, stack: GitlabAwsFederation): JsonObject {
  const outputs = isJsonObject(tree['output']) ? tree['output'] : {};
  const policies = [...stack.roles]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, { resource }]) => [key, `\${aws_iam_role.${resource.friendlyUniqueId}.assume_role_policy}`]);
  return {
    ...tree,
    output: { ...outputs, trust_policies: { ...TRUST_OUTPUT, value: Object.fromEntries(policies) } },
  };
}
