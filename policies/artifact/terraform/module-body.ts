import { awsConstraintOf } from './aws-constraint';
import type { Unresolved } from './written';
import {
  isBody,
  labelledBlocks,
  type Block,
  type Body,
  type ConfigurationFile,
  type Positions,
} from './block';

/** What the files of one directory declare. Keys of `resources` and `data` are `type.name`. */
export interface ModuleBody {
  readonly variables: ReadonlyMap<string, Block>;
  readonly locals: ReadonlyMap<string, Block>;
  readonly resources: ReadonlyMap<string, Block>;
  readonly data: ReadonlyMap<string, Block>;
  readonly modules: ReadonlyMap<string, Block>;
  readonly outputs: ReadonlyMap<string, Block>;
  /** Key: `type.name`. */
  readonly actions: ReadonlyMap<string, Block>;
  /** Key: `type.name`. */
  readonly ephemeral: ReadonlyMap<string, Block>;
  /** Key: the name. */
  readonly checks: ReadonlyMap<string, Block>;
  /** `removed` blocks, by the address that they are about. */
  readonly removed: ReadonlyMap<string, Block>;
  /** In order; several may configure `aws`. Keys are `name` or `name.alias`. */
  readonly providers: ReadonlyMap<string, Block>;
  /** What the `terraform` blocks ask of the version of the aws provider. */
  readonly awsConstraint?: string;
  readonly problems: readonly Unresolved[];
}

const OVERRIDE = /(?:^|[/_])override\.(?:tf|tofu)(?:\.json)?$/;

/** Whether Terraform and OpenTofu merge the blocks of a file into those of other files, by its path. */
function isOverrideFile(path: string): boolean {
  return OVERRIDE.test(path);
}

/**
 * Gathers the blocks of a directory's files. Override files are merged into what they override, attribute by attribute.
 * @see https://developer.hashicorp.com/terraform/language/files/override
 */
export function moduleBody(
  files: readonly ConfigurationFile[],
  positionsOf: (file: ConfigurationFile) => Positions,
): ModuleBody {
  const tables = {
    variable: new Map<string, Block>(),
    locals: new Map<string, Block>(),
    resource: new Map<string, Block>(),
    data: new Map<string, Block>(),
    module: new Map<string, Block>(),
    output: new Map<string, Block>(),
    provider: new Map<string, Block>(),
    action: new Map<string, Block>(),
    ephemeral: new Map<string, Block>(),
    check: new Map<string, Block>(),
    removed: new Map<string, Block>(),
  };
  const problems: Unresolved[] = [];
  const ordered = [...files].toSorted(
    (a, b) => Number(isOverrideFile(a.path)) - Number(isOverrideFile(b.path)),
  );
  for (const file of ordered) {
    const positions = positionsOf(file);
    const add = (table: Map<string, Block>, keyword: string, name: string, block: Block): void => {
      const before = table.get(name);
      if (before === undefined) table.set(name, block);
      else if (isOverrideFile(file.path)) table.set(name, overridden(before, block));
      else {
        const address = keyword === 'resource' ? name : `${keyword}.${name}`;
        const reason = `\`${address}\` is declared twice`;
        problems.push({
          address,
          concerns: 'module',
          reason,
          position: positions.at(block.places[0]?.path ?? []),
        });
      }
    };
    for (const [keyword, labels] of LABELS) {
      const node = (file.body as Record<string, unknown>)[keyword];
      for (const found of labelledBlocks(node, labels, [keyword])) {
        const block: Block = {
          body: found.body,
          syntax: file.syntax,
          places: [{ positions, path: found.path }],
        };
        if (keyword === 'locals') {
          for (const name of Object.keys(found.body)) {
            if (name !== '//') add(tables.locals, 'local', name, block);
          }
        } else add(tables[keyword], keyword, nameOf(keyword, found.labels, found.body), block);
      }
    }
  }
  const settings = files.flatMap(({ body }) => labelledBlocks((body as Body).terraform, 0, ['terraform']));
  const awsConstraint = awsConstraintOf(settings.map(({ body }) => body));
  return {
    awsConstraint,
    variables: tables.variable,
    locals: tables.locals,
    resources: tables.resource,
    data: tables.data,
    modules: tables.module,
    outputs: tables.output,
    providers: tables.provider,
    actions: tables.action,
    ephemeral: tables.ephemeral,
    checks: tables.check,
    removed: tables.removed,
    problems,
  };
}

const LABELS = [
  ['variable', 1],
  ['locals', 0],
  ['resource', 2],
  ['data', 2],
  ['module', 1],
  ['output', 1],
  ['provider', 1],
  ['action', 2],
  ['ephemeral', 2],
  ['check', 1],
  ['removed', 0],
] as const;

function nameOf(keyword: string, labels: readonly string[], body: Block['body']): string {
  if (keyword === 'removed') return addressOf(body.from);
  const name = labels.join('.');
  return keyword === 'provider' && typeof body.alias === 'string' ? `${name}.${body.alias}` : name;
}

/** `aws_iam_role.x` and `${aws_iam_role.x}` are one address. */
function addressOf(node: unknown): string {
  return typeof node === 'string' ? node.replace(/^\$\{|\}$/g, '') : '';
}

/** Nested blocks of one type are replaced together, also by and of `dynamic` blocks. */
function overridden(before: Block, after: Block): Block {
  const dynamic = { ...dynamicOf(before.body), ...dynamicOf(after.body) };
  for (const name of Object.keys(after.body))
    if (!Object.hasOwn(dynamicOf(after.body), name)) delete dynamic[name];
  const kept = Object.entries(before.body).filter(
    ([name]) => name !== 'dynamic' && !Object.hasOwn(dynamicOf(after.body), name),
  );
  return {
    body: {
      ...Object.fromEntries(kept),
      ...after.body,
      ...(Object.keys(dynamic).length === 0 ? {} : { dynamic }),
    },
    syntax: after.syntax,
    places: [...after.places, ...before.places],
  };
}

function dynamicOf(body: Body): Record<string, unknown> {
  return isBody(body.dynamic) ? { ...body.dynamic } : {};
}
