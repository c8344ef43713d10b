import { unreadOf, type UnreadBlock } from '../unread';
import { labelledBlocks, nestedBlocks, positionOf, type Block, type Body } from './block';
import type { ModuleInstance } from './module-instance';
import type { Instance } from './repeat';
import { PartialText, Unknown, ValueSet, isList, isMap, type Value } from './value';
import type { Notice, Unresolved } from './written';

/** What of a configuration is not judged: `unresolved` may write a trust policy, `notices` do not. */
export interface NotJudged {
  readonly unresolved: readonly Unresolved[];
  readonly notices: readonly Notice[];
}

/**
 * The blocks of a module, without the modules that it calls, that are ways to write a trust policy which refgate does not judge, and the
 * roles whose trust policy Terraform does not keep as it is written.
 */
export function unreadBlocks(module: ModuleInstance): NotJudged {
  const unresolved: Unresolved[] = [];
  const notices: Notice[] = [];
  const look = (address: string, block: Block, argument: string | undefined, found: UnreadBlock): void => {
    const unread = unreadOf(found);
    if (unread === undefined) return;
    const position = positionOf(block, argument);
    const { reason, mayHoldRole, concerns } = unread;
    const entry = { address, reason, position };
    if (mayHoldRole) unresolved.push({ ...entry, concerns });
    else notices.push(entry);
  };
  const { prefix } = module.inputs;
  for (const kind of ['managed', 'data'] as const) {
    for (const [name, block] of kind === 'data' ? module.body.data : module.body.resources) {
      const type = name.split('.')[0] as string;
      // what a provisioner says is judged for itself
      const { provisioner: _commands, ...own } = block.body;
      const source = JSON.stringify(own);
      const provisioners = kind === 'data' ? [] : labelledBlocks(block.body.provisioner, 1, []);
      const refers = mayRefer(kind, type, source);
      const isListed = refers || unreadOf({ kind, type, source, text: () => undefined }) !== undefined;
      if (!isListed && provisioners.length === 0) continue;
      const instances = instancesOf(module, kind, name, block);
      for (const instance of instances) {
        const text = textOf(module, instance);
        if (isListed) {
          const value = (argument: string) => text(block.body[argument]);
          const known = refers ? `${source}\n${knownTexts(module, own, instance)}` : source;
          look(instance.address, block, undefined, { kind, type, source: known, text: value });
        }
        for (const { labels, body } of provisioners) {
          const value = (argument: string) => text(body[argument]);
          const provisioner = { kind: 'provisioner', type: String(labels[0]), source, text: value } as const;
          look(instance.address, block, 'provisioner', provisioner);
        }
      }
    }
  }
  for (const { kind, name, address, block } of withoutInstances(module)) {
    const type = name.split('.')[0] as string;
    const written = JSON.stringify(block.body);
    const source = mayRefer(kind, type, written)
      ? `${written}\n${knownTexts(module, block.body, { scope: module })}`
      : written;
    look(`${prefix}${address}`, block, undefined, { kind, type, source, text: () => undefined });
  }
  const isRole = /(?:^|\.)(?:aws|awscc)_iam_role\./;
  for (const [from, block] of module.body.removed) {
    const destroys = nestedBlocks(block.body, 'lifecycle').some(({ destroy }) => String(destroy) === 'true');
    if (destroys || !(from.startsWith('module.') || isRole.test(from))) continue;
    const position = positionOf(block, 'from');
    unresolved.push({
      address: `${prefix}${from}`,
      concerns: from.startsWith('module.') && !isRole.test(from) ? 'module' : 'trust',
      reason:
        'Terraform forgets it: roles of it stay in AWS with the trust policy that they have there, and that one is not judged',
      position,
    });
  }
  return { unresolved, notices };
}

interface OtherBlock {
  readonly kind: 'action' | 'ephemeral' | 'data';
  /** `type.name` */
  readonly name: string;
  readonly address: string;
  readonly block: Block;
}

