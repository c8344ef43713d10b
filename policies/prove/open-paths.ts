import { REMEDIES } from './remedies';
import type { Verdict } from './verdict';
import { withAssumptions, type GitlabWorld } from './world/gitlab-world';

type Unproved = Exclude<Verdict, { verdict: 'proved' }>;

/** Whether tokens of projects on reused paths may be all that stands against a proof, in a world where it is not known that there are any. */
export function mayRestOnReusedPath(
  verdict: Verdict,
  { openPaths, projects }: GitlabWorld,
): verdict is Unproved {
  if (!openPaths || projects.length === 0 || verdict.verdict === 'proved') return false;
  return verdict.verdict === 'undecided' || isOnReusedPath(verdict);
}

function isOnReusedPath({ counterexample }: Extract<Verdict, { verdict: 'refuted' }>): boolean {
  if (counterexample.kind !== 'token') return false;
  return counterexample.origin === 'impostor' || counterexample.origin === 'successor';
}

/** The world in which no project on a reused path gets a token. */
export function withoutReusedPaths(world: GitlabWorld): GitlabWorld {
  return withAssumptions(world, { 'no-reused-paths': true });
}

/**
 * What is known where such tokens may exist or not.
 * @param verdict the answer with tokens on reused paths
 * @param other the answer without them: a proof there is none here, and anything else is the answer here, too
 */
export function undecidedByPath(claim: string, verdict: Unproved, other: Verdict): Verdict {
  const nodes = verdict.nodes + other.nodes;
  if (other.verdict !== 'proved') return { ...other, nodes };
  const example =
    verdict.verdict === 'refuted' && verdict.counterexample.kind === 'token'
      ? `, such as ${verdict.counterexample.label}`
      : '';
  return {
    verdict: 'undecided',
    reason: `${claim === '' ? '' : `${claim}: `}it depends on ${PATHS}${example}; ${REMEDIES.reused_path.give}, or use \`--assume no-reused-paths\``,
    dependsOn: [PATHS],
    nodes,
  };
}

const PATHS = 'whether GitLab gives ID tokens to a project that took over the path of a declared one';
