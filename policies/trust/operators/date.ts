const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/**
 * ISO 8601 or epoch seconds, to the millisecond. A date without a time is midnight, a time without a zone is UTC.
 * @returns milliseconds since 1970, or `undefined` when the text is not a date
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Date
 */
export function parseDate(text: string): number | undefined {
  const epoch = /^\+?(\d{1,13})(?:\.(\d{1,9}))?$/.exec(text);
  if (epoch !== null) return Number(epoch[1]) * 1000 + milliseconds(epoch[2] ?? '');
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] = match;
  const [y, mo, d, h, mi, s] = [year, month, day, hour, minute, second].map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (mo < 1 || mo > 12 || d < 1 || d > daysIn(y, mo) || h > 23 || mi > 59 || s > 59) return undefined;
  const offset = zoneMinutes(zone);
  if (offset === undefined) return undefined;
  // Not `Date.UTC`, which reads the year 50 as 1950.
  return (
    Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) -
    offset * 60_000 +
    milliseconds(fraction)
  );
}

/** The first three digits after the point. */
function milliseconds(fraction: string): number {
  return Number(fraction.padEnd(3, '0').slice(0, 3));
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function zoneMinutes(zone: string): number | undefined {
  if (zone === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(-2));
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

/** A date strictly between two others; `undefined` when they follow each other, or when it cannot be written. */
export function dateBetween(low: number | undefined, high: number | undefined): string | undefined {
  const wanted = low === undefined ? (high === undefined ? 0 : high - SECOND) : low + SECOND;
  const time = high === undefined || wanted < high ? wanted : (low ?? high - 2) + 1;
  if (high !== undefined && time >= high) return undefined;
  if (time >= FIRST && time <= LAST) return new Date(time).toISOString().replace('.000Z', 'Z');
  return time > LAST ? `${Math.floor(time / SECOND)}.${String(time % SECOND).padStart(3, '0')}` : undefined;
}

const SECOND = 1000;
/** Years have four digits. */
const FIRST = Date.parse('0000-01-01T00:00:00Z');
const LAST = Date.parse('9999-12-31T23:59:59Z');