/** Actions, ephemeral resources and the data sources of checks: what Terraform runs beside resources. */
function withoutInstances({ body }: ModuleInstance): readonly OtherBlock[] {
  const named = (kind: 'action' | 'ephemeral', blocks: ReadonlyMap<string, Block>): readonly OtherBlock[] =>
    [...blocks].map(([name, block]) => ({ kind, name, address: `${kind}.${name}`, block }));
  const checked = [...body.checks].flatMap(([check, block]) =>
    labelledBlocks(block.body.data, 2, []).map(({ labels, body: data }): OtherBlock => {
      const name = labels.join('.');
      return { kind: 'data', name, address: `check.${check}.data.${name}`, block: { ...block, body: data } };
    }),
  );
  return [...named('action', body.actions), ...named('ephemeral', body.ephemeral), ...checked];
}

/** Types whose whole purpose is to hand what they are given to another program. */
const CALLS = /_invocation$|_invoke$|^http$|^restapi_|^graphql_|^(?:kube|k8s|kustomiz|helm_|argocd_|flux_)/;

/** Types that are given a program, and data sources that make one. */
const RUNS =
  /^aws_(?:instance|spot_\w+|launch_\w+|ssm_(?:document|association)|sfn_state_machine|scheduler_schedule|cloudwatch_event_target|codebuild_project|ecs_task_definition|batch_job_definition|imagebuilder_component)$|^archive_file$|cloudinit_config$/;

/** A function that reads a file. */
const READS = /\b(?:file|filebase64|templatefile)\(/;

/**
 * Whether a text that is not written in a block may be a trust policy or a call of IAM: a policy document, a trust policy, or anything where
 * it calls, runs or reads.
 */
function mayRefer(kind: UnreadBlock['kind'], type: string, source: string): boolean {
  if (type.startsWith('aws_iam_') || !source.includes('${')) return false;
  if (CALLS.test(type) || RUNS.test(type)) return true;
  return (
    kind !== 'data' &&
    (/\$\{.*(?:\baws_iam_policy_document\.|\.assume_role_policy)/.test(source) || READS.test(source))
  );
}

/** The strings in the values of a block, as far as they are known, and the files that it names by a text, as they are written. */
function knownTexts(module: ModuleInstance, body: Body, { scope }: Pick<Instance, 'scope'>): string {
  const { reader } = module.workspace;
  const files = [
    ...JSON.stringify(body)
      .replaceAll(String.raw`\"`, '"')
      .matchAll(NAMED_FILE),
  ].map(([, name = '']) => `\${file(${name})}`);
  return [...Object.values(body), ...files]
    .flatMap((node) => stringsIn(reader.tolerant(node, scope)))
    .join('\n');
}

/** A file that an expression names by a text, with no more in it than the folder. */
const NAMED_FILE = /\b(?:file|filebase64|templatefile)\(\s*("(?:[^"\\$]|\$\{path\.\w+\})*")/g;

function stringsIn(value: Value): readonly string[] {
  if (typeof value === 'string') return [value];
  if (value instanceof PartialText) return value.parts.filter((part) => typeof part === 'string');
  if (isList(value)) return value.flatMap(stringsIn);
  if (value instanceof ValueSet) return value.items.flatMap(stringsIn);
  return isMap(value) ? [...value.values()].flatMap(stringsIn) : [];
}

/**
 * Why the trust policy of a role in AWS may be another one than the configuration has.
 * @see https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#ignore_changes
 */
export function ignoredTrust({ body }: Block): string | undefined {
  const ignored = nestedBlocks(body, 'lifecycle').flatMap(({ ignore_changes: names }) =>
    [names].flat().map((name) => String(name).replace(/^\$\{|\}$/g, '')),
  );
  const name = ignored.find((one) => one === 'all' || /^assume_role_policy\b/.test(one));
  return name === undefined
    ? undefined
    : `\`ignore_changes\` has \`${name}\`: Terraform keeps whatever trust policy the role has in AWS, and that one is not judged`;
}

function instancesOf(
  module: ModuleInstance,
  kind: 'managed' | 'data',
  name: string,
  block: Block,
): readonly Instance[] {
  const instances = module.instances(kind, name);
  if (!(instances instanceof Unknown)) return instances;
  const address = `${module.inputs.prefix}${kind === 'data' ? 'data.' : ''}${name}`;
  return [{ address, block, scope: module }];
}

function textOf(module: ModuleInstance, { scope }: Instance): (node: unknown) => string | null | undefined {
  return (node) => {
    if (node === undefined) return null;
    const value = module.workspace.reader.tolerant(node, scope);
    return typeof value === 'string' || value === null ? value : undefined;
  };
}
