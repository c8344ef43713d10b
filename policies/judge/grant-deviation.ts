import { formatPosition, quote } from '../errors';
import type { Role } from '../federation/index';
import { providerArn } from '../context/index';
import { escapePointer, parsePolicy, renderPolicy, TRUST_POLICY_QUOTA, type Policy } from '../trust/index';
import { meantPolicy } from './meant-policy';
import { missingMinimumCondition, undeclaredCaller } from './minimum-conditions';
import type { Deviation } from './table/matrix';

/** A policy as it was written, with the document that it was parsed from. */
export interface WrittenPolicy {
  readonly policy: Policy;
  readonly document: unknown;
}

/**
 * Compares what was written with what the grant says, as documents: the order of keys, statements and values is free, nothing
 * else is. Equal documents admit equal tokens; another document may admit the same ones, but nobody asked for it. Whatever the grant
 * was written as, each statement has its least conditions.
 */
export function deviation(
  role: Role,
  { policy: written, document }: WrittenPolicy,
  issuer: string,
): Deviation | undefined {
  const first = firstDifferenceFromMeant(written, document, role, issuer);
  const difference =
    first === undefined
      ? missingMinimumCondition(role.grant, written)
      : (undeclaredCaller(role.grant, written) ?? first);
  if (difference === undefined) return undefined;
  const message = `${quote(role.key)} (${formatPosition(role.position)}) is not written as its trust says, at ${difference}`;
  return { role, message };
}

/**
 * Where a policy differs from what the grant stands for, as it is written under the account's quota: it is allowed to be what is written
 * in full, too. Where the grant cannot be written nothing differs.
 */
function firstDifferenceFromMeant(
  written: Policy,
  document: unknown,
  { grant, account }: Role,
  issuer: string,
): string | undefined {
  const arn = providerArn(issuer, account.id, account.partition);
  const { trustPolicySize: quota = TRUST_POLICY_QUOTA } = account.quotas;
  let first: string | undefined;
  let got: unknown;
  for (const limit of [quota, undefined]) {
    const { text } = meantPolicy(grant, arn, limit);
    if (text === undefined) continue;
    // What has the same text is the same.
    if (text === JSON.stringify(document)) return undefined;
    got ??= normal(renderPolicy(written));
    const reparsed = parsePolicy(JSON.parse(text));
    if (!reparsed.ok) continue;
    const difference = firstDifference(got, normal(renderPolicy(reparsed.policy)), '');
    if (difference === undefined) return undefined;
    first ??= difference;
  }
  return first;
}

/** Lists become sorted lists without duplicates, single values lists; `Sid` says nothing about who can assume the role. */
function normal(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = new Map(
      value.map((item) => {
        const same = normal(item);
        return [JSON.stringify(same), same];
      }),
    );
    return [...items].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'Sid')
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [
        key,
        typeof item === 'string' && key !== 'Version' && key !== 'Effect' ? [item] : normal(item),
      ]),
  );
}

function firstDifference(got: unknown, expected: unknown, pointer: string): string | undefined {
  if (JSON.stringify(got) === JSON.stringify(expected)) return undefined;
  if (isObject(got) && isObject(expected)) {
    const keys = [...new Set([...Object.keys(got), ...Object.keys(expected)])].toSorted();
    for (const key of keys) {
      const difference = firstDifference(got[key], expected[key], `${pointer}/${escapePointer(key)}`);
      if (difference !== undefined) return difference;
    }
  }
  if (Array.isArray(got) && Array.isArray(expected) && got.length === expected.length && got.some(isObject)) {
    for (const [i, item] of got.entries()) {
      const difference = firstDifference(item, expected[i], `${pointer}/${i}`);
      if (difference !== undefined) return difference;
    }
  }
  return `${pointer}: got ${show(got)}, expected ${show(expected)}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  return value === undefined
    ? 'nothing'
    : quote(JSON.stringify(Array.isArray(value) && value.length === 1 ? value[0] : value));
}
