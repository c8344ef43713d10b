import { OWN_ACCOUNT, type PartialRole, type WrittenRole } from '../artifact/index';
import type { Finding } from '../catalog/index';
import { quote } from '../errors';
import { concernsWebIdentity, parsePolicy, parsePolicyText, type Policy } from '../trust/index';
import { certainFindings, needsProof } from './partial-evidence';
import { boundsOfParts, partialPolicy, separateParts, type PartialPolicy } from './partial-policy';
import { badStrings, limitOf, probes } from './unknown-strings';

/** What can be said of a role whose trust policy is known in part. */
export interface PartialTrust {
  /** The role with its policy as it is shown: expressions in the places of what they are. */
  readonly written: WrittenRole;
  /** That policy, where it can be parsed. */
  readonly shown?: Policy;
  /** What holds whatever the unknown parts are. */
  readonly findings: readonly Finding[];
  /** What it depends on and what would make it bad; absent when the role is about other callers than tokens. */
  readonly because?: string;
}

/**
 * @param only ids of the checks to run; every check without it
 * @param bound a policy in place of the role's own
 */
type Catalog = (
  written: WrittenRole,
  only?: ReadonlySet<string>,
  bound?: Policy,
) => readonly Finding[] | undefined;

/** What may be found depends on up to so many parts, each on its own. */
const MAX_PARTS = 12;

/**
 * Judges a policy with strings of every kind in the places of what is unknown: what is found for all of them is reported, and what is
 * found for `*` is named. A finding that is not certain for every string says that it is of those that were tried. Nothing when nothing can
 * be told.
 * Cost: a run of the catalog for each unknown part, and some ten of the checks that still find something.
 * @param catalog runs the catalog on the role with a policy
 */
export function partialTrust(given: PartialRole, catalog: Catalog): PartialTrust | undefined {
  const role = separateParts(given);
  const policy = partialPolicy(role);
  if (policy === undefined || policy.free.size > MAX_PARTS) return undefined;
  const nameOf = (index: number): string => nameOfPart(role.unknown, index);
  const shown = parsePolicyText(shownText(role));
  if (!shown.ok) return undefined;
  const written = writtenRole(role, shown.value, shownText(role));
  const parsedShown = parsePolicy(shown.value);
  const shownPolicy = parsedShown.ok ? parsedShown.policy : undefined;
  const judged = (
    values: ReadonlyMap<number, string>,
    only?: ReadonlySet<string>,
  ): readonly Finding[] | undefined => {
    const text = policy.fill(values);
    const parsed = parsePolicyText(text);
    return parsed.ok ? catalog(writtenRole(role, parsed.value, text), only) : undefined;
  };
  const [first = new Map<number, string>(), ...more] = probes(policy.free);
  const others = policy.free.size === 0 ? [] : more;
  const certainAmong = (findings: readonly Finding[]): ReadonlySet<Finding> => {
    if (policy.free.size === 0) return new Set(findings);
    const marked = parsePolicyText(policy.marked);
    const parsed = marked.ok ? parsePolicy(marked.value) : undefined;
    const text = policy.fill(first);
    const filled = parsePolicyText(text);
    if (parsed?.ok !== true || !filled.ok) return new Set();
    const asWritten = writtenRole(role, filled.value, text);
    const bounds = boundsOfParts(parsed.policy, role);
    return certainFindings(findings, bounds, (bound, only) => catalog(asWritten, only, bound) ?? []);
  };
  const sample = parsePolicyText(policy.fill(first));
  if (!sample.ok) return undefined;
  const parsedSample = parsePolicy(sample.value);
  if (!parsedSample.ok) return undefined;
  if (!concernsWebIdentity(parsedSample.policy)) return { written, shown: shownPolicy, findings: [] };
  const found = judged(first);
  if (found === undefined) return undefined;
  let always = found;
  for (const values of others) {
    if (always.length === 0) break;
    const findings = judged(values, new Set(always.map(({ check }) => check)));
    if (findings !== undefined) always = always.filter((one) => findings.some((other) => isSame(one, other)));
  }
  const certain = certainAmong(always);
  always = always.filter((finding) => certain.has(finding) || !needsProof(finding));
  const names = new Set([...policy.free.keys()].map((index) => quote(role.unknown[index]?.name ?? '')));
  const tried = `(found for each of ${others.length + 1} values that were tried in place of ${[...names].join(', ')})`;
  return {
    written,
    shown: shownPolicy,
    findings: always.map((finding) => {
      const named = withNames(finding, namesOfStrings(policy, first, nameOf, sample.value, shown.value));
      return certain.has(finding) ? named : { ...named, message: `${named.message} ${tried}` };
    }),
    because: because(role, policy, always, judged, first),
  };
}

/** The JSON text of the policy, with expressions in the places of what they are. */
export function shownText({ parts, unknown }: PartialRole): string {
  const nameOf = (index: number): string => nameOfPart(unknown, index);
  return parts
    .map((part) => (typeof part === 'number' ? JSON.stringify(nameOf(part)).slice(1, -1) : part))
    .join('');
}

