import type { DeclaredProject, Federation } from '../../federation/index';
import {
  namespacePath,
  refProblem,
  type PipelineSource,
  type PipelineTarget,
  type ProtectionRule,
} from '../../gitlab/index';
import { protectingRule } from '../../gitlab/index';
import type { Lookup } from './expression';

/** A pipeline that a job may be a part of, with the predefined variables that its rules see. */
export interface CandidatePipeline {
  readonly target: PipelineTarget;
  readonly source: PipelineSource;
  /** Short, for messages: `a push to branch \`main\``. */
  readonly label: string;
  readonly lookup: Lookup;
}

/** What a pipeline of a ref is started by, as far as it matters to a rule. */
const REF_SOURCES = [
  'push',
  'web',
  'schedule',
  'api',
  'trigger',
  'pipeline',
] as const satisfies readonly PipelineSource[];

/** Names of refs that stand for all others. */
const ORDINARY = { branch: 'feature/x', tag: 'v1.2.3' } as const;

/**
 * Pipelines of a project, one for each kind that the rules of jobs and the trusts tell apart: every source, on branches and tags of each
 * protection rule, of each pattern of a trust and of each text that the file compares something with, and merge requests between them.
 * Not every pipeline there is: a refusal that is found is real, and none found is not proof.
 * @param landmarks texts of the file that may be names of refs
 */
export function candidatePipelines(
  project: DeclaredProject,
  federation: Federation,
  landmarks: readonly string[],
): readonly CandidatePipeline[] {
  const granted = [...federation.roles.values()].flatMap(({ grant }) =>
    grant.rules.filter((rule) => rule.project.path === project.path).flatMap(({ refs }) => refs),
  );
  const namesOf = (type: 'branch' | 'tag', rules: readonly ProtectionRule[]): readonly string[] =>
    [
      ...new Set([
        ...rules.map(({ pattern }) => pattern),
        ...granted.filter((ref) => ref.type === type).map(({ pattern }) => pattern),
        ...landmarks,
        ORDINARY[type],
      ]),
    ]
      .map((pattern) => (pattern === '*' ? ORDINARY[type] : pattern.replaceAll('*', '1')))
      .filter((name, index, all) => refProblem(name) === undefined && all.indexOf(name) === index)
      .slice(0, MAX_NAMES);
  const { protectedBranches, protectedTags } = project;
  const branches = namesOf('branch', protectedBranches === 'unknown' ? [] : protectedBranches);
  const tags = namesOf('tag', protectedTags === 'unknown' ? [] : protectedTags);
  const defaultBranch = defaultBranchOf(project);
  const candidate = (target: PipelineTarget, source: PipelineSource): CandidatePipeline => ({
    target,
    source,
    label: labelOf(target, source),
    lookup: predefined(project, target, source, defaultBranch),
  });
  return [
    ...branches.flatMap((name) => REF_SOURCES.map((source) => candidate({ kind: 'branch', name }, source))),
    ...tags.flatMap((name) => REF_SOURCES.map((source) => candidate({ kind: 'tag', name }, source))),
    ...branches.flatMap((into) =>
      branches
        .filter((from) => from !== into)
        .map((from) =>
          candidate(
            { kind: 'merge_request', mergeRequest: { from, into, kind: 'detached' } },
            'merge_request_event',
          ),
        ),
    ),
  ];
}

/** More names of one kind tell rules no further apart. */
const MAX_NAMES = 24;

/** The branch that GitLab calls `CI_DEFAULT_BRANCH`: assumed to be a protected `main` or `master`; else not known. */
function defaultBranchOf({ protectedBranches }: DeclaredProject): string | undefined {
  if (protectedBranches === 'unknown') return undefined;
  return ['main', 'master'].find((name) => protectedBranches.some(({ pattern }) => pattern === name));
}

function labelOf(target: PipelineTarget, source: PipelineSource): string {
  if (target.kind === 'merge_request')
    return `a merge request from \`${target.mergeRequest.from}\` into \`${target.mergeRequest.into}\``;
  const how = source === 'push' ? 'a push of' : `a pipeline by \`${source}\` on`;
  return `${how} ${target.kind} \`${target.name}\``;
}

/** @see https://docs.gitlab.com/ci/variables/predefined_variables/ */
function predefined(
  project: DeclaredProject,
  target: PipelineTarget,
  source: PipelineSource,
  defaultBranch: string | undefined,
): Lookup {
  const { path } = project;
  const ref = target.kind === 'merge_request' ? target.mergeRequest.from : target.name;
  const rules = target.kind === 'tag' ? project.protectedTags : project.protectedBranches;
  const rule = protectingRule(rules, ref);
  const isProtected = target.kind === 'merge_request' || rule === 'unknown' ? '?' : rule !== undefined;
  const mergeRequest = target.kind === 'merge_request' ? target.mergeRequest : undefined;
  const texts: Readonly<Record<string, string | undefined>> = {
    CI: 'true',
    GITLAB_CI: 'true',
    CI_PIPELINE_SOURCE: source,
    CI_PROJECT_PATH: path,
    CI_PROJECT_NAME: path.slice(path.lastIndexOf('/') + 1),
    CI_PROJECT_NAMESPACE: namespacePath(path),
    CI_PROJECT_ROOT_NAMESPACE: path.split('/')[0],
    CI_COMMIT_REF_NAME: ref,
    CI_COMMIT_REF_SLUG: ref
      .toLowerCase()
      .replace(/[^a-z0-9]/g, '-')
      .slice(0, 63)
      .replace(/^-+|-+$/g, ''),
    CI_COMMIT_BRANCH: target.kind === 'branch' ? ref : undefined,
    CI_COMMIT_TAG: target.kind === 'tag' ? ref : undefined,
    CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: mergeRequest?.from,
    CI_MERGE_REQUEST_TARGET_BRANCH_NAME: mergeRequest?.into,
    CI_MERGE_REQUEST_SOURCE_PROJECT_PATH: mergeRequest && path,
    CI_MERGE_REQUEST_PROJECT_PATH: mergeRequest && path,
    CI_MERGE_REQUEST_EVENT_TYPE: mergeRequest && 'detached',
    CI_MERGE_REQUEST_IID: mergeRequest && '7',
    CI_MERGE_REQUEST_ID: mergeRequest && '7001',
    CI_PIPELINE_TRIGGERED: source === 'trigger' ? 'true' : undefined,
    ...(project.id === undefined ? {} : { CI_PROJECT_ID: project.id }),
    ...(defaultBranch === undefined ? {} : { CI_DEFAULT_BRANCH: defaultBranch }),
    ...(isProtected === '?' ? {} : { CI_COMMIT_REF_PROTECTED: String(isProtected) }),
  };
  return (name) => (name in texts ? { text: texts[name] } : '?');
}
