import {
  and,
  ANY,
  decide,
  matchesAny,
  not,
  pattern,
  STAR,
  type Formula,
} from '../../policies/automata/index';
import { proveLine } from '../../policies/prove/index';
import { median, medianAsync } from '../measure';
import { GITLAB_COM, trustDocument } from '../policies';
import { duration, table, type Effort } from '../section';
import { FAMILIES, type GlobSets } from './adversarial';
import { automatonOf, isEmptyByRefa } from './solvers/refa';
import { ALL, both, either, glob, not as complement } from './solvers/term';
import { toScript, type Z3Solver } from './solvers/z3';

const SIZES = [10, 50, 100, 200];
const TIMEOUT = 2_000;
const ANYTHING = automatonOf(ALL);

/** Families of globs by size: the engine alone, whole lines of a batch, and the solvers where they answer. */
export async function adversarial(effort: Effort, z3: Z3Solver): Promise<string> {
  const sizes = effort === 'full' ? SIZES : [10];
  const rows: (readonly string[])[] = [];
  for (const { name, sets } of FAMILIES) {
    const byEngine = sizes.map((k) => engine(sets(k), effort));
    const large = sets(sizes.at(-1) as number);
    const solvers = effort === 'full' ? [await solved(sets(10), z3), await solved(sets(50), z3)] : [];
    rows.push([
      name,
      byEngine.map(duration).join(' / '),
      duration(line(large, effort)),
      solvers.map(([byZ3]) => byZ3).join(' / '),
      solvers.map(([, byRefa]) => byRefa).join(' / '),
    ]);
  }
  return table(
    [
      'family',
      `>engine, k = ${sizes.join(' / ')}`,
      `>line of a batch, k = ${sizes.at(-1)}`,
      '>z3, k = 10 / 50',
      '>refa, k = 10 / 50',
    ],
    rows,
  );
}

function engine(sets: GlobSets, effort: Effort): number {
  return median(effort === 'full' ? 5 : 1, () => {
    const answer = decide(formulaOf(sets), { maxNodes: 100_000 });
    if (answer.kind === 'undecided') throw new Error('undecided');
    return answer;
  });
}

/** The words of a family, as the engine is asked about them. */
export function formulaOf({ all, none }: GlobSets): Formula {
  const any = (sources: readonly string[]): Formula => matchesAny('sub', sources.map(patternOf));
  return and(...all.map(any), not(any(none)));
}

function patternOf(source: string) {
  return pattern(source.split(/([*?])/).map((part) => (part === '*' ? STAR : part === '?' ? ANY : part)));
}

/** Two policies with these subjects over any subject there may be, from JSON to JSON. */
function line({ all, none }: GlobSets, effort: Effort): number {
  const [policy, other] = (none.length > 0 ? [all[0], none] : all).map((subjects) =>
    trustDocument(subjects as readonly string[], {}, GITLAB_COM),
  );
  const property = none.length > 0 ? 'implies' : 'disjoint';
  const text = JSON.stringify({ id: 1, property, policy, other, world: 'any_sub' });
  return median(effort === 'full' ? 5 : 1, () => {
    const answer = proveLine(text, () => performance.now());
    if (!('verdict' in answer) || answer.verdict === 'undecided') throw new Error(JSON.stringify(answer));
    return answer;
  });
}

/** What z3 and refa take; both must agree with the engine where they answer. */
async function solved(sets: GlobSets, z3: Z3Solver): Promise<readonly [string, string]> {
  const all = sets.all.map((sources) => either(...sources.map(glob)));
  const none = either(...sets.none.map(glob));
  const expected = decide(formulaOf(sets), { maxNodes: 100_000 }).kind === 'empty';
  const check = (who: string, answer: boolean | undefined): void => {
    if (answer !== undefined && answer !== expected) throw new Error(`${who} does not agree`);
  };
  const script = toScript(both(...all, complement(none)), TIMEOUT);
  let byZ3: boolean | undefined;
  const z3Time = await medianAsync(1, async () => (byZ3 = await z3.isEmpty(script)));
  check('z3', byZ3);
  let byRefa: boolean | undefined;
  const refaTime = median(1, () => (byRefa = isEmptyByRefa(ANYTHING, all, none)));
  check('refa', byRefa);
  return [
    byZ3 === undefined ? `over ${TIMEOUT / 1000} s` : duration(z3Time),
    byRefa === undefined ? 'too large' : duration(refaTime),
  ];
}
