import type { z } from 'zod';
import type { Instance } from '../../gitlab/index';
import { quote } from '../../errors';
import { issuerHost } from '../../context/index';
import { partitionOf } from '../../arn';
import { LIMITS } from '../../limits/index';
import type { Account, AssumeRole } from '../federation';
import { accountSchema } from '../schema/account';
import type { Path } from '../yaml-tree';
import { Declared, keyFault, sectionKeys } from './declared';
import type { ProblemCollector } from './problem-collector';
import { StatePlaces, toStateBackend } from './state-backend';
import { type Fields, readUnit } from './unit';

type AccountFields = Fields<z.output<typeof accountSchema>>;

export function readAccounts(collector: ProblemCollector, instance: Instance | undefined): Declared<Account> {
  const accounts = new Declared<Account>('account');
  const taken = new Map<string, string>();
  const states = new StatePlaces();
  for (const key of sectionKeys(collector, ['accounts'])) {
    const path = ['accounts', key];
    const badKey = keyFault('account', key);
    if (badKey !== undefined) collector.atKey(path, badKey);
    const fields = readUnit(collector, accountSchema, path);
    checkUnique(collector, path, key, fields, taken);
    const account = partitionAgrees(collector, path, fields)
      ? toAccount(key, fields, collector, path)
      : undefined;
    if (account !== undefined) {
      if (instance !== undefined) checkProvider(collector, path, account, instance);
      checkAssumeRole(collector, path, account);
      states.claim(collector, path, account);
    }
    accounts.declare(key, account);
  }
  return accounts;
}

function toAccount(
  key: string,
  fields: AccountFields,
  collector: ProblemCollector,
  path: Path,
): Account | undefined {
  const { id, region, partition, audience, profile, assume_role: assumed, backend, quotas } = fields;
  if (id === undefined || region === undefined) return undefined;
  return {
    key,
    id,
    region,
    partition: partition ?? partitionOf(region),
    audience,
    ...toProvider(fields.provider),
    profile,
    assumeRole: assumed === undefined ? undefined : toAssumeRole(assumed),
    backend: backend === undefined ? undefined : toStateBackend(backend),
    quotas: {
      trustPolicySize: quotas?.trust_policy_size,
      managedPolicies: quotas?.managed_policies,
      roles: quotas?.roles,
    },
    adopt: fields.adopt ?? [],
    moved: fields.moved ?? [],
    position: collector.positionOf(path),
  };
}

function toProvider(
  provider: AccountFields['provider'],
): Pick<Account, 'existingProvider' | 'createdProvider'> {
  if (provider === undefined) return {};
  if (provider === 'lookup') return { existingProvider: { lookup: true } };
  const { arn, thumbprints, tags } = provider;
  if (arn !== undefined) return { existingProvider: { arn } };
  return {
    createdProvider: {
      thumbprints: thumbprints?.map((thumbprint) => thumbprint.toLowerCase()),
      tags,
    },
  };
}

function toAssumeRole(role: NonNullable<AccountFields['assume_role']>): AssumeRole {
  const { role_arn: roleArn, external_id: externalId, session_name: sessionName } = role;
  return {
    roleArn,
    externalId,
    sessionName,
  };
}

function partitionAgrees(
  collector: ProblemCollector,
  path: Path,
  { region, partition }: AccountFields,
): boolean {
  const fault =
    region === undefined || partition === undefined ? undefined : LIMITS.partition(partition, region);
  if (fault !== undefined) collector.atValue([...path, 'partition'], fault);
  return fault === undefined;
}

function checkUnique(
  collector: ProblemCollector,
  path: Path,
  key: string,
  { id }: AccountFields,
  taken: Map<string, string>,
): void {
  if (id === undefined) return;
  const first = taken.get(id);
  taken.set(id, first ?? key);
  if (first === undefined) return;
  const { line, column } = collector.positionOf(['accounts', first]);
  collector.atValue([...path, 'id'], {
    code: 'ERR_ACCOUNT',
    message: `the accounts ${quote(first)} and ${quote(key)} have the same id`,
    got: `${quote(id)}, as at ${line}:${column}`,
    fix: 'declare each account once',
  });
}

function checkAssumeRole(collector: ProblemCollector, path: Path, account: Account): void {
  const arn = account.assumeRole?.roleArn;
  const fault = arn === undefined ? undefined : LIMITS.assumedRole(arn, account);
  if (fault !== undefined) collector.atValue([...path, 'assume_role', 'role_arn'], fault);
}

function checkProvider(
  collector: ProblemCollector,
  path: Path,
  account: Account,
  { issuer }: Instance,
): void {
  const { existingProvider: existing, partition, id } = account;
  if (existing === undefined || 'lookup' in existing) return;
  const fault = LIMITS.providerMismatch(existing.arn, { partition, account: id, host: issuerHost(issuer) });
  if (fault !== undefined) collector.atValue([...path, 'provider', 'arn'], fault);
}
