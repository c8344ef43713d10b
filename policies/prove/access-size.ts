import { FALSE, and, inShape, languageOf, minus, oneOf, repeat, unitsBetween } from '../automata/index';
import { candidateValues } from './candidates';
import { roleFormula, type RoleTrust } from './role-trust';
import { DEFAULT_MAX_NODES, type Budget } from './search';
import { CaseReader, anyOf } from './world/case-question';
import { gitlabKeys } from './world/gitlab-keys';
import type { GitlabWorld } from './world/gitlab-world';

/** Subjects up to this length are counted. */
const COUNTED_LENGTH = 128;

/** Letters that are read at most, each once for every pattern in play: a size is less than an answer, and may cost less. */
const MAX_STEPS = 2_000_000;

/** Only ASCII counts: the rest of Unicode would drown every difference. */
const COUNTED = repeat(oneOf(unitsBetween('!', '~')));

/**
 * How large the access of a role is, in bits: the binary logarithm of the number of subjects with which some token can assume the role. Only
 * subjects of visible ASCII, at most 128 letters long, are counted, and of other projects only those with the default components or those
 * of a declared project. With `without`, only tokens that do not assume the role there count.
 *
 * Cost: the automaton of the subjects, of at most 2,000,000 steps; 128 sums over its edges.
 *
 * @returns `-Infinity` for no subject at all, `undefined` when the budget runs out
 */
export function accessSize(
  role: RoleTrust,
  world: GitlabWorld,
  without?: RoleTrust,
  budget: Budget = {},
): number | undefined {
  const roles = without === undefined ? [role] : [role, without];
  const candidates = candidateValues(roles.map(({ policy }) => policy));
  const [admits = FALSE, excluded = FALSE] = roles.map((one, index) => {
    const keys = gitlabKeys(world, one.provider, candidates);
    const reading = index === 0 ? 'possibly' : 'surely';
    return roleFormula(one, `role ${index + 1}`, keys, reading, `${world.host}:aud`).admits;
  });
  const sub = `${world.host}:sub`;
  const reader = new CaseReader(minus(admits, excluded));
  const open = world.cases('text', 'usual').flatMap((tokens) => reader.within(tokens) ?? []);
  if (open.length === 0) return -Infinity;
  const answer = languageOf(and(anyOf(open), inShape(sub, COUNTED)), {
    key: sub,
    maxNodes: budget.maxNodes ?? DEFAULT_MAX_NODES,
    maxSteps: MAX_STEPS,
  });
  return answer.kind === 'undecided' ? undefined : Math.log2(answer.language.roughCount(COUNTED_LENGTH));
}
