import { RefgateError } from '../../errors';
import type { AwsAccount } from './account';
import { isBody, type Block } from './block';
import { reasonOf } from './body-value';
import { BudgetExceeded } from './budget';
import { differenceOf } from './installed-module';
import { anyInstance, instancesOf, type Instance } from './repeat';
import type { ModuleBody } from './module-body';
import type { Scope } from './scope';
import { PerCase } from './per-case';
import { summaryOf } from './summaries/index';
import { Unknown, type Value } from './value';
import { joinPath, type Workspace } from './workspace';

/** How a module was called: its inputs and the providers it was given. */
export interface ModuleInputs {
  /** `module.ci["api"].`, or empty for the root. */
  readonly prefix: string;
  /** `ci.roles`: the calls without their keys. */
  readonly path: readonly string[];
  readonly directory: string;
  /** A variable's value from the call, or nothing when the call leaves it out. */
  input(name: string): Value | undefined;
  /** The block that calls, and its instance's scope. */
  readonly call?: { readonly block: Block; readonly scope: Scope; readonly caller: unknown };
  /** The account of the provider `aws` or `aws.alias` as the module sees it, unless it configures its own. */
  aws(name: string): AwsAccount;
}

/** A module that may call others, and be called. */
export interface CallableModule<M> extends Scope {
  readonly workspace: Workspace;
  readonly body: ModuleBody;
  readonly inputs: ModuleInputs;
  /** The account of the provider `aws` or `aws.alias`. */
  aws(name: string): AwsAccount;
  output(name: string): Value;
  /** A module of the same workspace that this one calls. */
  called(body: ModuleBody, inputs: ModuleInputs): M;
}

/** A `module` block: where its files are and which instances it has. */
export class ModuleCall<M extends CallableModule<M>> {
  private readonly children: PerCase<{ found?: readonly ModuleChild<M>[] | Unknown }>;
  /** That the module is judged by a summary, because its files are not there; known when its instances are. */
  summary: string | undefined;

  constructor(
    private readonly name: string,
    readonly block: Block,
    private readonly caller: M,
  ) {
    this.children = new PerCase(caller.workspace, () => ({}));
  }

  get address(): string {
    return `${this.caller.inputs.prefix}module.${this.name}`;
  }

  /** Whether `count` or `for_each` makes the call a collection. */
  get repeated(): boolean {
    return this.block.body.count !== undefined || this.block.body.for_each !== undefined;
  }

  /** Every instance of the module, or why there is no telling. */
  instances(): readonly ModuleChild<M>[] | Unknown {
    const { now } = this.children;
    now.found ??= this.build();
    return now.found;
  }

  /** Any of the instances, where their number is not known; nothing where the module cannot be read. */
  any(why: Unknown): ModuleChild<M> | undefined {
    if (!this.repeated) return undefined;
    const place = this.place();
    if (place instanceof Unknown) return undefined;
    return this.child(anyInstance(this.block, this.address, this.caller, why), place.directory, place.body);
  }

  /** An output of a call that does not repeat. */
  output(name: string): Value {
    const instances = this.instances();
    if (instances instanceof Unknown) return instances;
    return (
      instances[0]?.module.output(name) ?? new Unknown(`\`${this.address}\` has no instance`, this.address)
    );
  }

  /** All outputs of all instances, as a reference to the whole call sees them. */
  value(): Value {
    const instances = this.instances();
    if (instances instanceof Unknown) return instances;
    const values = instances.map(({ module }) => outputsOf(module));
    if (!this.repeated) return values[0] ?? null;
    if (this.block.body.count !== undefined) return values;
    return new Map(instances.map(({ key }, index): [string, Value] => [String(key), values[index] ?? null]));
  }

  private build(): readonly ModuleChild<M>[] | Unknown {
    const place = this.place();
    if (place instanceof Unknown) return place;
    const { reader } = this.caller.workspace;
    try {
      const instances = instancesOf(this.block, this.address, this.caller, reader);
      if (instances instanceof Unknown) return instances;
      return instances.map((instance) => this.child(instance, place.directory, place.body));
    } catch (error) {
      if (!(error instanceof RefgateError) || error instanceof BudgetExceeded) throw error;
      return new Unknown(reasonOf(error), this.address);
    }
  }

