import { FALSE, TRUE, and, literal, matches, not, or, type Formula } from '../../automata/index';
import type { NeverKind, OnlyProjects } from '../../grant/index';
import { ask } from '../ask';
import { REMEDIES } from '../remedies';
import { nameOfRole, type RoleTrust } from '../role-trust';
import type { Budget } from '../search';
import type { Verdict } from '../verdict';
import { withAssumptions, type GitlabWorld } from '../world/gitlab-world';
import { refPattern } from '../world/ref-pattern';
import type { TokenCase } from '../world/token-case';
import { unprotectedRef } from './protected-refs';

const WORDS: Readonly<Record<NeverKind, string>> = {
  fork: 'no fork',
  impostor: 'no impostor',
  merge_request: 'no merge request',
  tag: 'no tag',
  branch: 'no branch',
  unprotected: 'no unprotected ref',
  anyone: 'no token',
};

/** The promise in words. */
export function neverClaim(role: string, kind: NeverKind): string {
  return `${role} admits ${WORDS[kind]}`;
}

/**
 * No token of a kind is admitted.
 *
 * - `fork`: a project that is not declared, since any of them may be a fork of a declared one.
 * - `impostor`: somebody else's project under the path of a declared one, whether or not paths are assumed to stay in one hand.
 * - `merge_request`: a pipeline for a merge request, or a child of one; where AWS cannot see the source, each branch token may be one.
 * - `tag`: a pipeline for a tag. `branch`: any other, those for merge requests included.
 * - `unprotected`: a ref that is not protected, as {@link onlyProtectedRefs} has it.
 * - `anyone`: every token.
 */
export function never(role: RoleTrust, kind: NeverKind, world: GitlabWorld, budget?: Budget): Verdict {
  const wide = kind === 'impostor' ? withAssumptions(world, { 'no-reused-paths': false }) : world;
  const claim = neverClaim(nameOfRole(role), kind);
  if (world.projects.length === 0 && (kind === 'fork' || kind === 'impostor')) {
    const nobody = never(role, 'anyone', world, budget);
    if (nobody.verdict === 'proved')
      return { ...nobody, reason: nobody.reason.replace(neverClaim(nameOfRole(role), 'anyone'), claim) };
    const reason = `${claim}: no project is declared, so it cannot be determined whose ${kind} a token would be; ${REMEDIES.no_project.give}`;
    return { verdict: 'undecided', reason, nodes: 0 };
  }
  const roles = [{ role, outcome: 'allow' }] as const;
  return ask(
    {
      roles,
      claim,
      region: (tokens) => isOfKind(tokens, kind, wide),
      property: { kind: 'never', never: kind },
      prefer: PREFERRED[kind],
      source: kind === 'merge_request' ? 'merge_request_event' : undefined,
    },
    wide,
    budget,
  );
}

/** Which of several kinds of counterexample to show. */
const PREFERRED: Readonly<Partial<Record<NeverKind, (tokens: TokenCase) => boolean>>> = {
  merge_request: ({ pipelineKind }) => pipelineKind !== 'branch',
};

function isOfKind(tokens: TokenCase, kind: NeverKind, world: GitlabWorld): Formula {
  const when = (condition: boolean): Formula => (condition ? TRUE : FALSE);
  const { origin, pipelineKind } = tokens;
  switch (kind) {
    case 'fork':
      return when(pipelineKind === 'fork_merge_request' || origin === 'undeclared');
    case 'impostor':
      return when(origin === 'impostor');
    case 'merge_request': {
      if (pipelineKind === 'tag') return FALSE;
      // The source project of a merge request runs it on the plain branch.
      const source = matches(`${world.host}:pipeline_source`, literal('merge_request_event'));
      return pipelineKind === 'branch' && world.isGitlabCom ? source : TRUE;
    }
    case 'tag':
      return when(pipelineKind === 'tag');
    case 'branch':
      return when(pipelineKind !== 'tag');
    case 'unprotected':
      return unprotectedRef(tokens, world);
    case 'anyone':
      return TRUE;
  }
}

/** The promise in words. */
export function onlyProjectsClaim(
  role: string,
  { projects = [], groups = [] }: Partial<OnlyProjects>,
): string {
  return `${role} admits ${[...projects, ...groups.map((group) => `${group}/*`)].join(' and ')} only`;
}

/**
 * Every admitted token is of one of these projects, or of a project under one of these groups. A declared project is known by its
 * id, so nobody else under its path counts; any other one is known by its path alone.
 */
export function onlyProjects(
  role: RoleTrust,
  allowed: Partial<OnlyProjects>,
  world: GitlabWorld,
  budget?: Budget,
): Verdict {
  const { projects = [], groups = [] } = allowed;
  const claim = onlyProjectsClaim(nameOfRole(role), allowed);
  const inGroups = groups.map((group) => refPattern({ pattern: `${group}/*` }));
  const others = projects.filter((path) => world.projects.every((declared) => declared.path !== path));
  const byPath = others.map((path) => [path]);
  const otherNamespace = notIn(groups, world);
  const region = ({ origin, project, subject }: TokenCase): Formula => {
    const own = origin === 'declared' || origin === 'renamed';
    if (own && project !== undefined) {
      const named =
        projects.includes(project.path) ||
        (origin === 'declared' && groups.some((group) => project.path.startsWith(`${group}/`)));
      if (named) return FALSE;
    }
    const paths = origin === 'undeclared' ? [...inGroups, ...byPath] : inGroups;
    const elsewhere =
      paths.length === 0 || !subject.shows('project_path') ? TRUE : not(subject.must('project_path', paths));
    return origin === 'undeclared' ? and(elsewhere, otherNamespace) : elsewhere;
  };
  // An outsider shows best what is wrong.
  const prefer = ({ origin }: TokenCase): boolean => origin === 'undeclared';
  const property = { kind: 'other_projects', projects, groups } as const;
  return ask({ roles: [{ role, outcome: 'allow' }], claim, region, prefer, property }, world, budget);
}

/** The project is not right in one of the declared namespaces of these groups, whose ids tell it where `sub` shows no path. */
function notIn(
  groups: readonly string[],
  { projects, assumptions, isGitlabCom, host }: GitlabWorld,
): Formula {
  if (!isGitlabCom || !assumptions['own-namespaces']) return TRUE;
  const ids = projects.flatMap(({ path, namespaceId }) =>
    namespaceId !== undefined && groups.some((group) => path.startsWith(`${group}/`)) ? [namespaceId] : [],
  );
  return not(or(...[...new Set(ids)].map((id) => matches(`${host}:namespace_id`, literal(id)))));
}
