import type { z } from 'zod';
import { quote } from '../../errors';
import type { Instance } from '../../gitlab/instance';
import { issuerHost } from '../../gitlab/issuer';
import type { Account } from '../federation';
import { arnPartition } from '../rules/arn';
import { partitionOf } from '../rules/region';
import { accountSchema } from '../schema/account';
import type { Path } from '../yaml-tree';
import { Declared, keyFault, sectionKeys } from './declared';
import type { Reading } from './reading';
import type { Fields } from './unit';
import { readUnit } from './unit';

type AccountFields = Fields<z.output<typeof accountSchema>>;

export function readAccounts(reading: Reading, instance: Instance | undefined): Declared<Account> {
  const accounts = new Declared<Account>('account');
  const taken = new Map<string, string>();
  for (const key of sectionKeys(reading, ['accounts'])) {
    const path = ['accounts', key];
    const badKey = keyFault('account', key);
    if (badKey !== undefined) reading.atKey(path, badKey);
    const fields = readUnit(reading, accountSchema, path);
    checkUnique(reading, path, key, fields, taken);
    const account = partitionAgrees(reading, path, fields)
      ? toAccount(key, fields, reading, path)
      : undefined;
    if (account !== undefined && instance !== undefined) checkProvider(reading, path, account, instance);
    accounts.declare(key, account);
  }
  return accounts;
}

function toAccount(key: string, fields: AccountFields, reading: Reading, path: Path): Account | undefined {
  const { id, region, partition, provider } = fields;
  if (id === undefined || region === undefined) return undefined;
  return {
    key,
    id,
    region,
    partition: partition ?? partitionOf(region),
    ...(provider === undefined
      ? {}
      : { existingProvider: provider === 'lookup' ? { lookup: true } : { arn: provider.arn } }),
    position: reading.positionOf(path),
  };
}

function partitionAgrees(reading: Reading, path: Path, { region, partition }: AccountFields): boolean {
  if (region === undefined || partition === undefined || partition === partitionOf(region)) return true;
  reading.atValue([...path, 'partition'], {
    code: 'ERR_ACCOUNT',
    message: `region ${quote(region)} is not in partition ${quote(partition)}`,
    expected: quote(partitionOf(region)),
    fix: 'remove `partition`, or correct `region`',
  });
  return false;
}

function checkUnique(
  reading: Reading,
  path: Path,
  key: string,
  { id }: AccountFields,
  taken: Map<string, string>,
): void {
  if (id === undefined) return;
  const first = taken.get(id);
  taken.set(id, first ?? key);
  if (first === undefined) return;
  const { line, column } = reading.positionOf(['accounts', first]);
  reading.atValue([...path, 'id'], {
    code: 'ERR_ACCOUNT',
    message: `the accounts ${quote(first)} and ${quote(key)} have the same id`,
    got: `${quote(id)}, as at ${line}:${column}`,
    fix: 'declare each account once',
  });
}

/** The provider of an account is named after the issuer: any other ARN would admit nobody, or somebody else. */
function checkProvider(reading: Reading, path: Path, account: Account, instance: Instance): void {
  const existing = account.existingProvider;
  if (existing === undefined || 'lookup' in existing) return;
  const expected = `arn:${account.partition}:iam::${account.id}:oidc-provider/${issuerHost(instance.issuer)}`;
  if (existing.arn === expected) return;
  const reason =
    arnPartition(existing.arn) !== account.partition
      ? 'is in another partition'
      : existing.arn.includes(`::${account.id}:`)
        ? 'is of another issuer'
        : 'is in another account';
  reading.atValue([...path, 'provider', 'arn'], {
    code: 'ERR_ACCOUNT',
    message: `provider ${quote(existing.arn)} ${reason}`,
    expected: quote(expected),
    fix: 'correct it, or write `provider: lookup`',
  });
}
