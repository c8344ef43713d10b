import { z } from 'zod';
import { formatPosition, quote } from '../../errors';
import type { Instance } from '../../gitlab/instance';
import type { Account, DeclaredProject, Permissions, Role } from '../federation';
import { arnPartition } from '../rules/arn';
import { roleNameFault } from '../rules/role';
import { parseSessionLength } from '../rules/session-length';
import { tagsFault } from '../rules/tags';
import { defaultsSchema, roleSchema } from '../schema/role';
import type { Path } from '../yaml-tree';
import { Declared, keyFault, listLength, sectionKeys } from './declared';
import type { Reading } from './reading';
import type { TrustEntry } from './trust';
import { readTrust } from './trust';
import type { Fields } from './unit';
import { readUnit } from './unit';
import type { ReadVariable } from './variables';
import { checkMask, readVariables } from './variables';
import { VariableOwners } from './variable-owners';

/** Lists whose entries are judged one by one. */
const open = { trust: z.array(z.unknown()), variables: z.array(z.unknown()).optional() };
const roleOutline = roleSchema.extend(open);
const defaultsOutline = defaultsSchema.extend({ variables: open.variables });

type RoleFields = Fields<z.output<typeof roleOutline>>;
type DefaultFields = Fields<z.output<typeof defaultsOutline>>;

/** What the rest of the file says that a role may refer to. */
export interface RoleSurroundings {
  readonly instance?: Instance;
  readonly audience?: string;
  readonly projects: Declared<DeclaredProject>;
  readonly accounts: Declared<Account>;
}

const DEFAULTS: Path = ['defaults'];

export function readRoles(reading: Reading, around: RoleSurroundings): Declared<Role> {
  const roles = new Declared<Role>('role');
  const names = new Map<string, string>();
  const owners = new VariableOwners();
  const defaults = reading.has(DEFAULTS) ? readUnit(reading, defaultsOutline, DEFAULTS) : {};
  const defaultAccount = around.accounts.resolve(reading, defaults.account, [...DEFAULTS, 'account']);
  const defaultVariables = readVariables(reading, [...DEFAULTS, 'variables'], around.projects);
  for (const key of sectionKeys(reading, ['roles'])) {
    const path = ['roles', key];
    const badKey = keyFault('role', key);
    if (badKey !== undefined) reading.atKey(path, badKey);
    const own = readUnit(reading, roleOutline, path);
    const name = own.name ?? key;
    if (badKey === undefined && own.name === undefined && !reading.has([...path, 'name'])) {
      const fault = roleNameFault(key);
      if (fault !== undefined) reading.atKey(path, fault);
    }
    const account = reading.has([...path, 'account'])
      ? around.accounts.resolve(reading, own.account, [...path, 'account'])
      : defaultAccount;
    if (!reading.has([...path, 'account']) && !reading.has([...DEFAULTS, 'account']))
      noAccount(reading, path);
    const trust = readTrust(reading, [...path, 'trust'], around.projects, around.instance);
    if (Array.isArray(own.trust) && listLength(reading, [...path, 'trust']) === 0) emptyTrust(reading, path);
    const variables = reading.has([...path, 'variables'])
      ? readVariables(reading, [...path, 'variables'], around.projects)
      : defaultVariables.map(({ variable }) => ({ variable, path }));
    owners.claim(reading, key, trust, variables);
    const tags = { ...defaults.tags, ...own.tags };
    const tagFault = own.tags === undefined ? undefined : tagsFault(tags);
    if (tagFault !== undefined && tagsFault(own.tags ?? {}) === undefined)
      reading.atKey([...path, 'tags'], tagFault);
    const permissions = toPermissions(own.permissions, defaults.permissions);
    if (account !== undefined) {
      checkName(reading, path, key, name, account, names);
      checkPermissions(reading, path, own, permissions, account);
      const role = toRole(
        { key, name, account, own, defaults, trust, permissions, tags, variables },
        around,
        reading,
        path,
      );
      checkMasks(reading, role, variables);
      roles.declare(key, role);
    } else {
      roles.declare(key, undefined);
    }
  }
  return roles;
}

