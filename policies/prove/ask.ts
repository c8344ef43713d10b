import { askAnySub } from './ask-any-sub';
import { askGitlab } from './ask-gitlab';
import type { Question, World } from './question';
import type { Budget } from './search';
import type { Verdict } from './verdict';

/** Decides a question over all tokens of a world. */
export function ask(question: Question, world: World, budget: Budget = {}): Verdict {
  const verdict =
    world.kind === 'gitlab' ? askGitlab(question, world, budget) : askAnySub(question, world, budget);
  return verdict.verdict === 'proved' ? { ...verdict, asked: [{ question, world }] } : verdict;
}
