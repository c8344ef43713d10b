import { accessSize } from './access-size';
import { examplesOf } from './examples';
import { impliesAny } from './properties/compare';
import { nameOfRole, type PartlyKnown, type RoleTrust } from './role-trust';
import type { Budget } from './search';
import type { ContextExample, TokenExample, Verdict } from './verdict';
import type { World } from './question';

/** A token of a difference: its claims, or what a request of another issuer holds, and one phrase. */
export type AccessExample = Pick<TokenExample, 'claims' | 'label'> & Partial<TokenExample>;

/** The tokens that can assume the role on one side of a change and not on the other. */
export type AccessChange =
  | {
      /** `none` is a proof: no token at all. */
      readonly kind: 'none';
      readonly verdict: Extract<Verdict, { verdict: 'proved' }>;
      /** Partly known policies that both versions have: they are the same only where the values from outside are. Absent for none. */
      readonly unchanged?: readonly PartlyKnown[];
    }
  | {
      readonly kind: 'some';
      /** One for each kind of token, at least one, declared projects first. */
      readonly examples: readonly AccessExample[];
      /** Binary logarithm of how many subjects; `spent` when counting them went over its budget. Absent where they are not counted. */
      readonly log2?: number | 'spent';
    }
  | { readonly kind: 'cannot_tell'; readonly reason: string };

/** How a role's access changed. */
export interface AccessDiff {
  readonly gained: AccessChange;
  readonly lost: AccessChange;
}

/** How much is said about a difference, and how long it may be searched for. */
export interface DiffOptions {
  readonly budget?: Budget;
  /** Examples to show for each direction. @default 5 */
  readonly examples?: number;
  /** Whether to count. @default true */
  readonly sizes?: boolean;
}

const MAX_EXAMPLES = 5;

/**
 * What two versions of a role's trust admit differently, by its own policy and by the ways to it: "no new access" is `gained.kind === 'none'`,
 * a proof.
 */
export function diffTrust(
  before: RoleTrust,
  after: RoleTrust,
  world: World,
  options: DiffOptions = {},
): AccessDiff {
  const name = nameOfRole(after);
  const old = { ...before, name: `${name} as it was` };
  const now = { ...after, name: `${name} as it is` };
  return { gained: change(now, old, world, options), lost: change(old, now, world, options) };
}

/**
 * What one of the versions admits and the other does not. Where a policy is partly known, `none` and `some` hold whatever the unknown
 * strings are in each of the versions: nothing more is admitted at most than was at least, or more at least than was at most.
 */
function change(more: RoleTrust, less: RoleTrust, world: World, options: DiffOptions): AccessChange {
  const open = [...partlyKnown(more), ...partlyKnown(less)];
  if (open.length === 0) return changeOfKnown(more, less, world, options);
  const few = { ...options, examples: 1, sizes: false };
  const rest = withoutUnchanged(more, less);
  const possible = changeOfKnown(rest.role, withLeast(less), world, few);
  if (possible.kind === 'none') {
    // what `less` is assumed to admit, it may not have admitted
    const assumed = new Set(partlyKnown(more).flatMap(({ assumptions }) => assumptions));
    const { policy, ways = [] } = rest.role;
    const isCompared = policy.statements.length + ways.length > 0;
    const doubtful = partlyKnown(less)
      .flatMap(({ assumptions }) => assumptions)
      .filter((assumption) => isCompared && !assumed.has(assumption));
    const { unchanged } = rest;
    if (doubtful.length === 0) return unchanged.length === 0 ? possible : { ...possible, unchanged };
    return {
      kind: 'cannot_tell',
      reason: `no difference is found only if what is assumed is true: ${[...new Set(doubtful)].join('; ')}`,
    };
  }
  const certain = changeOfKnown(withLeast(more), less, world, { ...options, sizes: false });
  if (certain.kind === 'some') return certain;
  const because = [...new Set(open.map((one) => one.because))].join('; ');
  const isSameText = more.partly !== undefined && more.partly.text === less.partly?.text;
  return {
    kind: 'cannot_tell',
    reason: isSameText ? `the policy has the same text, but ${because}` : because,
  };
}

/**
 * A role without the ways in that another version has, too: what is unknown of them is the same in both. What a policy is assumed to trust
 * is assumed of both.
 */
function withoutUnchanged(
  more: RoleTrust,
  less: RoleTrust,
): { readonly role: RoleTrust; readonly unchanged: readonly PartlyKnown[] } {
  const ways = more.ways?.filter(({ role }) => {
    const other = less.ways?.find((way) => nameOfRole(way.role) === nameOfRole(role));
    return other === undefined || other.unless !== undefined || !isUnchanged(role, other.role);
  });
  const isOwn = isUnchanged(more, less);
  const role = isOwn ? { ...nobody(more), ways } : { ...more, ways };
  const left = new Set(partlyKnown(role));
  return { role, unchanged: partlyKnown(more).filter((one) => !left.has(one)) };
}

/** Whether a partly known policy is the same in both versions, whatever is unknown of it. */
function isUnchanged(more: RoleTrust, less: RoleTrust): boolean {
  if (more.partly === undefined || more.partly.text !== less.partly?.text) return false;
  if (JSON.stringify(more.provider) !== JSON.stringify(less.provider)) return false;
  const definition = more.partly.definition?.();
  return definition !== undefined && definition === less.partly.definition?.();
}

/** What is partly known of the ways to a role. */
function partlyKnown({ partly, ways = [] }: RoleTrust): readonly PartlyKnown[] {
  return [...(partly === undefined ? [] : [partly]), ...ways.flatMap(({ role }) => partlyKnown(role))];
}

