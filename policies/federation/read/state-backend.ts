import type { z } from 'zod';
import { formatPosition, quote } from '../../errors';
import type { Account, StateBackend } from '../federation';
import type { stateBackendSchema } from '../schema/state-backend';
import type { Path } from '../yaml-tree';
import type { ProblemCollector } from './problem-collector';

export function toStateBackend(written: z.output<typeof stateBackendSchema>): StateBackend | undefined {
  const { s3, http, cloud } = written;
  if (s3 !== undefined) {
    const { bucket, key, region, use_lockfile, dynamodb_table, kms_key_id, profile } = s3;
    return {
      kind: 's3',
      bucket,
      key,
      region,
      useLockfile: use_lockfile,
      dynamodbTable: dynamodb_table,
      kmsKeyId: kms_key_id,
      profile,
    };
  }
  if (http !== undefined) {
    const { address, lock_address } = http;
    return { kind: 'http', address, lockAddress: lock_address };
  }
  return cloud === undefined ? undefined : { kind: 'cloud', ...cloud };
}

/** Where states are kept: two stacks in one state would each plan to destroy the other. */
export class StatePlaces {
  private readonly taken = new Map<string, string>();

  /** Takes an account's state into account; reports one that is another account's already. */
  claim(collector: ProblemCollector, path: Path, { key, backend }: Account): void {
    if (backend === undefined) return;
    const place = placeOf(backend);
    const first = this.taken.get(place);
    this.taken.set(place, first ?? key);
    if (first === undefined) return;
    const { line, column } = collector.positionOf(['accounts', first, 'backend']);
    collector.atKey([...path, 'backend'], {
      code: 'ERR_ACCOUNT',
      message: `the accounts ${quote(first)} and ${quote(key)} keep their state in one place`,
      got: `${quote(place)}, as at ${formatPosition({ line, column })}`,
      expected: 'one state for each stack: they would destroy each other',
      fix: 'give one of them another place',
    });
  }
}

function placeOf(backend: StateBackend): string {
  switch (backend.kind) {
    case 's3':
      return `s3://${backend.bucket}/${backend.key}`;
    case 'http':
      return backend.address;
    case 'cloud':
      return `${backend.hostname ?? 'app.terraform.io'}/${backend.organization}/${backend.workspace}`;
  }
}
