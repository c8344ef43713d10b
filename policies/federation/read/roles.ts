import { iamArn } from '../../arn';
import { z } from 'zod';
import type { Instance } from '../../gitlab/index';
import { quote } from '../../errors';
import { DEFAULT_SESSION_SECONDS, LIMITS, parseSessionLength, QUOTAS } from '../../limits/index';
import type { Account, DeclaredProject, Role } from '../federation';
import { defaultsSchema, roleSchema } from '../schema/role';
import type { Path } from '../yaml-tree';
import { readBreakGlass, readRequest } from './beside-trust';
import { Declared, keyFault, listLength, sectionKeys } from './declared';
import { checkPolicyOwners, checkPolicyCount, mergePermissions } from './permissions';
import type { ProblemCollector } from './problem-collector';
import { RoleNames } from './role-names';
import { readTrust } from './trust';
import type { Fields } from './unit';
import { readUnit } from './unit';
import { VariableOwners } from './variable-owners';
import type { ReadVariable } from './variables';
import { checkMask, readVariables } from './variables';

/** Lists and mappings whose entries are judged one by one. */
const open = { trust: z.array(z.unknown()), variables: z.array(z.unknown()).optional() };
const roleOutline = roleSchema.extend({
  ...open,
  request: z.unknown().optional(),
  break_glass: z.unknown().optional(),
});
const defaultsOutline = defaultsSchema.extend({ variables: open.variables });

/** What the rest of the file says that a role may refer to. */
export interface RoleContext {
  readonly instance?: Instance;
  readonly audience?: string;
  readonly projects: Declared<DeclaredProject>;
  readonly accounts: Declared<Account>;
}

/** What every role has unless it says otherwise. */
interface Defaults {
  readonly fields: Fields<z.output<typeof defaultsOutline>>;
  readonly account?: Account;
  readonly variables: readonly ReadVariable[];
}

const DEFAULTS: Path = ['defaults'];

export function readRoles(collector: ProblemCollector, around: RoleContext): Declared<Role> {
  const roles = new Declared<Role>('role');
  const names = new RoleNames();
  const owners = new VariableOwners();
  const counts = new Map<Account, number>();
  const defaults = readDefaults(collector, around);
  for (const key of sectionKeys(collector, ['roles'])) {
    const role = readRole(collector, key, around, { defaults, names, owners });
    if (role !== undefined) counts.set(role.account, (counts.get(role.account) ?? 0) + 1);
    roles.declare(key, role);
  }
  for (const [{ key, quotas }, count] of counts) {
    const fault = LIMITS.roleCount(count, quotas.roles ?? QUOTAS.roles.default, key);
    if (fault !== undefined) collector.atKey(['accounts', key], fault);
  }
  return roles;
}

function readDefaults(collector: ProblemCollector, around: RoleContext): Defaults {
  const fields = collector.has(DEFAULTS) ? readUnit(collector, defaultsOutline, DEFAULTS) : {};
  return {
    fields,
    account: around.accounts.resolve(collector, fields.account, [...DEFAULTS, 'account']),
    variables: readVariables(collector, [...DEFAULTS, 'variables'], around),
  };
}

interface Shared {
  readonly defaults: Defaults;
  readonly names: RoleNames;
  readonly owners: VariableOwners;
}

function readRole(
  collector: ProblemCollector,
  key: string,
  around: RoleContext,
  shared: Shared,
): Role | undefined {
  const { defaults, names, owners } = shared;
  const path: Path = ['roles', key];
  const badKey = keyFault('role', key);
  if (badKey !== undefined) collector.atKey(path, badKey);
  const own = readUnit(collector, roleOutline, path);
  if (!isMapping(collector.tree.find(path)?.value)) return undefined;
  const trust = readTrust(collector, [...path, 'trust'], around.projects, around.instance);
  if (own.trust !== undefined && listLength(collector, [...path, 'trust']) === 0)
    emptyTrust(collector, path, key);
  const variables = collector.has([...path, 'variables'])
    ? readVariables(collector, [...path, 'variables'], around)
    : defaults.variables.map(({ variable }) => ({ variable, path }));
  owners.claim(collector, key, trust, variables);
  const tags = { ...defaults.fields.tags, ...own.tags };
  checkMergedTags(collector, path, own.tags, tags);
  const account = roleAccount(collector, path, own.account, around, defaults);
  if (account === undefined) return undefined;

  const name = own.name ?? key;
  if (badKey === undefined) names.claim(collector, path, { key, name, account });
  const permissions = mergePermissions(own.permissions, defaults.fields.permissions);
  checkPolicyOwners(collector, path, permissions, account);
  checkPolicyCount(collector, path, permissions, account);
  const rolePath = own.path ?? defaults.fields.path ?? '/';
  const values = {
    role_arn: iamArn(account.partition, account.id, `role${rolePath}${name}`),
    region: account.region,
    account_id: account.id,
  };
  for (const variable of variables) checkMask(collector, variable, values);
  return {
    key,
    name,
    account,
    grant: {
      issuer: around.instance?.issuer ?? '',
      audience: own.audience ?? account.audience ?? around.audience ?? '',
      rules: trust.map(({ rule }) => rule),
      request: readRequest(collector, [...path, 'request']),
      breakGlass: readBreakGlass(collector, [...path, 'break_glass'], account),
    },
    permissions,
    path: rolePath,
    description: own.description,
    maxSessionSeconds:
      parseSessionLength(own.max_session ?? defaults.fields.max_session ?? '1h') ?? DEFAULT_SESSION_SECONDS,
    tags,
    forceDetach: own.force_detach ?? defaults.fields.force_detach ?? false,
    variables: variables.map(({ variable }) => variable),
    position: collector.positionOf(path),
  };
}

function isMapping(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function roleAccount(
  collector: ProblemCollector,
  path: Path,
  own: string | undefined,
  { accounts }: RoleContext,
  defaults: Defaults,
): Account | undefined {
  if (collector.has([...path, 'account'])) return accounts.resolve(collector, own, [...path, 'account']);
  if (!collector.has([...DEFAULTS, 'account'])) {
    collector.atKey(path, {
      code: 'ERR_SCHEMA',
      message: `role ${quote(String(path.at(-1)))} has no account`,
      fix: 'add `account:` to it or to `defaults`',
    });
  }
  return defaults.account;
}

/** Tags that are right by themselves and wrong together with the defaults: too many, or one in two cases. */
function checkMergedTags(
  collector: ProblemCollector,
  path: Path,
  own: Readonly<Record<string, string>> | undefined,
  merged: Readonly<Record<string, string>>,
): void {
  if (own === undefined || LIMITS.tags(own, 'a role').length > 0) return;
  for (const fault of LIMITS.tags(merged, 'a role')) collector.atKey([...path, 'tags'], fault);
}

function emptyTrust(collector: ProblemCollector, path: Path, key: string): void {
  collector.atValue([...path, 'trust'], {
    code: 'ERR_GRANT',
    message: `role ${quote(key)} trusts nobody`,
    expected: 'at least one entry under `trust`',
    fix: 'add `{ project: …, branches: […] }`',
  });
}
