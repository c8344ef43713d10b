import { parseJsonText } from '../../trust/index';
import { isBody, type Body } from '../terraform/block';
import type { Shown } from '../terraform/shown';
import type { PulumiResource } from './shape';

type Path = readonly (string | number)[];

/** A resource of Pulumi as Terraform shows it, because the AWS provider of Pulumi is the one of Terraform under other names. */
export interface PulumiShown {
  readonly shown: Shown;
  /** As Pulumi calls it: `aws:iam/role:Role`. */
  readonly type: string;
  /** `true` for each argument whose value is not known. */
  readonly unknown: Body;
}

/** How Pulumi marks a secret, and a value that is known only after an update. @see https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/properties.go */
const SIGNATURE = '4dabf18193072939515e22adb298388d';
const SECRET = '1b47061264138c4ac30d75fd1eb44270';
const UNKNOWN = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';
const HIDDEN = '[secret]';

/** Arguments that Pulumi has in the plural. */
const SINGULAR: ReadonlyMap<string, string> = new Map([
  ['client_id_lists', 'client_id_list'],
  ['inline_policies', 'inline_policy'],
]);

/** @param first where a property is looked for first: what is there now, or what is asked for */
export function shownResource(
  resource: PulumiResource,
  path: Path,
  first: 'inputs' | 'outputs',
): PulumiShown {
  const { urn, type, inputs, outputs } = resource;
  const merged = first === 'outputs' ? { ...inputs, ...outputs } : { ...outputs, ...inputs };
  const values: Record<string, unknown> = {};
  const unknown: Record<string, unknown> = {};
  for (const [name, written] of Object.entries(merged)) {
    const argument = argumentOf(name);
    const value = revealed(written);
    if (value === undefined) unknown[argument] = true;
    else values[argument] = value;
  }
  const address = urn.split('::').slice(2).join('::');
  const own = first === 'outputs' && isBody(outputs) ? outputs : isBody(inputs) ? inputs : undefined;
  const member = own === outputs ? 'outputs' : 'inputs';
  const shown: Shown = {
    address,
    mode: resource.external === true ? 'data' : 'managed',
    type: terraformType(type),
    values,
    declared: address,
    path: own === undefined ? path : [...path, member],
    nameOf: (argument) => Object.keys(own ?? {}).find((name) => argumentOf(name) === argument) ?? argument,
  };
  return { shown, type, unknown };
}

/** Why a property has no value, and what to do. */
export function unknownProperty(): string {
  return 'the value is a secret, or is known only after the update; export the stack with `--show-secrets`, or give the role as AWS has it: `aws iam get-role --role-name NAME`';
}

/** `aws:iam/role:Role` → `aws_iam_role`; what is of another provider keeps its name. */
function terraformType(type: string): string {
  const [, module, name] = /^aws:(\w+)\/([a-z]\w*):\w+$/.exec(type) ?? [];
  if (module === undefined || name === undefined) return type;
  return `aws_${module}_${snake(name)}`.replace('open_id_connect', 'openid_connect');
}

/** `assumeRolePolicy` → `assume_role_policy` */
function argumentOf(name: string): string {
  const argument = snake(name);
  return SINGULAR.get(argument) ?? argument;
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** A value with what is in its secrets, if they are in clear text; `undefined` where it, or a part of it, is not known. */
function revealed(value: unknown): unknown {
  if (value === HIDDEN || (typeof value === 'string' && value.includes(UNKNOWN))) return undefined;
  if (Array.isArray(value)) {
    const items = value.map(revealed);
    return items.includes(undefined) ? undefined : items;
  }
  if (!isBody(value)) return value;
  if (Object.hasOwn(value, SIGNATURE)) {
    if (value[SIGNATURE] !== SECRET || typeof value.plaintext !== 'string') return undefined;
    const parsed = parseJsonText(value.plaintext);
    return parsed.ok ? revealed(parsed.value) : undefined;
  }
  const members = Object.entries(value).map(([name, item]) => [name, revealed(item)] as const);
  return members.some(([, item]) => item === undefined) ? undefined : Object.fromEntries(members);
}
