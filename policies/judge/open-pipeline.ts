import { RUNNERS, type Pipeline } from '../gitlab/index';
import type { Policy } from '../trust/index';

/** Something that a row omits, as the row would give it. */
export type OpenField = (typeof FIELDS)[number];

const FIELDS = ['id', 'namespace_id', 'protected', 'environment.protected', 'runner'] as const;

/** A pipeline with everything given, and what it was completed with. */
export interface Completion {
  readonly pipeline: Pipeline;
  readonly given: Readonly<Partial<Record<OpenField, string>>>;
}

/** More completions than this are not tried one by one. */
const MAX_COMPLETIONS = 400;

/** Whether a pipeline omits something that the policy may ask about: ids of its project, or the runner. */
export function isOpen(pipeline: Pipeline, policy: Policy): boolean {
  return hasOpenProject(pipeline) || isRunnerOpen(pipeline, policy);
}

/** Whether the project of a pipeline leaves ids open: only then its protection is open in the same sense. */
export function hasOpenProject({ project }: Pipeline): boolean {
  return project.open !== undefined;
}

/** Whether the pipeline does not say what runs the job, and the policy asks. */
export function isRunnerOpen({ runner }: Pipeline, policy: Policy): boolean {
  return runner === undefined && asksForRunner(policy);
}

const askingForRunner = new WeakMap<Policy, boolean>();

/** Looked for once in a policy, however many pipelines it is asked about. */
function asksForRunner(policy: Policy): boolean {
  const before = askingForRunner.get(policy);
  if (before !== undefined) return before;
  const asks = policy.statements.some(({ conditions }) =>
    conditions.some(
      ({ key, values }) =>
        /:runner_environment$/i.test(key) || values.some((value) => /:runner_environment\b/i.test(value)),
    ),
  );
  askingForRunner.set(policy, asks);
  return asks;
}

/**
 * Ids that a policy may tell apart from any other: every run of digits in a condition value, and its neighbours, for the operators
 * that compare numbers. An id that is none of them is treated by the policy as the example is.
 */
export function idsNamedBy({ statements }: Policy): readonly string[] {
  const runs = new Set(
    statements.flatMap(({ conditions }) =>
      conditions.flatMap(({ values }) => values.flatMap((value) => value.match(/\d{1,15}/g) ?? [])),
    ),
  );
  return [
    ...new Set([...runs].flatMap((run) => [run, String(Number(run) - 1), String(Number(run) + 1)])),
  ].filter((id) => /^[1-9]\d*$/.test(id));
}

/** Whether a policy may tell some id of an open project apart from the example. */
export function hasOtherIds({ project: { open = {} } }: Pipeline, named: readonly string[]): boolean {
  return Object.values(open).some((taken) => taken !== undefined && named.some((id) => !taken.includes(id)));
}

const known = new WeakMap<Pipeline, Map<string, Completion>>();

/**
 * Every way to complete an open pipeline that a policy may tell apart; `undefined` when there are too many to try. The same completion
 * of a pipeline is the same object, so that it is simulated once.
 */
export function completions(pipeline: Pipeline, policy: Policy): readonly Completion[] | undefined {
  const { project, target, environment } = pipeline;
  const both = ['true', 'false'];
  const isProjectOpen = hasOpenProject(pipeline);
  const named = isProjectOpen ? idsNamedBy(policy) : [];
  const choices: (readonly [OpenField, readonly (string | undefined)[]])[] = [];
  for (const field of ['id', 'namespace_id'] as const) {
    const taken = project.open?.[field];
    if (taken !== undefined) choices.push([field, [undefined, ...named.filter((id) => !taken.includes(id))]]);
  }
  const rules = target.kind === 'tag' ? project.protectedTags : project.protectedBranches;
  if (
    isProjectOpen &&
    pipeline.refProtected === undefined &&
    rules === 'unknown' &&
    target.kind !== 'merge_request'
  )
    choices.push(['protected', both]);
  if (
    isProjectOpen &&
    environment !== undefined &&
    environment.protected === undefined &&
    project.protectedEnvironments === 'unknown'
  )
    choices.push(['environment.protected', both]);
  if (isRunnerOpen(pipeline, policy)) choices.push(['runner', RUNNERS]);
  const total = choices.reduce((product, [, values]) => product * values.length, 1);
  if (total > MAX_COMPLETIONS) return undefined;
  let all: readonly Completion['given'][] = [{}];
  for (const [field, values] of choices) {
    all = all.flatMap((given) =>
      values.map((value) => (value === undefined ? given : { ...given, [field]: value })),
    );
  }
  const memo = known.get(pipeline) ?? new Map<string, Completion>();
  known.set(pipeline, memo);
  return all.map((given) => {
    const key = JSON.stringify(given);
    const made = memo.get(key) ?? { pipeline: complete(pipeline, given), given };
    memo.set(key, made);
    return made;
  });
}

function complete(pipeline: Pipeline, given: Completion['given']): Pipeline {
  const { open: _open, ...project } = pipeline.project;
  const { environment } = pipeline;
  const isProtected = given['environment.protected'];
  return {
    ...pipeline,
    project: {
      ...project,
      id: given.id ?? project.id,
      namespaceId: given.namespace_id ?? project.namespaceId,
    },
    runner: RUNNERS.find((runner) => runner === given.runner) ?? pipeline.runner,
    refProtected: given.protected === undefined ? pipeline.refProtected : given.protected === 'true',
    environment:
      environment === undefined || isProtected === undefined
        ? environment
        : { ...environment, protected: isProtected === 'true' },
  };
}

/**
 * The fields without which the answer is open: two completions that differ in nothing else have different answers.
 * @param answers one for each completion, equal where the answers are
 */
export function decisiveFields(all: readonly Completion[], answers: readonly string[]): readonly OpenField[] {
  return FIELDS.filter((field) => {
    const seen = new Map<string, string>();
    return all.some(({ given: { [field]: _left, ...rest } }, place) => {
      const key = JSON.stringify(rest);
      const answer = answers[place] as string;
      const before = seen.get(key);
      seen.set(key, before ?? answer);
      return before !== undefined && before !== answer;
    });
  });
}
