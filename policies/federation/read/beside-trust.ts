import type { Account } from '../federation';
import type { BreakGlass, RequestConditions } from '../../grant/index';
import { LIMITS } from '../../limits/index';
import { breakGlassSchema, requestSchema } from '../schema/role';
import type { Path } from '../yaml-tree';
import type { ProblemCollector } from './problem-collector';
import { readUnit } from './unit';

/** What a role demands of the request beside its `trust`; `undefined` where it demands nothing. */
export function readRequest(collector: ProblemCollector, path: Path): RequestConditions | undefined {
  if (!collector.has(path)) return undefined;
  const {
    source_ip: sourceIp,
    source_vpc: sourceVpc,
    source_vpce: sourceVpce,
  } = readUnit(collector, requestSchema, path);
  const wrote = ['source_ip', 'source_vpc', 'source_vpce'].filter((key) => collector.has([...path, key]));
  const request = { sourceIp, sourceVpc, sourceVpce };
  const read = Object.values(request).filter((values) => values !== undefined).length;
  // what could not be read has its own problem
  if (read === wrote.length && isMapping(collector.tree.find(path)?.value)) {
    const fault = LIMITS.requestConditions(request);
    if (fault !== undefined) collector.atKey(path, fault);
  }
  return request;
}

/** Who can assume a role without a token; `undefined` where no one can. */
export function readBreakGlass(
  collector: ProblemCollector,
  path: Path,
  account: Account,
): BreakGlass | undefined {
  if (!collector.has(path)) return undefined;
  const { principal, mfa, account_root: accountRoot } = readUnit(collector, breakGlassSchema, path);
  if (principal === undefined) return undefined;
  const breakGlass = { principal, mfa, accountRoot };
  const fault = LIMITS.breakGlassPartition(principal, account.partition) ?? LIMITS.breakGlass(breakGlass);
  if (fault !== undefined) collector.atValue([...path, 'principal'], fault);
  return breakGlass;
}

function isMapping(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
