import { OWN_ACCOUNT, type PartialRole, type WrittenRole } from '../artifact/index';
import type { Finding } from '../catalog/index';
import { quote } from '../errors';
import { concernsWebIdentity, parsePolicy, parsePolicyText, type Policy } from '../trust/index';
import { certainFindings, needsProof } from './partial-evidence';
import {
  partialPolicy,
  separateParts,
  type FreePart,
  type PartialPolicy,
  UNKNOWN_MARK,
} from './partial-policy';
import { policyBounds } from './policy-bounds';

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
  const [first = new Map<number, string>(), ...others] = probes(policy.free);
  const certainAmong = (findings: readonly Finding[]): ReadonlySet<Finding> => {
    if (policy.free.size === 0) return new Set(findings);
    const marked = parsePolicyText(policy.marked);
    const parsed = marked.ok ? parsePolicy(marked.value) : undefined;
    const text = policy.fill(first);
    const filled = parsePolicyText(text);
    if (parsed?.ok !== true || !filled.ok) return new Set();
    const asWritten = writtenRole(role, filled.value, text);
    const bounds = policyBounds(parsed.policy, UNKNOWN_MARK);
    return certainFindings(findings, bounds, (bound, only) => catalog(asWritten, only, bound) ?? []);
  };
  const sample = parsePolicyText(policy.fill(first));
  const parsedSample = sample.ok ? parsePolicy(sample.value) : undefined;
  if (parsedSample?.ok !== true) return undefined;
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
      const named = withNames(finding, first, policy, nameOf);
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

/** A string that no policy names, such as no wildcard is in. */
function literal(index: number, { subject, madeByGitlab }: FreePart): string {
  if (madeByGitlab !== undefined) return MADE_LITERALS[madeByGitlab];
  return subject
    ? `project_path:refgate-unknown/${index}:ref_type:branch:ref:main`
    : `refgate-unknown/${index}`;
}

const WHOLE = [
  '*',
  'project_path:*',
  'project_path:refgate-unknown/0:*',
  '',
  'x',
  '?*',
  'project_path:?/?:ref_type:tag:ref:v1',
  'repo:a/b:ref:refs/heads/main',
];
const INNER = [
  '*',
  'x',
  '',
  '7',
  'true',
  'sts.amazonaws.com',
  'main',
  'a*',
  '?',
  'push',
  'a/b:ref_type:branch:ref:main',
  '12:x',
];

/** Such as no policy names. */
const MADE_LITERALS = { path: 'refgate-unknown/0', group: 'refgate-unknown', id: '918273645' } as const;

/** What GitLab may have made. */
const MADE = {
  path: ['acme/web', 'a/b-c/d.e', 'x_y/z'],
  group: ['acme', 'a-b', 'x.y'],
  id: ['101', '7'],
} as const;

function stringsFor({ subject, madeByGitlab }: FreePart): readonly string[] {
  if (madeByGitlab !== undefined) return MADE[madeByGitlab];
  return subject ? WHOLE : INNER;
}

/**
 * Assignments of strings to the free parts, literal ones first: all of one kind, then values that one token can have, then each alone of a
 * kind.
 */
function probes(free: ReadonlyMap<number, FreePart>): readonly ReadonlyMap<number, string>[] {
  const parts = [...free];
  const literals = new Map(parts.map(([index, part]) => [index, literal(index, part)]));
  if (parts.length === 0) return [literals];
  const kinds = Math.max(WHOLE.length, INNER.length);
  const together = Array.from(
    { length: kinds },
    (_, kind) => new Map(parts.map(([index, part]) => [index, pick(stringsFor(part), kind)])),
  );
  const fitting = ['*', 'project_path:*', undefined].map(
    (subject) =>
      new Map(
        parts.map(([index, part]) => [
          index,
          part.madeByGitlab !== undefined
            ? literal(index, part)
            : ((part.subject ? subject : part.claimValue) ?? literal(index, part)),
        ]),
      ),
  );
  const stars = new Map(
    parts.map(([index, part]) => [index, part.madeByGitlab === undefined ? '*' : pick(stringsFor(part), 1)]),
  );
  const alone = parts.flatMap(([index, part]) => [
    ...(part.madeByGitlab ? [] : [new Map([...literals, [index, '*']]), new Map([...literals, [index, '']])]),
    new Map([...stars, [index, literal(index, part)]]),
  ]);
  return [literals, ...together, ...fitting, ...alone];
}

function pick(from: readonly string[], index: number): string {
  return from[index % from.length] as string;
}

function isSame(one: Finding, other: Finding): boolean {
  return one.check === other.check && one.pointer === other.pointer;
}

/** The finding in terms of the expressions. A change of the policy would be one of the filled one. */
function withNames(
  { check, severity, message, pointer, fix, statement, position }: Finding,
  values: ReadonlyMap<number, string>,
  { assumed }: PartialPolicy,
  nameOf: (index: number) => string,
): Finding {
  const replaced = (text: string): string => {
    let result = text;
    for (const [index, value] of values) result = result.replaceAll(value, nameOf(index));
    for (const [index, { value }] of assumed)
      if (value.includes(OWN_ACCOUNT)) result = result.replaceAll(value, nameOf(index));
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

/** What the rest depends on, and what is found when a part is `*`. */
function because(
  role: PartialRole,
  policy: PartialPolicy,
  always: readonly Finding[],
  judged: (values: ReadonlyMap<number, string>) => readonly Finding[] | undefined,
  literals: ReadonlyMap<number, string>,
): string {
  const bad = [...policy.free].flatMap(([index, { madeByGitlab }]) => {
    if (madeByGitlab !== undefined || role.unknown[index]?.neverStar === true) return [];
    const worse = (judged(new Map([...literals, [index, '*']])) ?? []).filter(
      (finding) => finding.severity !== 'note' && !always.some((one) => isSame(one, finding)),
    );
    const checks = [...new Set(worse.map(({ check }) => check))];
    return checks.length === 0
      ? []
      : [`${checks.join(', ')}, if \`${role.unknown[index]?.name ?? ''}\` is \`*\``];
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
  const name = (index: number): string => `\`${unknown[index]?.name ?? ''}\``;
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
