import { isGitlabCom, issuerHost } from '../../context/index';
import type { AssumptionId, Instance, Project } from '../../gitlab/index';
import { assumptionsFor, type Assume } from './assumptions';
import { CaseBuilder } from './case-builder';
import { CaseIndex } from './case-index';
import type { TokenCase } from './token-case';
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
  readonly cases: (reading: 'fields' | 'text') => readonly TokenCase[];
  /** The same, to be found by the values of their keys. */
  readonly index: (reading: 'fields' | 'text') => CaseIndex;
}

/**
 * The world of a GitLab: every token that it can mint, under the assumptions that its kind suggests and those that are switched.
 *
 * Cost: some twenty cases for each declared project and shape of `sub`; automata are made when they are first walked.
 */
export function gitlabWorld({ instance, projects, assume }: GitlabWorldOptions): GitlabWorld {
  const assumptions = assumptionsFor(instance, assume);
  const host = issuerHost(instance.issuer).toLowerCase();
  const world = {
    kind: 'gitlab',
    instance,
    projects,
    assumptions,
    host,
    com: isGitlabCom(instance.issuer),
  } as const;
  const made = new Map<string, readonly TokenCase[]>();
  const cases = (reading: 'fields' | 'text'): readonly TokenCase[] => {
    const known = made.get(reading) ?? new CaseBuilder(world, reading).all();
    made.set(reading, known);
    return known;
  };
  const indexes = new Map<string, CaseIndex>();
  const index = (reading: 'fields' | 'text'): CaseIndex => {
    const known = indexes.get(reading) ?? new CaseIndex(cases(reading));
    indexes.set(reading, known);
    return known;
  };
  return { ...world, cases, index };
}

const variants = new WeakMap<GitlabWorld, Map<string, GitlabWorld>>();

/** The same world with some assumptions switched; made once for each choice. */
export function withAssumptions(world: GitlabWorld, assume: Assume): GitlabWorld {
  const entries = Object.entries(assume).filter(([id, on]) => world.assumptions[id as AssumptionId] !== on);
  if (entries.length === 0) return world;
  const known = variants.get(world) ?? new Map<string, GitlabWorld>();
  variants.set(world, known);
  const name = JSON.stringify(entries);
  const made =
    known.get(name) ??
    gitlabWorld({
      instance: world.instance,
      projects: world.projects,
      assume: { ...world.assumptions, ...Object.fromEntries(entries) },
    });
  known.set(name, made);
  return made;
}
