import { RefgateError, quote } from '../../errors';
import { awsAccount, type AwsAccount } from './account';
import type { Body } from './block';
import { reasonOf, type ScopedBody } from './body-value';
import { BudgetExceeded } from './budget';
import { COMPUTED, type Written } from './computed';
import { isStandIn } from './eks-cluster';
import { dataValue } from './data-value';
import { readingFunction } from './file-functions';
import { leafOf } from './decide';
import type { Answer, Question } from './question';
import { PerCase } from './per-case';
import type { Found } from './scope';
import { instancesOf, resourceOf, type Instance } from './repeat';
import { isSensitive, variableValue } from './variable';
import { ResourceValue, Sensitive, Unknown, fromJson, type Value } from './value';
import { ModuleCall, type CallableModule, type ModuleInputs } from './module-call';
import type { ModuleBody } from './module-body';
import type { Workspace } from './workspace';

type Memo = { readonly value: Value } | { readonly error: unknown } | 'running';

/** One instance of a module: what the names in its expressions mean. Every value is computed once, when it is asked for. */
export class ModuleInstance implements CallableModule<ModuleInstance> {
  private readonly memo: PerCase<Map<string, Memo>>;
  private readonly calls = new Map<string, ModuleCall<ModuleInstance>>();
  private readonly accounts = new Map<string, AwsAccount>();

  constructor(
    readonly workspace: Workspace,
    readonly body: ModuleBody,
    readonly inputs: ModuleInputs,
  ) {
    this.memo = new PerCase(workspace, () => new Map());
  }

  find(root: string, names: readonly string[]): Found {
    const [first = '', second = ''] = names;
    switch (root) {
      case 'var':
        return { value: this.once(`var.${first}`, () => this.variable(first)), used: 1 };
      case 'local':
        return { value: this.once(`local.${first}`, () => this.local(first)), used: 1 };
      case 'module':
        return this.module(first, names);
      case 'data':
        return {
          value: this.once(`data.${first}.${second}`, () => this.resource('data', first, second)),
          used: 2,
        };
      case 'path':
        return first === 'module'
          ? { value: this.inputs.directory, used: 1 }
          : first === 'root'
            ? { value: this.workspace.source.root, used: 1 }
            : unknown(`\`path.${first}\` is known only when Terraform runs`, `path.${first}`, 1);
      case 'terraform':
        return this.terraform(first);
      default:
        return first === ''
          ? unknown(`${quote(root)} means nothing here`, root, 0)
          : { value: this.once(`${root}.${first}`, () => this.resource('managed', root, first)), used: 1 };
    }
  }

  /** The instances of a resource or data source that the module declares. */
  instances(kind: 'managed' | 'data', name: string): readonly Instance[] | Unknown {
    const block = (kind === 'data' ? this.body.data : this.body.resources).get(name);
    const address = `${this.inputs.prefix}${kind === 'data' ? 'data.' : ''}${name}`;
    if (block === undefined) return new Unknown(`\`${address}\` is not declared`, address);
    return this.guard(() => instancesOf(block, address, this, this.workspace.reader));
  }

  /** One instance as a value: what is written, then what follows from it. */
  value(kind: 'managed' | 'data', type: string, instance: Instance): ResourceValue {
    const written: Written = {
      address: instance.address,
      aws: this.awsOf(instance.block.body),
      argument: (name) => this.argument(instance, name),
    };
    const full = kind === 'data' ? `data.${type}` : type;
    const read = (name: string): Value | undefined => {
      const rules = Object.hasOwn(COMPUTED, full) ? COMPUTED[full] : undefined;
      const rule = rules !== undefined && Object.hasOwn(rules, name) ? rules[name] : undefined;
      if (rule !== undefined) return this.guardValue(() => rule(written));
      const data = this.guardValue(() => dataValue(full, name, instance, this.workspace) ?? null);
      if (data !== null) return data;
      return Object.hasOwn(instance.block.body, name) ? this.argument(instance, name) : undefined;
    };
    return new ResourceValue(instance.address, (name) => {
      const value = read(name);
      const open = value === undefined || value instanceof Unknown || isStandIn(full, name);
      return open ? (this.seen(instance, name) ?? value) : value;
    });
  }

  /** What Terraform itself knows of an attribute, when the caller has a plan. */
  private seen({ address }: Instance, name: string): Value | undefined {
    const attributes = this.workspace.source.known?.get(address);
    if (attributes === undefined || !Object.hasOwn(attributes, name)) return undefined;
    const value = attributes[name];
    return value === null || value === undefined ? undefined : fromJson(value);
  }

  /** An argument of a resource; `null` when it is omitted. */
  argument(instance: Instance, name: string): Value {
    const { body } = instance.block;
    return Object.hasOwn(body, name) ? this.workspace.reader.tolerant(body[name], instance.scope) : null;
  }

  /** The nested blocks of a resource, those of `dynamic` included. */
  blocks(instance: Instance, name: string): readonly ScopedBody[] | Unknown {
    return this.guard(() => this.workspace.reader.blocks(instance.block.body, name, instance.scope));
  }

  /** The account that a resource, a data source or a module's provider is configured for. */
  awsOf(body: Body): AwsAccount {
    const name = typeof body.provider === 'string' ? body.provider.replace(/^\$\{|\}$/g, '') : 'aws';
    return this.aws(name);
  }

