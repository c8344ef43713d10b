import { CLAIMS, LEADING_COMPONENTS, SUB_CLAIM_COMPONENTS } from '../gitlab/index';
import type { ClaimRow, Instance, SubClaimComponent } from '../gitlab/index';
import { twoReadings, type TwoReadings } from './two-readings';

/**
 * What tells two jobs apart for whoever trusts one of them: whose code runs, and from which branch or tag. Nothing else of a job is among
 * these facts: its pipeline's source is in no subject, and the default subject has neither its protection nor its environment.
 */
const JOB_FACTS = ['source_project', 'ref_type', 'ref'] as const;
/** `source_project`: the project that the code comes from; it differs from the project that runs the job for a fork's merge request alone. */
export type JobFact = (typeof JOB_FACTS)[number];

/** What the subjects of a list of components say about a job. */
export interface SubClaimIdentity {
  /** A subject that can be taken apart in two ways; absent = proved that there is none. */
  readonly readings?: TwoReadings;
  /** Facts that two jobs with one subject may differ in. Empty, and no `readings`: two jobs with one subject agree in all of them. */
  readonly open: readonly JobFact[];
}

/** No value of a component can contain `:`: git forbids it in refs, GitLab in paths, ids are digits, and the others are words. */
const FIELDS = Object.fromEntries(SUB_CLAIM_COMPONENTS.map((name) => [name, { stops: ':' }]));

/**
 * Decides whether two different jobs can have one subject, where their projects have this list of `sub` components.
 *
 * Two things are decided. By automata: whether one string is a subject for two lists of values, whichever components are dropped because
 * a job has no value for them ({@link twoReadings}). By the claims table: which facts about a job the components that no job is without
 * specify. It rests on what GitLab promises of names: at any time a path and an id belong to one project, and a branch and a tag have
 * one name each in their project (a Duo workload on `refs/workloads/<id>` shares the subject of a branch of that very name).
 *
 * @param instance without the fix of HackerOne report 3137660 the components of the source project specify the project that runs the job
 * @see https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/gitlab/ci/jwt_v2.rb how components are joined, and which are dropped
 * @see https://docs.gitlab.com/ci/secrets/id_token_authentication/#customize-the-sub-claim
 * @see https://git-scm.com/docs/git-check-ref-format
 */
export function subClaimIdentity(
  components: readonly SubClaimComponent[],
  instance: Pick<Instance, 'forkSubjectFix'> = {},
): SubClaimIdentity {
  const readings = twoReadings(formsOf(components), FIELDS);
  const open = openFacts(components, instance);
  return readings === undefined ? { open } : { readings, open };
}

/** The half of {@link subClaimIdentity} that needs no search. */
export function openFacts(
  components: readonly SubClaimComponent[],
  { forkSubjectFix = true }: Pick<Instance, 'forkSubjectFix'> = {},
): readonly JobFact[] {
  const specifies = (fact: JobFact, name: SubClaimComponent): boolean =>
    fact === 'source_project' ? forkSubjectFix && projectOf(name) === 'source' : fact === name;
  return JOB_FACTS.filter((fact) => !components.some((name) => specifies(fact, name)));
}

function projectOf(name: SubClaimComponent): ClaimRow['project'] {
  const { project }: ClaimRow = CLAIMS[name];
  return project;
}

/** Each shape that a subject can have: components that a job may be without are there or are dropped. */
function formsOf(components: readonly SubClaimComponent[]): readonly string[] {
  let shapes: (readonly SubClaimComponent[])[] = [[]];
  for (const name of components) {
    const withIt = shapes.map((shape) => [...shape, name]);
    shapes = mayBeDropped(name) ? [...withIt, ...shapes] : withIt;
  }
  return shapes
    .filter((shape) => shape.length > 0)
    .map((shape) => shape.map((name) => `${name}:{${name}}`).join(':'));
}

/** Without an environment, in a release before the claim came, or because the column behind `ref_protected` is empty. */
function mayBeDropped(name: SubClaimComponent): boolean {
  const { present, since }: ClaimRow = CLAIMS[name];
  return present !== 'every_job' || since !== undefined || name === 'ref_protected';
}

/**
 * Every list of components that GitLab accepts, without repetition: a component names the project first, the others follow in any order.
 * Up to five components there are 35,166 lists.
 */
export function* everySubClaim(length = 5): Generator<readonly SubClaimComponent[]> {
  for (const first of LEADING_COMPONENTS) yield* longer([first], length);
}

function* longer(
  list: readonly SubClaimComponent[],
  length: number,
): Generator<readonly SubClaimComponent[]> {
  yield list;
  if (list.length >= length) return;
  for (const name of SUB_CLAIM_COMPONENTS) if (!list.includes(name)) yield* longer([...list, name], length);
}
