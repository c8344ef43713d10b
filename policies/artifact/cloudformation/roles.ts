import { parsePolicyText } from '../../trust/index';
import { quote, type Position } from '../../errors';
import type { PartialRole, Unresolved, WrittenRole } from '../terraform/written';
import { everyCase, type Case } from '../cases';
import type { Resource, Stack } from './computation';
import { decidedBy } from './decided-by';
import { Evaluator } from './evaluate';
import { OWN_ACCOUNT, isJudgedInOwnAccount } from '../own-account';
import { partsOf } from './partial-text';
import { permissionsOf } from './permissions';
import { attributeOf, property, textProperty } from './resources';
import { nearest } from './template';
import { findUnknown, isList, isMap, textOf, toJson, type Path, type Valued } from './value';

/** What is known of the roles of one resource: there may be several, one for each case in which it differs. */
export interface FoundRoles {
  readonly roles: readonly WrittenRole[];
  readonly partial: readonly PartialRole[];
  readonly unresolved: readonly Unresolved[];
}

/** A role in one case, before it has its address. */
interface RoleInCase {
  readonly role?: Omit<WrittenRole, 'address'>;
  /** The role with what is known of its trust policy. */
  readonly partial?: Omit<PartialRole, 'address'>;
  readonly open: readonly Omit<Unresolved, 'address'>[];
}

/**
 * The roles that a resource makes: one for each case in which its trust policy or its permissions differ. A role that is made only under a
 * condition is read as if the condition held.
 */
export function rolesOf(stack: Stack, resource: Resource, address: string): FoundRoles {
  const position = placeOf(stack, resource.path);
  const cases =
    everyCase((when) => (exists(stack, resource, when) ? roleIn(stack, resource, when) : undefined)) ?? [];
  let found = cases.flatMap(({ result, when }) => (result === undefined ? [] : [{ result, when }]));
  if (found.length === 0 && cases.length > 0)
    found = (everyCase((when) => roleIn(stack, resource, when)) ?? []).slice();
  if (found.length === 0) {
    const reason = 'the role depends on more conditions than are looked at; give values with `--var`';
    return { roles: [], partial: [], unresolved: [{ address, concerns: 'trust', reason, position }] };
  }
  const distinct = new Map<string, { result: RoleInCase; when: Case }>();
  for (const entry of found) {
    const key = JSON.stringify(entry.result);
    if (!distinct.has(key)) distinct.set(key, entry);
  }
  const order = [...distinct.keys()];
  const names = found.flatMap(({ when }) => when.names);
  const alike = cases.map(({ result, when }) => [when.describe(), order.indexOf(JSON.stringify(result))]);
  const decided =
    distinct.size === 1
      ? undefined
      : new Map([
          ['which of its cases are alike', JSON.stringify(alike)],
          ...decidedBy(stack, [...new Set(names)], resource),
        ]);
  const roles: WrittenRole[] = [];
  const partials: PartialRole[] = [];
  const unresolved: Unresolved[] = [];
  for (const { result, when } of distinct.values()) {
    const said = distinct.size === 1 ? '' : when.describe();
    const own = said === '' ? address : `${address} (${said})`;
    const { role, partial, open } = result;
    const identity = { address: own, caseOf: own === address ? undefined : address, decidedBy: decided };
    if (role !== undefined) roles.push({ ...identity, ...role });
    if (partial !== undefined) {
      const prefix = address.slice(0, address.length - resource.id.length);
      const unknown = partial.unknown.map((part) =>
        part.role === undefined ? part : { ...part, role: `${prefix}${part.role}` },
      );
      partials.push({ ...identity, ...partial, unknown });
    }
    unresolved.push(...open.map((entry) => ({ address: own, ...entry })));
  }
  return { roles, partial: partials, unresolved };
}

/** Whether the resource is made in the case. @throws {Undecided} */
export function exists(stack: Stack, { node, loops }: Resource, when: Case): boolean {
  return node.Condition === undefined || new Evaluator(stack, when).condition(node.Condition, loops);
}