  private place(): { readonly directory: string; readonly body: ModuleBody } | Unknown {
    const { workspace, inputs } = this.caller;
    const { source, version } = this.block.body;
    const path = [...inputs.path, this.name];
    if (path.length > 20)
      return new Unknown(`\`${this.address}\` nests more than 20 modules deep`, this.address);
    if (typeof source !== 'string')
      return new Unknown(`\`${this.address}\` has no plain \`source\``, this.address);
    const local = source.startsWith('./') || source.startsWith('../') || source === '.' || source === '..';
    const record = workspace.source.installed?.get(path.join('.'));
    const differs = record === undefined ? undefined : differenceOf(record, { source, version });
    const installed = differs === undefined ? record?.directory : undefined;
    const directory = local ? joinPath(inputs.directory, source) : installed;
    if (local && installed !== undefined && installed !== directory) {
      const reason = `\`modules.json\` has the files of \`${this.address}\` in \`${installed}\`, not in \`${directory}\`; run \`terraform init\``;
      return new Unknown(reason, this.address);
    }
    const body = directory === undefined ? undefined : workspace.body(directory);
    if (directory !== undefined && body !== undefined) return { directory, body };
    if (!local && differs !== undefined) {
      const reason = `\`modules.json\` has the files of another module than \`${this.address}\` calls: ${differs}; run \`terraform init\``;
      return new Unknown(reason, this.address);
    }
    const summary = local ? undefined : summaryOf(this.block.body);
    if (summary !== undefined) {
      this.summary = `\`${this.address}\` is judged by what is known of \`${source}\` ${summary.summary.versions}, as its files are not there; run \`terraform init\`, or read a plan`;
      return { directory: `(${summary.summary.source})`, body: summary.body };
    }
    const reason = local
      ? `the directory \`${directory}\` of \`${this.address}\` was not given`
      : `\`${this.address}\` comes from \`${source}\`, which is not among the files; ${this.howToGet()}`;
    return new Unknown(reason, this.address);
  }

  /** The copies that Terragrunt keeps may be of another version than the unit names. */
  private howToGet(): string {
    const { source } = this.caller.workspace;
    const files = source.directories.get(source.root) ?? [];
    return files.some(({ path }) => path.endsWith('terragrunt.hcl'))
      ? '`.terragrunt-cache` is not read: give the plan, from `terragrunt plan -out=plan.out` and `terragrunt show -json plan.out`'
      : 'run `terraform init`, or read a plan';
  }

  private child(instance: Instance, directory: string, body: ModuleBody): ModuleChild<M> {
    const { workspace, inputs } = this.caller;
    workspace.reader.budget.spend(500);
    const call = this.block.body;
    const values = new PerCase(workspace, () => new Map<string, Value>());
    const module = this.caller.called(body, {
      prefix: `${instance.address}.`,
      path: [...inputs.path, this.name],
      directory,
      input: (name) => {
        if (!Object.hasOwn(call, name)) return undefined;
        const known = values.now.get(name);
        if (known !== undefined) return known;
        const value = workspace.reader.tolerant(call[name], instance.scope);
        values.now.set(name, value);
        return value;
      },
      aws: (name) => this.aws(name),
      call: { block: this.block, scope: instance.scope, caller: this.caller },
    });
    return { key: instance.key, module };
  }

  /** `providers = { aws = aws.prod }`; without it only the default one is inherited. */
  private aws(name: string): AwsAccount {
    const { providers } = this.block.body;
    const passed = isBody(providers) && Object.hasOwn(providers, name) ? providers[name] : undefined;
    return this.caller.aws(typeof passed === 'string' ? passed.replace(/^\$\{|\}$/g, '') : name);
  }
}

interface ModuleChild<M> {
  readonly key?: string | number;
  readonly module: M;
}

function outputsOf<M extends CallableModule<M>>(module: M): Value {
  return new Map([...module.body.outputs.keys()].map((name): [string, Value] => [name, module.output(name)]));
}