/** The role with the least that each policy may admit. */
function withLeast({ partly, ways, ...role }: RoleTrust): RoleTrust {
  const least = partly === undefined ? role : { ...role, policy: partly.atLeast };
  if (ways === undefined) return least;
  return { ...least, ways: ways.map((way) => ({ ...way, role: withLeast(way.role) })) };
}

/** Each way in is compared with all ways that there were. */
function changeOfKnown(more: RoleTrust, less: RoleTrust, world: World, options: DiffOptions): AccessChange {
  const known: readonly [RoleTrust, ...RoleTrust[]] = [
    less,
    ...(less.ways ?? []).flatMap(({ role, unless }) => (unless === undefined ? [role] : [])),
  ];
  const own = changeOfWay(more, known, world, options);
  const ways = (more.ways ?? []).map(({ role, unless }): AccessChange => {
    const found = changeOfWay(role, known, world, { ...options, sizes: false });
    return found.kind !== 'some' || unless === undefined ? found : { kind: 'cannot_tell', reason: unless };
  });
  if (ways.length === 0) return own;
  const all = [own, ...ways];
  const examples = all.flatMap((found) => (found.kind === 'some' ? found.examples : []));
  if (examples.length > 0)
    return { kind: 'some', examples: examples.slice(0, options.examples ?? MAX_EXAMPLES) };
  return all.find(({ kind }) => kind === 'cannot_tell') ?? own;
}

function changeOfWay(
  more: RoleTrust,
  less: readonly [RoleTrust, ...RoleTrust[]],
  world: World,
  { budget, examples = MAX_EXAMPLES, sizes = true }: DiffOptions,
): AccessChange {
  const verdict = impliesAny(more, less, world, budget);
  switch (verdict.verdict) {
    case 'proved':
      return { kind: 'none', verdict };
    case 'undecided':
      return { kind: 'cannot_tell', reason: verdict.reason };
    case 'refuted': {
      const { counterexample } = verdict;
      if (world.kind === 'any_sub' || counterexample.kind === 'context')
        return { kind: 'some', examples: requestOf(counterexample, world) };
      const roles = [
        { role: more, outcome: 'allow' } as const,
        ...less.map((role) => ({ role, outcome: 'deny' }) as const),
      ];
      const kinds = examplesOf({ roles, claim: verdict.reason }, world, examples, budget);
      const shown = kinds.length > 0 ? kinds : [counterexample];
      if (!sizes || less.length > 1) return { kind: 'some', examples: shown };
      const log2 = accessSize(more, world, less[0], budget) ?? 'spent';
      // Other subjects than usual ones are not counted.
      return log2 !== 'spent' && log2 < 0
        ? { kind: 'some', examples: shown }
        : { kind: 'some', examples: shown, log2 };
    }
  }
}

/** What is shown of a request where the issuer is not a GitLab. */
function requestOf(example: TokenExample | ContextExample, { host }: World): readonly AccessExample[] {
  return [
    example.kind === 'token'
      ? example
      : { claims: example.context, label: `a request with a token of ${host}` },
  ];
}

/** One role of two versions of a federation, plan or directory. */
export interface RoleDiff {
  /** The name after the change; before it for a role that was removed. */
  readonly name: string;
  /** `renamed`: another name, and nothing gained or lost. */
  readonly kind: 'added' | 'removed' | 'same' | 'changed' | 'renamed' | 'cannot_tell';
  /** The name before the change, for `renamed`. */
  readonly before?: string;
  /** What may be done with it now and could not before; for `removed` what could be done before. */
  readonly diff: AccessDiff;
}

/**
 * What changed in a set of roles. Roles are matched by name; of the rest, those whose access is proved to be the same count as
 * renamed. A role that was added gains all that it admits, one that was removed loses it.
 *
 * Cost: one diff for each role, and two proofs for each pair of an added and a removed one.
 */
export function diffRoles(
  before: readonly RoleTrust[],
  after: readonly RoleTrust[],
  world: World,
  options: DiffOptions = {},
): readonly RoleDiff[] {
  const old = new Map(before.map((role) => [nameOfRole(role), role]));
  const removed = new Set(
    before.filter((role) => !after.some((one) => nameOfRole(one) === nameOfRole(role))),
  );
  const diffs = after.map((role): RoleDiff => {
    const name = nameOfRole(role);
    const match = old.get(name);
    if (match !== undefined) {
      const diff = diffTrust(match, role, world, options);
      return { name, kind: kindOf(diff), diff };
    }
    for (const candidate of removed) {
      const diff = diffTrust(candidate, role, world, { ...options, examples: 1, sizes: false });
      if (kindOf(diff) !== 'same') continue;
      removed.delete(candidate);
      return { name, kind: 'renamed', before: nameOfRole(candidate), diff };
    }
    const diff = diffTrust(nobody(role), role, world, options);
    return { name, kind: diff.gained.kind === 'cannot_tell' ? 'cannot_tell' : 'added', diff };
  });
  const gone = [...removed].map((role): RoleDiff => ({
    name: nameOfRole(role),
    kind: 'removed',
    diff: diffTrust(role, nobody(role), world, options),
  }));
  return [...diffs, ...gone];
}

function kindOf({ gained, lost }: AccessDiff): 'same' | 'changed' | 'cannot_tell' {
  // access that is gained is certain, whatever else is not
  if (gained.kind === 'some') return 'changed';
  if (gained.kind === 'cannot_tell' || lost.kind === 'cannot_tell') return 'cannot_tell';
  return gained.kind === 'none' && lost.kind === 'none' ? 'same' : 'changed';
}

/** The same role without a statement. */
function nobody(role: RoleTrust): RoleTrust {
  const { ways: _chains, partly: _unknown, ...own } = role;
  return { ...own, policy: { ...role.policy, statements: [] } };
}