  /** The account of the provider `aws` or `aws.alias`. */
  aws(name: string): AwsAccount {
    const known = this.accounts.get(name);
    if (known !== undefined) return known;
    // one of several configurations under one name, see https://opentofu.org/docs/language/providers/configuration/#for_each-multiple-instances-of-a-provider-configuration
    if (name.includes('[')) return this.inputs.aws(name);
    // a provider that is configured by what it provides does not tell its account
    this.accounts.set(name, { partition: 'aws', guessed: true });
    const { source } = this.workspace;
    const block = this.body.providers.get(name);
    const found = this.workspace.inCase(undefined, () =>
      block === undefined
        ? this.inputs.aws(name)
        : awsAccount(block, this.workspace.reader, this, source.defaults ?? {}),
    );
    this.accounts.set(name, found);
    return found;
  }

  /** The functions that read files, and the one that hides a value. */
  callFunction(name: string, args: readonly Value[]): Value | undefined {
    const [value = null] = args;
    if (name === 'sensitive' && args.length === 1 && this.workspace.source.showSensitive !== true)
      return value instanceof Unknown ? value : new Sensitive('sensitive(…)', value);
    return readingFunction(name, args, this.workspace);
  }

  outsideCases<T>(work: () => T): T {
    return this.workspace.inCase(undefined, work);
  }

  decide(question: Question): Answer | undefined {
    const { prefix } = this.inputs;
    const { leaf, text } = question;
    const own =
      prefix === '' || /^[\w.-]+$/.test(text) ? `${prefix}${text}` : `${text} in ${prefix.slice(0, -1)}`;
    return this.workspace.answer(leaf ?? own, leaf === undefined ? question : { ...question, local: false });
  }

  call(name: string): ModuleCall<ModuleInstance> | undefined {
    const known = this.calls.get(name);
    if (known !== undefined) return known;
    const block = this.body.modules.get(name);
    if (block === undefined) return undefined;
    const call = new ModuleCall<ModuleInstance>(name, block, this);
    this.calls.set(name, call);
    return call;
  }

  called(body: ModuleBody, inputs: ModuleInputs): ModuleInstance {
    return new ModuleInstance(this.workspace, body, inputs);
  }

  /** An output of this module. */
  output(name: string): Value {
    return this.once(`output.${name}`, () => {
      const block = this.body.outputs.get(name);
      const address = `${this.inputs.prefix}output.${name}`;
      if (block === undefined) return new Unknown(`\`${address}\` is not declared`, address);
      return this.workspace.reader.tolerant(block.body.value ?? null, this);
    });
  }

  private terraform(name: string): Found {
    const { workspace } = this.workspace.source;
    if (name === 'workspace' && workspace !== undefined) return { value: workspace, used: 1 };
    const fix = name === 'workspace' ? '; give it with `--workspace`' : '';
    return unknown(`\`terraform.${name}\` is known only when Terraform runs${fix}`, `terraform.${name}`, 1);
  }

  private variable(name: string): Value {
    const address = `${this.inputs.prefix}var.${name}`;
    const block = this.body.variables.get(name);
    if (block === undefined) return new Unknown(`\`${address}\` is not declared`, address);
    const { reader, when } = this.workspace;
    const own = variableValue(address, block, this.inputs.input(name), reader);
    // one that the case assumes to be something is that
    const assumed = when.is(leafOf(own) ?? '');
    const inCase = assumed === undefined ? own : variableValue(address, block, assumed, reader);
    const value = inCase instanceof Unknown ? own : inCase;
    const isShown = !isSensitive(block) || this.workspace.source.showSensitive === true;
    return isShown ? value : new Sensitive(address, value);
  }

  private local(name: string): Value {
    const block = this.body.locals.get(name);
    const address = `${this.inputs.prefix}local.${name}`;
    if (block === undefined) return new Unknown(`\`${address}\` is not declared`, address);
    return this.workspace.reader.value(block.body[name], this);
  }

  private resource(kind: 'managed' | 'data', type: string, name: string): Value {
    const instances = this.instances(kind, `${type}.${name}`);
    return instances instanceof Unknown
      ? instances
      : resourceOf(instances, (instance) => this.value(kind, type, instance));
  }

  private module(name: string, names: readonly string[]): Found {
    const call = this.call(name);
    const address = `${this.inputs.prefix}module.${name}`;
    if (call === undefined) return unknown(`\`${address}\` is not declared`, address, 1);
    const output = names[1];
    if (output !== undefined && !call.repeated) return { value: call.output(output), used: 2 };
    return { value: this.once(`module.${name}`, () => call.value()), used: 1 };
  }

  private guard<T>(work: () => T): T | Unknown {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof RefgateError) || error instanceof BudgetExceeded) throw error;
      return new Unknown(reasonOf(error));
    }
  }

  private guardValue(work: () => Value): Value {
    return this.guard(work);
  }

  private once(name: string, compute: () => Value): Value {
    const memo = this.memo.now;
    const known = memo.get(name);
    if (known === 'running') return new Unknown(`\`${this.inputs.prefix}${name}\` depends on itself`, name);
    if (known !== undefined) {
      if ('error' in known) throw known.error;
      return known.value;
    }
    memo.set(name, 'running');
    try {
      const value = this.workspace.reader.budget.deeper(compute);
      memo.set(name, { value });
      return value;
    } catch (error) {
      if (error instanceof BudgetExceeded) memo.delete(name);
      else memo.set(name, { error });
      throw error;
    }
  }
}

function unknown(reason: string, expression: string, used: number): Found {
  return { value: new Unknown(reason, expression), used };
}
