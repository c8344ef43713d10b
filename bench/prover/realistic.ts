import { admitsNothing, gitlabWorld, implies, type Verdict } from '../../policies/prove/index';
import { median, medianOf, medianAsync, perItem } from '../measure';
import { roleTrust, SELF_MANAGED, trustDocument } from '../policies';
import { duration, table, times, type Effort } from '../section';
import { QUESTIONS, type PatternQuestion } from './questions';
import { automatonOf, isEmptyByRefa } from './solvers/refa';
import { ROUGH_SUBJECTS, SUBJECTS, SUBJECTS_BY_PART } from './solvers/subjects';
import { both, either, glob, not } from './solvers/term';
import { toScript, type Z3Solver } from './solvers/z3';

const COPIES = 20;
const TIMEOUT = 3_000;
/** The comparators know the default subject alone, so the world is limited to it: with any components the question would be another. */
const WORLD = gitlabWorld({ instance: SELF_MANAGED, projects: [], assume: { 'usual-sub-claims': true } });
const BY_REFA = automatonOf(SUBJECTS);

interface Asked {
  readonly question: PatternQuestion;
  readonly ns: number;
  readonly z3: number;
  /** Absent when its automata got too large. */
  readonly refa?: number;
}

/**
 * Questions about policies over all subjects of a GitLab of one's own, where `sub` is all that tells tokens apart: the same question as
 * one regular expression for z3, the faster of two encodings, and as automata for refa.
 */
export async function realistic(effort: Effort, z3: Z3Solver): Promise<string> {
  const asked: Asked[] = [];
  for (const question of QUESTIONS) {
    asked.push(await askAll(question, effort, z3));
  }
  const ours = medianOf(asked.map(({ ns }) => ns));
  const theirs = medianOf(asked.map(({ ns, z3: taken }) => taken / ns));
  const built = medianOf(asked.flatMap(({ ns, refa }) => (refa === undefined ? [] : [refa / ns])));
  return [
    table(
      [
        'at most ten patterns',
        '>patterns',
        'all tokens',
        '>refgate',
        '>z3',
        '>refa',
        '>z3 / refgate',
        '>refa / refgate',
      ],
      [
        ...asked.map(({ question, ns, z3: taken, refa }) => [
          question.name,
          String(question.allowed.length + question.rules.length),
          question.holds ? 'holds' : 'counterexample',
          duration(ns),
          duration(taken),
          refa === undefined ? 'too large' : duration(refa),
          times(taken / ns),
          refa === undefined ? '' : times(refa / ns),
        ]),
        [
          '**median**',
          '',
          '',
          `**${duration(ours)}**`,
          '',
          '',
          `**${times(theirs)}**`,
          `**${times(built)}**`,
        ],
      ],
    ),
  ].join('\n');
}

async function askAll(question: PatternQuestion, effort: Effort, z3: Z3Solver): Promise<Asked> {
  const { allowed, rules, holds } = question;
  const all = [either(...allowed.map(glob))];
  const none = either(...rules.map(glob));
  const scripts = [SUBJECTS_BY_PART, ROUGH_SUBJECTS].map((subjects) =>
    toScript(both(subjects, ...all, not(none)), TIMEOUT),
  );
  const answers = [await z3.isEmpty(scripts[0] as string), await z3.isEmpty(scripts[1] as string)];
  const answering = scripts.filter((_, i) => answers[i] === holds);
  const byRefa = isEmptyByRefa(BY_REFA, all, none);
  const verdict = prove(question)();
  // The exact question may be too hard for z3, never answered otherwise; a larger universe may have more counterexamples.
  const agree =
    verdict.verdict === (holds ? 'proved' : 'refuted') &&
    (answers[0] ?? holds) === holds &&
    answering.length > 0 &&
    (byRefa ?? holds) === holds;
  if (!agree)
    throw new Error(
      `${question.name}: ${verdict.verdict}, z3 ${answers.join()}, refa ${byRefa}, expected ${holds}`,
    );
  const runs = effort === 'full' ? 7 : 1;
  const proofs = Array.from({ length: COPIES }, () => prove(question));
  return {
    question,
    ns: await perItem(proofs, effort, (proof) => proof().verdict === 'proved'),
    z3: await fastest(answering, (script) => medianAsync(runs, () => z3.isEmpty(script))),
    refa: byRefa === undefined ? undefined : median(runs, () => isEmptyByRefa(BY_REFA, all, none)),
  };
}

/** What the best of several encodings takes. */
async function fastest(
  scripts: readonly string[],
  take: (script: string) => Promise<number>,
): Promise<number> {
  const taken: number[] = [];
  for (const script of scripts) taken.push(await take(script));
  return Math.min(...taken);
}

/** From two parsed policies to the verdict; nothing is kept from one question to the next but the world. */
function prove({ allowed, rules }: PatternQuestion): () => Verdict {
  const role = (subjects: readonly string[]) =>
    roleTrust(trustDocument(subjects, {}, SELF_MANAGED), SELF_MANAGED);
  const inner = role(allowed);
  if (rules.length === 0) return () => admitsNothing(inner, WORLD);
  const outer = role(rules);
  return () => implies(inner, outer, WORLD);
}
