import { quote } from '../errors';
import type { Fault } from './fault';

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html#API_CreateRole_RequestParameters */
const SHORTEST = 3600;
const LONGEST = 43_200;
/** Longest session of a role that names none, in seconds. */
export const DEFAULT_SESSION_SECONDS = SHORTEST;

const UNIT_SECONDS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1 };

/** Seconds of `1h`, `90m`, `1h30m`, `5400s` or a plain number of seconds; `undefined` when it is no such length. */
export function parseSessionLength(length: string | number): number | undefined {
  if (typeof length === 'number') return Number.isInteger(length) ? length : undefined;
  if (/^\d{1,6}$/.test(length)) return Number(length);
  if (!/^(?=\d)(?:\d{1,6}h)?(?:\d{1,6}m)?(?:\d{1,6}s)?$/.test(length)) return undefined;
  return [...length.matchAll(/(\d+)([hms])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (UNIT_SECONDS[unit ?? ''] ?? 0),
    0,
  );
}

export function sessionLengthFault(length: string | number): Fault | undefined {
  const seconds = parseSessionLength(length);
  const expected = '`1h` to `12h` (3600 to 43200 seconds)';
  if (seconds === undefined) {
    return {
      code: 'ERR_SESSION_LENGTH',
      message: `${quote(String(length))} is not a session length`,
      expected,
      fix: 'write it like `1h`, `90m` or `3600`',
    };
  }
  if (seconds >= SHORTEST && seconds <= LONGEST) return undefined;
  return {
    code: 'ERR_SESSION_LENGTH',
    message: `AWS refuses a maximum session length of ${quote(String(length))}`,
    got: `${seconds} seconds`,
    expected,
    fix: seconds < SHORTEST ? 'write `1h`; a job may still ask for less' : 'write `12h` or less',
  };
}