function nameOfPart(unknown: PartialRole['unknown'], index: number): string {
  return `\${${unknown[index]?.name ?? ''}}`;
}

/** The role with a policy that is known. */
export function writtenRole(role: PartialRole, document: unknown, text: string): WrittenRole {
  const frame = Object.fromEntries(
    Object.entries(role).filter(([name]) => name !== 'parts' && name !== 'unknown'),
  ) as Omit<PartialRole, 'parts' | 'unknown'>;
  return { ...frame, document, text };
}

function isSame(one: Finding, other: Finding): boolean {
  return one.check === other.check && one.pointer === other.pointer;
}

/** The finding in terms of the expressions. A change of the policy would be one of the filled one. */
function withNames(
  { check, severity, message, pointer, fix, statement, position }: Finding,
  names: Names,
): Finding {
  const replaced = (text: string): string => {
    let result = text;
    for (const [value, name] of names) result = result.replaceAll(value, name);
    return result;
  };
  return {
    check,
    severity,
    message: replaced(message),
    pointer,
    fix: replaced(fix),
    statement,
    position,
  };
}

/** Strings and what they are shown as, the longest first. */
type Names = readonly (readonly [text: string, shown: string])[];

/** A shorter one may be in a message by chance. */
const SHORTEST_NAMED = 12;

/**
 * The expressions for the strings that stand for them: for the whole values of the policy, and for strings that no policy names.
 * @param filled the policy with those strings
 * @param shown the same with the expressions
 */
function namesOfStrings(
  { assumed }: PartialPolicy,
  values: ReadonlyMap<number, string>,
  nameOf: (index: number) => string,
  filled: unknown,
  shown: unknown,
): Names {
  const whole = new Map(unlike(filled, shown));
  const made = [...values].map(([index, value]) => [value, nameOf(index)] as const);
  const accounts = [...assumed].flatMap(([index, { value }]) =>
    value.includes(OWN_ACCOUNT) ? [[value, nameOf(index)] as const] : [],
  );
  return [...whole, ...made, ...accounts]
    .filter(([text]) => text.length >= SHORTEST_NAMED)
    .toSorted(([one], [other]) => other.length - one.length);
}

/** The strings of two documents of one shape that are not the same. */
function unlike(one: unknown, other: unknown): readonly (readonly [string, string])[] {
  if (typeof one === 'string' && typeof other === 'string') return one === other ? [] : [[one, other]];
  if (typeof one !== 'object' || one === null || typeof other !== 'object' || other === null) return [];
  return Object.entries(one).flatMap(([name, value]) =>
    unlike(value, (other as Readonly<Record<string, unknown>>)[name]),
  );
}

/** What the rest depends on, and what is found when a part is `*`. */
function because(
  role: PartialRole,
  policy: PartialPolicy,
  always: readonly Finding[],
  judged: (values: ReadonlyMap<number, string>) => readonly Finding[] | undefined,
  literals: ReadonlyMap<number, string>,
): string {
  const bad = [...policy.free].flatMap(([index, part]) => {
    const byChecks = new Map<string, string[]>();
    for (const value of badStrings(part)) {
      const worse = (judged(new Map([...literals, [index, value]])) ?? []).filter(
        (finding) => finding.severity !== 'note' && !always.some((one) => isSame(one, finding)),
      );
      const checks = [...new Set(worse.map(({ check }) => check))].join(', ');
      if (checks !== '') byChecks.set(checks, [...(byChecks.get(checks) ?? []), quote(value)]);
    }
    return [...byChecks].map(
      ([checks, values]) => `${checks}, if \`${role.unknown[index]?.name ?? ''}\` is ${values.join(' or ')}`,
    );
  });
  return dependencies(role, policy, bad).join('; ');
}

/**
 * What a partly known policy depends on, what is assumed of it, and why it is not known.
 * @param bad what would make it bad
 */
export function dependencies(
  role: PartialRole,
  policy: PartialPolicy,
  bad: readonly string[] = [],
): readonly string[] {
  const { unknown } = role;
  const { free, assumed } = policy;
  const name = (index: number): string =>
    `\`${unknown[index]?.name ?? ''}\`${limitOf(unknown[index]?.allowed)}`;
  const names = [...new Set([...free.keys()].map(name))];
  const depends = names.length === 0 ? [] : [`depends on ${names.join(', ')}`];
  const reasons = new Set([...free.keys(), ...assumed.keys()].map((index) => unknown[index]?.reason ?? ''));
  return [...depends, ...new Set(bad), ...assumptionsOf(role, policy), ...reasons];
}

/** What is assumed of unknown parts of principals and audiences, in words. */
export function assumptionsOf({ unknown }: PartialRole, { assumed }: PartialPolicy): readonly string[] {
  const assumptions = [...assumed].flatMap(([index, { assumption }]) =>
    assumption === undefined
      ? []
      : [`the ${assumption.what} from \`${unknown[index]?.name ?? ''}\` is assumed to be ${assumption.is}`],
  );
  return [...new Set(assumptions)];
}
