import type { Block } from './block';
import { ModuleInstance } from './module-instance';
import type { Instance } from './repeat';
import { joinPath } from './workspace';

/**
 * Everything in the text of a configuration that an argument of a block is computed from: blocks, locals, given variables, modules, files.
 * Two versions with one definition give the argument the same value wherever the values from outside, such as those of variables without
 * a default, are the same. It may hold more than what counts, and never less: nothing where something may read a file that is not followed.
 */
export function definitionOf(
  module: ModuleInstance,
  { block, key }: Instance,
  argument: string,
): string | undefined {
  const { count, for_each: forEach, provider } = block.body;
  const definition = new Definition();
  definition.add(module, 'argument', { key, count, forEach, provider, value: block.body[argument] });
  return definition.text();
}

/** A reference, as far as it names a block: whatever looks like one counts. */
const NAME = /[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)+/g;
const READS_FILES = /\b(?:file\w*|templatefile)\s*\(/g;
/** The file of a function that reads one, where it is written out. */
const READS_THIS =
  /^(?:file|fileexists|templatefile)\s*\(\s*\\?"((?:[^"\\$]|\$\{\s*path\.(?:module|root)\s*\})*)\\?"/;
const READS_FOLDER = /^fileset\s*\(/;
/** A function of a provider does what it wants. */
const CALLS_PROVIDER = /\bprovider::/;
/** Of these nothing in a block is read from a file of the folder but by a function. */
const WITHOUT_FILES =
  /^(?:aws|awscc|azuread|azurerm|github|gitlab|google|null|okta|random|terraform|tfe|time|tls|vault)_(?!remote_state$)/;

class Definition {
  private readonly found = new Map<string, string>();
  private isComplete = true;

  add(module: ModuleInstance, label: string, node: unknown): void {
    const name = `${module.inputs.prefix}${label}`;
    if (this.found.has(name)) return;
    const text = JSON.stringify(node) ?? '';
    this.found.set(name, text);
    this.providers(module);
    for (const { index } of text.matchAll(READS_FILES)) this.files(module, text.slice(index));
    if (CALLS_PROVIDER.test(text)) this.isComplete = false;
    // what is around a dot in an expression may be spaces and line ends, which JSON escapes
    for (const [reference] of text.replace(/(?:\s|\\[nrt])*\.(?:\s|\\[nrt])*/g, '.').matchAll(NAME))
      this.refer(module, reference.split('.'));
  }

  text(): string | undefined {
    if (!this.isComplete) return undefined;
    return JSON.stringify([...this.found].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  private refer(module: ModuleInstance, [root = '', first = '', second = '']: readonly string[]): void {
    const { body } = module;
    switch (root) {
      case 'var':
        this.block(module, `var.${first}`, body.variables.get(first));
        return this.given(module, first);
      case 'local':
        return this.value(module, `local.${first}`, body.locals.get(first)?.body[first]);
      case 'module':
        return this.called(module, first);
      case 'terraform':
        return this.value(module, 'terraform.workspace', module.workspace.source.workspace);
      case 'data':
        return this.block(module, `data.${first}.${second}`, body.data.get(`${first}.${second}`));
      default:
        return this.block(module, `${root}.${first}`, body.resources.get(`${root}.${first}`));
    }
  }

  private block(module: ModuleInstance, address: string, block: Block | undefined): void {
    if (block === undefined) return;
    this.add(module, address, block.body);
    const [type = ''] = address.replace(/^data\./, '').split('.');
    if (type !== 'var' && !WITHOUT_FILES.test(type)) this.isComplete = false;
    const whole = `${module.inputs.prefix}${address}`;
    for (const [shown, values] of module.workspace.source.known ?? [])
      if (shown === whole || shown.startsWith(`${whole}[`))
        this.found.set(`known ${shown}`, JSON.stringify(values));
  }

  private value(module: ModuleInstance, name: string, value: unknown): void {
    if (value !== undefined) this.add(module, name, value);
  }

  /** Where the value of a variable comes from. */
  private given(module: ModuleInstance, name: string): void {
    const { call } = module.inputs;
    if (call === undefined) this.value(module, `given ${name}`, module.workspace.source.variables?.get(name));
    else if (call.caller instanceof ModuleInstance)
      this.add(call.caller, `call of ${module.inputs.prefix}`, call.block.body);
  }

  private called(module: ModuleInstance, name: string): void {
    const call = module.call(name);
    if (call === undefined) return;
    this.add(module, `module.${name}`, call.block.body);
    const instances = call.instances();
    if (!Array.isArray(instances)) return;
    for (const { module: child } of instances as readonly { readonly module: ModuleInstance }[])
      this.whole(child);
  }

  /** Every block of a module. */
  private whole(module: ModuleInstance): void {
    const { variables, locals, resources, data, modules, outputs } = module.body;
    for (const [name, block] of outputs) this.add(module, `output.${name}`, block.body);
    for (const [name] of variables) this.refer(module, ['var', name]);
    for (const [name] of locals) this.refer(module, ['local', name]);
    for (const [name] of modules) this.refer(module, ['module', name]);
    for (const [name] of data) this.refer(module, ['data', ...name.split('.')]);
    for (const [name] of resources) this.refer(module, name.split('.'));
  }

  /** Which account and which instance something is looked up in, the providers tell. */
  private providers(module: ModuleInstance): void {
    const { prefix, call } = module.inputs;
    const mark = `${prefix}providers`;
    if (this.found.has(mark)) return;
    this.found.set(mark, '');
    for (const [name, block] of module.body.providers) this.add(module, `provider ${name}`, block.body);
    if (call?.caller instanceof ModuleInstance) {
      this.add(call.caller, `providers for ${prefix}`, call.block.body.providers);
      this.providers(call.caller);
    }
  }

  /** Which files an expression reads is not looked at: those that were read for the configuration, if the one that it names is among them. */
  private files({ workspace: { source }, inputs }: ModuleInstance, call: string): void {
    const [, named] = READS_THIS.exec(call) ?? [];
    const path = named?.replace(/\$\{\s*path\.(module|root)\s*\}/g, (_, of) =>
      of === 'module' ? inputs.directory : source.root,
    );
    const isFollowed =
      path === undefined ? READS_FOLDER.test(call) : source.texts?.has(joinPath('.', path)) === true;
    if (!isFollowed) this.isComplete = false;
    for (const [file, text] of source.texts ?? []) this.found.set(`file ${file}`, JSON.stringify(text));
    for (const [folder, names] of source.listings ?? [])
      this.found.set(`folder ${folder}`, JSON.stringify(names) ?? '');
  }
}