function roleIn(stack: Stack, resource: Resource, when: Case): RoleInCase {
  const evaluator = new Evaluator(stack, when);
  const trust = property(evaluator, resource, 'AssumeRolePolicyDocument');
  const position = placeOf(stack, trust?.path ?? resource.path);
  const failed = (reason: string, expression?: string): Omit<Unresolved, 'address'> => ({
    concerns: 'trust',
    reason,
    expression,
    position,
  });
  if (trust === undefined || trust.value === null)
    return { open: [failed('the role has no `AssumeRolePolicyDocument`')] };
  const frame = (): Omit<WrittenRole, 'address' | 'document' | 'text'> => ({
    ...frameOf(evaluator, resource),
    position,
    positionAt: (pointer: string) => at(stack, trust, pointer),
    permissions: permissionsOf(evaluator, resource).permissions,
  });
  const unknown = findUnknown(trust);
  if (unknown !== undefined) {
    return {
      partial: { ...frame(), ...partsOf(trust) },
      open: [failed(unknown.reason, unknown.name)],
    };
  }
  const policy = policyOf(trust);
  if (typeof policy === 'string') return { open: [failed(policy)] };
  const known = stack.parameters.known('AWS::AccountId', when);
  const other = known === undefined ? otherAccount(policy.text) : undefined;
  if (other !== undefined) {
    const reason = `the policy names the OIDC provider of account ${quote(other)} and that of the account of the stack, which may be another; give \`--account\``;
    return {
      partial: { ...frame(), ...accountUnknown(policy.text, reason) },
      open: [failed(reason, 'AWS::AccountId')],
    };
  }
  const isOwn = known === undefined && policy.text.includes(OWN_ACCOUNT);
  if (isOwn && concernsTokens(policy.text) && !isJudgedInOwnAccount(policy.document)) {
    const reason = 'the account of the stack is not known; give it with `--account`';
    return {
      partial: { ...frame(), ...accountUnknown(policy.text, reason) },
      open: [failed(reason, 'AWS::AccountId')],
    };
  }
  const unknowns = concernsTokens(policy.text) ? permissionsOf(evaluator, resource).open : [];
  const open: Omit<Unresolved, 'address'>[] = unknowns.map(({ part, path }) => ({
    concerns: 'permissions' as const,
    reason: part.reason,
    expression: part.name,
    position: placeOf(stack, path),
  }));
  return { role: { ...frame(), ...policy, ownAccount: isOwn || undefined }, open };
}

/** What is known of a role beside its policies. */
function frameOf(
  evaluator: Evaluator,
  resource: Resource,
): Pick<WrittenRole, 'name' | 'account' | 'partition' | 'arn' | 'maxSessionSeconds'> {
  const name = textProperty(evaluator, resource, 'RoleName');
  const seconds = Number(property(evaluator, resource, 'MaxSessionDuration')?.value ?? Number.NaN);
  const { account, partition } = whereOf(evaluator);
  const arn = account === undefined ? undefined : attributeOf(evaluator, resource, 'Arn')?.value;
  return {
    name: typeof name === 'string' ? name : undefined,
    account,
    partition,
    arn: typeof arn === 'string' ? arn : undefined,
    maxSessionSeconds: Number.isNaN(seconds) ? undefined : seconds,
  };
}

/** The account that the stack is known to be in, and its partition. */
function whereOf(evaluator: Evaluator): { readonly account?: string; readonly partition?: string } {
  const { parameters } = evaluator.stack;
  const account = parameters.known('AWS::AccountId', evaluator.when);
  const partition = parameters.known('AWS::Partition', evaluator.when);
  return { account, partition };
}

/** The account of an OIDC provider, in a policy that also names that of the stack, which is not known. */
function otherAccount(text: string): string | undefined {
  if (!text.includes(`::${OWN_ACCOUNT}:`)) return undefined;
  return [...text.matchAll(/:iam::(\d{12}):oidc-provider\//g)]
    .map(([, id]) => id)
    .find((id) => id !== OWN_ACCOUNT);
}

/** The text of a trust policy in which the account decides something, with the account as a part that is not known. */
function accountUnknown(text: string, reason: string): Pick<PartialRole, 'parts' | 'unknown'> {
  const parts = text.split(OWN_ACCOUNT).flatMap((part, index) => (index === 0 ? [part] : [0, part]));
  return { parts, unknown: [{ name: 'AWS::AccountId', reason }] };
}

/** What the permissions of a role of other callers are is not a question here. */
function concernsTokens(text: string): boolean {
  return /oidc-provider|AssumeRoleWithWebIdentity|sts:\*|"\*"/i.test(text);
}

/** The trust policy; a string is the reason why there is none. IAM takes an object, and a string with JSON in it. */
function policyOf(trust: Valued): { readonly document: unknown; readonly text: string } | string {
  if (isMap(trust.value)) {
    const document = toJson(trust, () => null);
    return { document, text: JSON.stringify(document) };
  }
  const text = isList(trust.value) ? undefined : textOf(trust.value);
  if (typeof text !== 'string') return 'the trust policy is neither an object nor JSON text';
  const parsed = parsePolicyText(text);
  return parsed.ok
    ? { document: parsed.value, text }
    : `the trust policy is not JSON: ${parsed.problem.message}`;
}

/** Where a JSON pointer into a trust policy is written: each value remembers where it comes from. */
function at(stack: Stack, trust: Valued, pointer: string): Position | undefined {
  let found = trust;
  const steps = pointer.split('/').slice(1);
  for (const step of steps) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    const next = isMap(found.value)
      ? found.value.get(key)
      : isList(found.value)
        ? found.value[Number(key)]
        : undefined;
    if (next === undefined) break;
    found = next;
  }
  return nearest(stack.template, found.path);
}

function placeOf(stack: Stack, path: Path): Position | undefined {
  return nearest(stack.template, path);
}
