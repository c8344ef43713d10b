import { FALSE, TRUE, and, isMember, not, present, type Assignment, type Formula } from '../automata/index';
import { quote } from '../errors';
import { evaluate, type Decision } from '../evaluate/index';
import { WEB_IDENTITY_ACTION } from '../trust/index';
import type { Opaque, OpaqueReading } from './compile/opaque';
import type { Question } from './question';
import { opaqueReason, proofReason, spentReason } from './reasons';
import { compiledPolicy, principalOf, roleFormula } from './role-trust';
import { search, type Budget } from './search';
import type { ContextExample, Verdict } from './verdict';
import { namedKeys, type AnySubWorld, type NamedKeys } from './world/any-sub-world';

/** What a key gets that nothing is asked of. */
const USUAL: Readonly<Record<string, string>> = {
  sub: 'project_path:acme/any-project:ref_type:branch:ref:main',
  aud: 'sts.amazonaws.com',
};

/** Decides a question over all request contexts of the world. */
export function askAnySub(question: Question, world: AnySubWorld, budget: Budget = {}): Verdict {
  const keys = namedKeys(
    world,
    question.roles.map(({ role }) => role.policy),
  );
  const order = [`${world.host}:sub`, `${world.host}:aud`];
  const named = formulaOf(question, keys, 'named');
  const found = search(named.formula, order, budget);
  if (found.kind === 'spent')
    return { verdict: 'undecided', reason: spentReason(found.budget), nodes: found.nodes };
  if (found.kind === 'none') {
    return {
      verdict: 'proved',
      reason: proofReason(question.claim, found.answer),
      assumptions: [],
      certificates: found.certificates,
      nodes: found.answer.nodes,
    };
  }
  const exact = named.opaque.length === 0;
  const first =
    replay(question, world, keys, found.values) ??
    // Where a policy variable is filled from a key that nothing else is asked of, another text may do.
    (exact ? undefined : replay(question, world, keys, withUsual(world, keys, found.values)));
  const refuted = (example: ContextExample): Verdict => ({
    verdict: 'refuted',
    reason: `${question.claim}: not for ${quote(JSON.stringify(example.context))}`,
    counterexample: example,
    nodes: found.nodes,
  });
  if (first !== undefined) return refuted(first);
  const undecided = (reason: string): Verdict => ({ verdict: 'undecided', reason, nodes: found.nodes });
  if (exact) return undecided('ERR_INTERNAL: the evaluator disagrees about a witness; please report this');
  const sure = search(formulaOf(question, keys, 'surely').formula, order, budget);
  if (sure.kind !== 'witness') return undecided(opaqueReason(named.opaque));
  const second = replay(question, world, keys, sure.values);
  return second === undefined
    ? undecided('ERR_INTERNAL: the evaluator disagrees about a sure witness; please report this')
    : refuted(second);
}

function formulaOf(
  { roles, anySubRegion = TRUE }: Question,
  { texts, universe }: NamedKeys,
  reading: OpaqueReading,
): { readonly formula: Formula; readonly opaque: readonly Opaque[] } {
  const opaque: Opaque[] = [];
  const sides = roles.map(({ role, outcome }, index) => {
    const flipped = reading === 'surely' && outcome === 'deny' ? 'possibly' : reading;
    const made = roleFormula(role, `role ${index + 1}`, universe, flipped, undefined);
    opaque.push(...made.opaque);
    return outcome === 'allow' ? made.admits : not(made.admits);
  });
  const formula = sides.includes(FALSE) ? FALSE : and(...sides, anySubRegion, ...texts.map(present));
  return { formula, opaque };
}

/** Turns the values into a context, with usual texts where they do as well as the shortest, and replays it. */
function replay(
  question: Question,
  world: AnySubWorld,
  keys: NamedKeys,
  values: Assignment,
): ContextExample | undefined {
  const { roles, anySubRegion } = question;
  const request = new Map<string, string | readonly string[]>();
  for (const key of keys.written.keys()) {
    if (!keys.isThere(key, values)) continue;
    const elements = keys.lists.get(key);
    const list = elements?.flatMap((element) => values.get(element) ?? []) ?? [];
    request.set(key, values.get(key) ?? (elements === undefined ? '' : [...new Set(list)]));
  }
  const decide = (): readonly Decision[] =>
    roles.map(({ role }) =>
      evaluate(compiledPolicy(role), {
        principal: principalOf(role),
        actions: [WEB_IDENTITY_ACTION],
        context: request,
      }),
    );
  const agree = (decisions: readonly Decision[]): boolean =>
    roles.every(({ outcome }, index) => decisions[index]?.outcome === outcome);
  const inRegion = (): boolean => anySubRegion === undefined || isMember(anySubRegion, textsOf(request));
  let decisions = decide();
  if (!agree(decisions) || !inRegion()) return undefined;
  for (const key of keys.written.keys()) {
    const shortest = request.get(key);
    if (shortest === undefined || shortest.length > 0) continue;
    const usual = usualText(world, key);
    request.set(key, typeof shortest === 'string' ? usual : [usual]);
    const changed = decide();
    if (inRegion() && agree(changed)) decisions = changed;
    else request.set(key, shortest);
  }
  const context = Object.fromEntries(
    [...request].map(([key, value]) => [keys.written.get(key) ?? key, value]),
  );
  return { kind: 'context', context, decisions };
}

/** The values, and a usual text for each key whose text is empty. */
function withUsual(world: AnySubWorld, keys: NamedKeys, values: Assignment): Assignment {
  const empty = keys.texts.filter((key) => (values.get(key) ?? '') === '');
  return new Map([...values, ...empty.map((key) => [key, usualText(world, key)] as const)]);
}

function usualText({ host }: AnySubWorld, key: string): string {
  const claim = key.startsWith(`${host}:`) ? key.slice(host.length + 1) : '';
  return USUAL[claim] ?? 'x';
}

function textsOf(request: ReadonlyMap<string, string | readonly string[]>): Assignment {
  return new Map([...request].flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])));
}
