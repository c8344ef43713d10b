import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Cloud } from './cloud';
import { configurationTypes } from './configuration-types';
import type { ProviderLauncher } from './provider-launcher';

/** Where a configuration comes from: a directory, or file names and texts. */
export type Configuration = string | Readonly<Record<string, string>>;

export interface TerraformOptions {
  /** What AWS and GitLab answer; what is omitted is as in `DEFAULT_CLOUD`. */
  readonly cloud?: Partial<Cloud>;
  /** Input variables; they become `TF_VAR_…`, as JSON unless they are text. */
  readonly variables?: Readonly<Record<string, unknown>>;
  /**
   * `reattach`: the providers run already, `init` skips them and every version constraint passes.
   * `mirror`: terraform installs, locks and starts them itself, which is slower. @default reattach
   */
  readonly providers?: 'reattach' | 'mirror';
  /** The directory inside the configuration to run in. @default the configuration itself */
  readonly root?: string;
}

export interface ResourceChange {
  readonly address: string;
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly name: string;
  readonly change: {
    readonly actions: readonly string[];
    readonly before: Readonly<Record<string, unknown>> | null;
    readonly after: Readonly<Record<string, unknown>> | null;
    readonly after_unknown: unknown;
    readonly replace_paths?: readonly (readonly (string | number)[])[];
  };
}

/**
 * The parts of `terraform show -json` that tests look at.
 *
 * @see https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
 */
export interface PlanJson {
  readonly resource_changes?: readonly ResourceChange[];
  readonly output_changes?: Readonly<
    Record<string, { readonly actions: readonly string[]; readonly after?: unknown }>
  >;
  readonly planned_values?: unknown;
  readonly prior_state?: unknown;
  readonly configuration?: unknown;
  readonly checks?: readonly unknown[];
  readonly [name: string]: unknown;
}

/**
 * One configuration and the last command run on it. Every command gives a new value, and none is run once
 * one has failed: `terraform(dir).init().validate().plan()` ends with the first failure or with the plan.
 *
 * The configuration is copied to a temporary directory first; the original is never written to.
 */
export class Terraform {
  private constructor(
    private readonly launcher: ProviderLauncher,
    private readonly options: TerraformOptions,
    /** Where the copy is; tests may change files in it between two commands. */
    readonly directory: string,
    /** The last command; empty when none was run. */
    readonly command: string,
    /** Its exit status; 0 when none was run. */
    readonly status: number,
    readonly stdout: string,
    readonly stderr: string,
  ) {}

  static open(
    launcher: ProviderLauncher,
    configuration: Configuration,
    options: TerraformOptions = {},
  ): Terraform {
    const copy = launcher.newDirectory('configuration');
    if (typeof configuration === 'string') copyConfiguration(configuration, copy);
    else writeConfiguration(configuration, copy);
    makeBackendLocal(copy);
    return new Terraform(launcher, options, path.join(copy, options.root ?? '.'), '', 0, '', '');
  }

  /** Output and errors in one line, without frames and line breaks: made for `toContain`. */
  get text(): string {
    return `${this.stdout} ${this.stderr}`.replace(/[│╷╵]/g, ' ').replace(/\s+/g, ' ').trim();
  }

  /** The same configuration and state with other answers from AWS and GitLab or other variables; no command run. */
  with(options: TerraformOptions): Terraform {
    return new Terraform(this.launcher, { ...this.options, ...options }, this.directory, '', 0, '', '');
  }

  init(...flags: string[]): Terraform {
    return this.run('init', '-input=false', ...flags);
  }

  validate(...flags: string[]): Terraform {
    return this.run('validate', ...flags);
  }

  /** @param flags for example `-detailed-exitcode`: status 2 when there are changes */
  plan(...flags: string[]): Terraform {
    return this.run('plan', '-input=false', '-lock=false', ...flags);
  }

  apply(...flags: string[]): Terraform {
    return this.run('apply', '-input=false', '-auto-approve', '-lock=false', ...flags);
  }

