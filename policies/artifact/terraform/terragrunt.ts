import { awsAccount } from './account';
import { isBody, labelledBlocks, type Body, type ConfigurationFile } from './block';
import { BodyReader } from './body-value';
import { Budget } from './budget';
import { moduleBody } from './module-body';
import { ModuleInstance } from './module-instance';
import type { Scope } from './scope';
import { NOTHING } from './variable';
import { Unknown, isMap, type Value } from './value';
import { Workspace, type GivenVariable } from './workspace';
import type { Unresolved } from './written';

/** A unit of Terragrunt: the module that it runs, and the values that it gives to its variables. */
export interface TerragruntUnit {
  /** As written; absent where the unit runs its own folder. */
  readonly source?: string;
  readonly inputs: ReadonlyMap<string, GivenVariable>;
  /** What every variable without an input may be set to; absent where nothing else sets one. */
  readonly others?: GivenVariable;
  /** A configuration that calls the module with the inputs, for a module that is no folder; absent where the inputs are not literal. */
  readonly call?: ConfigurationFile;
  /** What the unit does beside that is not read. */
  readonly unread: readonly Unresolved[];
}

/**
 * Blocks and attributes that change neither the files nor the variables of the module.
 * @see https://docs.terragrunt.com/reference/hcl/blocks
 */
const HARMLESS = new Set([
  'terraform',
  'inputs',
  'locals',
  'remote_state',
  'dependency',
  'dependencies',
  'exclude',
  'prevent_destroy',
  'skip',
  'iam_role',
  'iam_assume_role_duration',
  'iam_assume_role_session_name',
  'iam_web_identity_token',
  'download_dir',
  'terraform_binary',
  'terraform_version_constraint',
  'terragrunt_version_constraint',
  'retryable_errors',
  'feature',
  'errors',
]);

/** A plan has everything. */
const PLAN = 'give the plan, from `terragrunt plan -out=plan.out` and `terragrunt show -json plan.out`';

/** Steps of evaluation for the inputs of one unit. */
const STEPS = 200_000;

/**
 * Reads `terragrunt.hcl` as far as it is literal: the source, and inputs by themselves, with the locals of the file. What another file or
 * program decides is unknown: `include`, `dependency`, and the functions of Terragrunt.
 * @param body of the file, from a converter of HCL
 * @param shown the file as messages call it
 * @throws {RefgateError} `ERR_TERRAFORM`: the inputs expand to too much
 * @see https://docs.terragrunt.com/reference/hcl/attributes#inputs
 */
export function readTerragrunt(body: Body, text: string, shown: string): TerragruntUnit {
  const position = { file: shown, line: 1, column: 1 };
  const [settings = {}] = labelledBlocks(body.terraform, 0, []).map((found) => found.body);
  const file: ConfigurationFile = { path: shown, text, syntax: 'hcl', body: { locals: body.locals } };
  const reader = new BodyReader(new Budget(STEPS));
  const source = { root: '.', directories: new Map([['.', [file]]]) };
  const workspace = new Workspace(source, reader, () => ({ at: () => position }));
  const written = workspace.body('.');
  const scope = ofUnit(
    new ModuleInstance(workspace, written ?? moduleBody([], () => ({ at: () => position })), {
      prefix: '',
      path: [],
      directory: '.',
      input: () => undefined,
      aws: () => awsAccount(undefined, reader, NOTHING, {}),
    }),
  );
  const valueOf = (node: unknown, name: string): GivenVariable => {
    const value = reader.tolerant(node, scope);
    return { kind: 'value', value: named(value, name), text: JSON.stringify([node, body.locals]) };
  };
  const unread: Unresolved[] = [];
  const open = (address: string, reason: string): void => {
    unread.push({ address: `${shown}: ${address}`, concerns: 'module', reason, position });
  };
  const includes = Object.keys(isBody(body.include) ? body.include : {});
  for (const name of includes.length === 0 && body.include !== undefined ? [''] : includes)
    open(
      name === '' ? 'include' : `include.${name}`,
      `the included file may generate files and set inputs, and it is not read: ${PLAN}`,
    );
  for (const name of Object.keys(body).filter((each) => !HARMLESS.has(each) && each !== 'include'))
    open(name, `the block may change what Terraform loads, and it is not read: ${PLAN}`);
  for (const name of Object.keys(settings).filter((each) => each !== 'source' && !each.endsWith('_hook')))
    open(`terraform.${name}`, `the block may give values to variables, and it is not read: ${PLAN}`);
  for (const name of Object.keys(settings).filter((each) => each.endsWith('_hook')))
    open(`terraform.${name}`, `the hook runs a program, which may change files, and it is not read: ${PLAN}`);
  const { inputs } = body;
  const isLiteral = isBody(inputs);
  const whole = isLiteral || inputs === undefined ? undefined : reader.tolerant(inputs, scope);
  const found = new Map<string, GivenVariable>();
  if (isLiteral) for (const [name, node] of Object.entries(inputs)) found.set(name, valueOf(node, name));
  if (whole !== undefined && isMap(whole))
    for (const [name, value] of whole)
      found.set(name, {
        kind: 'value',
        value: named(value, name),
        text: JSON.stringify([inputs, body.locals]),
      });
  const isOpen = whole !== undefined && !isMap(whole);
  const others =
    includes.length > 0 || body.include !== undefined
      ? 'an included file of Terragrunt, which is not read, may set it'
      : isOpen
        ? `\`inputs\` of \`${shown}\` is not known${whole instanceof Unknown ? `: ${whole.reason}` : ''}`
        : undefined;
  const { source: address } = settings;
  return {
    ...(typeof address === 'string' ? { source: address } : {}),
    inputs: found,
    ...(others === undefined && typeof address === 'string' && (isLiteral || inputs === undefined)
      ? { call: callOf(address, isLiteral ? inputs : {}, body.locals, { text, shown }) }
      : {}),
    ...(others === undefined ? {} : { others: { kind: 'unknown', reason: others } }),
    unread,
  };
}

/**
 * Terragrunt names modules of a registry by a protocol of its own.
 * @see https://docs.terragrunt.com/reference/hcl/blocks#terraform
 */
function callOf(
  address: string,
  inputs: Body,
  locals: unknown,
  { text, shown }: { readonly text: string; readonly shown: string },
): ConfigurationFile {
  const [, host = '', source = address, version] =
    /^tfr:\/\/([^/]*)\/([^?]+)(?:\?version=(.*))?$/.exec(address) ?? [];
  const module = {
    ...inputs,
    source: host === '' ? source : `${host}/${source}`,
    ...(version === undefined ? {} : { version }),
  };
  return { path: shown, text, syntax: 'hcl', body: { locals, module: { unit: [module] } } };
}

/** What other units and files of Terragrunt give. */
const OUTSIDE: Readonly<Record<string, string>> = {
  dependency: 'is an output of another unit of Terragrunt, which is not read',
  include: 'is from an included file of Terragrunt, which is not read',
  feature: 'is a feature flag of Terragrunt, which is known when it runs',
  values: 'is given by a stack of Terragrunt, which is not read',
};

function ofUnit(locals: Scope): Scope {
  return {
    find: (root, names) => {
      const why = OUTSIDE[root];
      if (why === undefined) return locals.find(root, names);
      const expression = [root, ...names].join('.');
      return { value: new Unknown(`\`${expression}\` ${why}`, expression), used: names.length };
    },
  };
}

/** An input that is not known, by its name. */
function named(value: Value, name: string): Value {
  return value instanceof Unknown && value.expression === undefined
    ? new Unknown(value.reason, `inputs.${name}`)
    : value;
}