interface RoleParts {
  readonly key: string;
  readonly name: string;
  readonly account: Account;
  readonly own: RoleFields;
  readonly defaults: DefaultFields;
  readonly trust: readonly TrustEntry[];
  readonly permissions: Permissions;
  readonly tags: Readonly<Record<string, string>>;
  readonly variables: readonly ReadVariable[];
}

function toRole(parts: RoleParts, around: RoleSurroundings, reading: Reading, path: Path): Role {
  const { key, name, account, own, defaults, trust, permissions, tags, variables } = parts;
  return {
    key,
    name,
    account,
    grant: {
      issuer: around.instance?.issuer ?? '',
      audience: around.audience ?? '',
      rules: trust.map(({ rule }) => rule),
    },
    permissions,
    path: own.path ?? defaults.path ?? '/',
    ...(own.description === undefined ? {} : { description: own.description }),
    maxSessionSeconds: parseSessionLength(own.max_session ?? defaults.max_session ?? '1h') ?? 3600,
    tags,
    variables: variables.map(({ variable }) => variable),
    position: reading.positionOf(path),
  };
}

function toPermissions(own: RoleFields['permissions'], defaults: DefaultFields['permissions']): Permissions {
  const merged = { ...defaults, ...own };
  return {
    managed: merged.managed ?? [],
    inline: merged.inline ?? {},
    ...(merged.boundary === undefined ? {} : { boundary: merged.boundary }),
  };
}

function noAccount(reading: Reading, path: Path): void {
  reading.atKey(path, {
    code: 'ERR_SCHEMA',
    message: `role ${quote(String(path.at(-1)))} has no account`,
    fix: 'add `account:` to it or to `defaults`',
  });
}

function emptyTrust(reading: Reading, path: Path): void {
  reading.atValue([...path, 'trust'], {
    code: 'ERR_GRANT',
    message: `role ${quote(String(path.at(-1)))} trusts nobody`,
    expected: 'at least one entry under `trust`',
    fix: 'add `{ project: …, branches: […] }`',
  });
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html (names are unique whatever their case) */
function checkName(
  reading: Reading,
  path: Path,
  key: string,
  name: string,
  account: Account,
  names: Map<string, string>,
): void {
  const id = `${account.key} ${name.toLowerCase()}`;
  const first = names.get(id);
  names.set(id, first ?? key);
  if (first === undefined) return;
  const { line, column } = reading.positionOf(['roles', first]);
  reading.atKey(reading.has([...path, 'name']) ? [...path, 'name'] : path, {
    code: 'ERR_ROLE_NAME',
    message: `the roles ${quote(first)} and ${quote(key)} have one name in account ${quote(account.key)}`,
    got: `${quote(name)}, as at ${formatPosition({ line, column })} (AWS ignores case)`,
    fix: 'give one of them another `name`',
  });
}

function checkPermissions(
  reading: Reading,
  path: Path,
  own: RoleFields,
  permissions: Permissions,
  account: Account,
): void {
  const check = (arn: string, at: Path, inherited: boolean): void => {
    const partition = arnPartition(arn);
    if (partition === account.partition) return;
    const fault = {
      code: 'ERR_PERMISSIONS',
      message: `${quote(arn)} is in partition ${quote(partition)}, account ${quote(account.key)} is not`,
      expected: quote(arn.replace(/^arn:[^:]*/, `arn:${account.partition}`)),
    } as const;
    if (inherited) reading.atKey(path, fault);
    else reading.atValue(at, fault);
  };
  for (const [index, arn] of permissions.managed.entries()) {
    check(arn, [...path, 'permissions', 'managed', index], own.permissions?.managed === undefined);
  }
  if (permissions.boundary !== undefined) {
    check(
      permissions.boundary,
      [...path, 'permissions', 'boundary'],
      own.permissions?.boundary === undefined,
    );
  }
}

function checkMasks(reading: Reading, role: Role, variables: readonly ReadVariable[]): void {
  const { account, path, name } = role;
  const values = {
    role_arn: `arn:${account.partition}:iam::${account.id}:role${path}${name}`,
    region: account.region,
    account_id: account.id,
  };
  for (const variable of variables) checkMask(reading, variable, values);
}
