import { isGitlabCom, issuerHost } from '../../context/index';
import {
  ASSUMPTION_IDS,
  type AssumptionId,
  type Instance,
  type Project,
  type SubClaimComponent,
} from '../../gitlab/index';
import { assumptionsFor, leavesReusedPathsOpen, type Assume } from './assumptions';
import { CaseBuilder, type CaseScope } from './case-builder';
import { CaseIndex } from './case-index';
import { once } from './once';
import type { CaseGroup, TokenCase } from './token-case';
import type { WorldFacts } from './world-facts';

/** What is known of the GitLab whose tokens a proof is about. */
export interface GitlabWorldOptions {
  readonly instance: Instance;
  /** Projects whose tokens are told apart from those of all others. */
  readonly projects: readonly Project[];
  readonly assume?: Assume;
}

/** Every token that a GitLab instance can mint for a job, as far as AWS looks at it. */
export interface GitlabWorld extends WorldFacts {
  /**
   * Every kind of token. `fields`: statements about `sub` are made about its components, where these are known; `text`: about the
   * whole of it.
   */
  readonly cases: (reading: Reading, scope?: CaseScope) => readonly TokenCase[];
  /** The same, to be found by the values of their keys. */
  readonly index: (reading: Reading, scope?: CaseScope) => CaseIndex;
  /** The tokens of projects that are not declared and whose `sub` has exactly these components. */
  readonly others: (reading: Reading, components: readonly SubClaimComponent[]) => CaseIndex;
}

export type Reading = 'fields' | 'text';

/**
 * The world of a GitLab: every token that it can mint, under the assumptions that its kind suggests and those that are switched.
 *
 * Cost: some twenty cases for each declared project and shape of `sub`, made when a question asks about the project; automata are made when
 * they are first walked.
 */
export function gitlabWorld({ instance, projects, assume }: GitlabWorldOptions): GitlabWorld {
  const assumptions = assumptionsFor(instance, assume);
  const host = issuerHost(instance.issuer).toLowerCase();
  const world = {
    kind: 'gitlab',
    instance,
    projects,
    assumptions,
    openPaths: leavesReusedPathsOpen(instance, assume),
    host,
    isGitlabCom: isGitlabCom(instance.issuer),
  } as const;
  const closed = assumptions['usual-sub-claims'] || assumptions['component-order'];
  /** Scopes that come to the same share their cases. */
  const scopeOf = (scope: CaseScope): CaseScope => {
    if (assumptions['usual-sub-claims']) return 'usual';
    return scope === 'known' && (closed || assumptions['known-components']) ? 'all' : scope;
  };
  const builders = {
    fields: once(() => new CaseBuilder(world, 'fields')),
    text: once(() => new CaseBuilder(world, 'text')),
  };
  const made = new Map<string, CaseIndex>();
  const indexed = (name: string, list: () => readonly CaseGroup[]): CaseIndex => {
    const known = made.get(name) ?? new CaseIndex(list());
    made.set(name, known);
    return known;
  };
  const index = (reading: Reading, scope: CaseScope = 'all'): CaseIndex =>
    indexed(`${reading} ${scopeOf(scope)}`, () => builders[reading]().all(scopeOf(scope)));
  return {
    ...world,
    cases: (reading, scope) => index(reading, scope).cases,
    index,
    others: (reading, components) =>
      indexed(`${reading} ${components.join(':')}`, () => builders[reading]().others(components)),
  };
}

const variants = new WeakMap<GitlabWorld, Map<string, GitlabWorld>>();

/** The same world with some assumptions switched; made once for each choice. */
export function withAssumptions(world: GitlabWorld, assume: Assume): GitlabWorld {
  let name = '';
  for (const id of ASSUMPTION_IDS) if (isSwitch(world, id, assume[id])) name += `${id} ${assume[id]} `;
  if (name === '') return world;
  const known = variants.get(world) ?? new Map<string, GitlabWorld>();
  variants.set(world, known);
  const before = known.get(name);
  if (before !== undefined) return before;
  const switched = ASSUMPTION_IDS.filter((id) => isSwitch(world, id, assume[id]));
  const { 'no-reused-paths': reused, ...others } = world.assumptions;
  const said = world.openPaths ? others : { ...others, 'no-reused-paths': reused };
  const made = gitlabWorld({
    instance: world.instance,
    projects: world.projects,
    assume: { ...said, ...Object.fromEntries(switched.map((id) => [id, assume[id]])) },
  });
  known.set(name, made);
  return made;
}

function isSwitch(
  { assumptions, openPaths }: GitlabWorld,
  id: AssumptionId,
  on: boolean | undefined,
): boolean {
  if (on === undefined) return false;
  return assumptions[id] !== on || (id === 'no-reused-paths' && openPaths);
}
