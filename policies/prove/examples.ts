import { FALSE, TRUE, type Formula } from '../automata/index';
import { PIPELINE_KINDS, TOKEN_ORIGINS } from '../gitlab/index';
import { askGitlab } from './ask-gitlab';
import type { Question } from './question';
import { DEFAULT_MAX_NODES, type Budget } from './search';
import type { TokenExample } from './verdict';
import type { GitlabWorld } from './world/gitlab-world';
import type { TokenCase } from './world/token-case';

/** Budgets that all examples together may spend: they illustrate an answer that is there. */
const MAX_BUDGETS = 4;

/**
 * One counterexample for each kind of token that breaks a question, declared projects first.
 *
 * Cost: one question for each kind of token, and for each declared project, all of them within the budgets of four: when those are
 * spent, no more are looked for.
 *
 * @param most how many counterexamples to look for
 */
export function examplesOf(
  question: Question,
  world: GitlabWorld,
  most: number,
  budget: Budget = {},
): readonly TokenExample[] {
  const found: TokenExample[] = [];
  const { maxNodes = DEFAULT_MAX_NODES } = budget;
  let left = MAX_BUDGETS * maxNodes;
  for (const origin of TOKEN_ORIGINS) {
    for (const pipelineKind of PIPELINE_KINDS) {
      const projects = origin === 'declared' ? world.projects : [undefined];
      for (const project of projects) {
        if (found.length >= most || left <= 0) return found;
        const region = (tokens: TokenCase): Formula => {
          const same = tokens.origin === origin && tokens.pipelineKind === pipelineKind;
          if (!same || (project !== undefined && tokens.project !== project)) return FALSE;
          return question.region?.(tokens) ?? TRUE;
        };
        const verdict = askGitlab({ ...question, region }, world, {
          ...budget,
          maxNodes: Math.min(left, maxNodes),
        });
        left -= verdict.nodes;
        if (verdict.verdict === 'refuted' && verdict.counterexample.kind === 'token')
          found.push(verdict.counterexample);
      }
    }
  }
  return found;
}