  destroy(...flags: string[]): Terraform {
    return this.run('destroy', '-input=false', '-auto-approve', '-lock=false', ...flags);
  }

  import(address: string, id: string): Terraform {
    return this.run('import', '-input=false', '-lock=false', address, id);
  }

  test(...flags: string[]): Terraform {
    return this.run('test', ...flags);
  }

  /** Fails when a file is not laid out as `terraform fmt` would. */
  formatCheck(): Terraform {
    return this.run('fmt', '-check', '-diff', '-recursive');
  }

  /**
   * Plans and reads the plan.
   *
   * @throws when this or an earlier command failed, with its output
   */
  planJson(...flags: string[]): PlanJson {
    const file = path.join(this.launcher.newDirectory('plan'), 'tfplan');
    return this.plan(`-out=${file}`, ...flags)
      .run('show', '-json', file)
      .json() as PlanJson;
  }

  /** The root outputs of the state. @throws when this or an earlier command failed */
  outputs(): Readonly<Record<string, unknown>> {
    const values = this.run('output', '-json').json() as Record<string, { value: unknown }>;
    return Object.fromEntries(Object.entries(values).map(([name, { value }]) => [name, value]));
  }

  /** The standard output, parsed. @throws when the command failed, with its output */
  json(): unknown {
    return JSON.parse(this.succeed().stdout);
  }

  /** @throws when the last command failed, with its output */
  succeed(): this {
    if (this.status !== 0) throw new Error(`terraform ${this.command} failed: ${this.text}`);
    return this;
  }

  /** Any other command. */
  run(command: string, ...flags: string[]): Terraform {
    if (this.status !== 0) return this;
    const result = spawnSync('terraform', [command, ...colourless(command), ...flags], {
      cwd: this.directory,
      env: { ...inherited(), ...this.environment() },
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    if (result.error) throw result.error;
    const full = [command, ...flags].join(' ');
    return this.after(full, result.status ?? 1, result.stdout, result.stderr);
  }

  private after(command: string, status: number, stdout: string, stderr: string): Terraform {
    return new Terraform(this.launcher, this.options, this.directory, command, status, stdout, stderr);
  }

  private environment(): Readonly<Record<string, string>> {
    const { cloud = {}, providers = 'reattach', variables = {} } = this.options;
    const inputs = Object.entries(variables).map(([name, value]) => [
      `TF_VAR_${name}`,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]);
    return {
      ...this.launcher.environment(providers, cloud, configurationTypes(this.directory)),
      ...(Object.fromEntries(inputs) as Record<string, string>),
    };
  }
}

/** The caller's environment without what would change terraform's behaviour. */
function inherited(): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('TF_')));
}

function colourless(command: string): string[] {
  return [
    'output',
    'show',
    'init',
    'validate',
    'plan',
    'apply',
    'destroy',
    'fmt',
    'import',
    'test',
    'refresh',
  ].includes(command)
    ? ['-no-color']
    : [];
}

function copyConfiguration(from: string, to: string): void {
  cpSync(from, to, {
    recursive: true,
    filter: (source) => !/(^|\/)(\.terraform|terraform\.tfstate.*)$/.test(source),
  });
}

function writeConfiguration(files: Readonly<Record<string, string>>, to: string): void {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(to, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

/**
 * A synthesized stack keeps its state at an absolute path of the machine that ran synth; here the state
 * belongs beside the copy. Other backends are left alone.
 *
 * @see https://developer.hashicorp.com/terraform/language/backend/local
 */
function makeBackendLocal(directory: string): void {
  for (const name of readdirSync(directory)) {
    if (!name.endsWith('.tf.json')) continue;
    const file = path.join(directory, name);
    const text = readFileSync(file, 'utf8');
    if (!text.includes('"backend"')) continue;
    const root = JSON.parse(text) as { terraform?: { backend?: { local?: { path?: string } } } };
    if (root.terraform?.backend?.local?.path === undefined) continue;
    delete root.terraform.backend.local.path;
    writeFileSync(file, JSON.stringify(root, null, 2));
  }
}
