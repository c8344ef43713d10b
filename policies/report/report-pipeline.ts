import type { Judgement } from '../judge/index';
import type { Pipeline, Project } from '../gitlab/index';
import type { ReportGitlab } from './report';

/** The GitLab of a declaration with its projects, without the places in the file. */
export function reportGitlab({
  instance,
  audience,
  projects,
}: NonNullable<Judgement['federation']>): ReportGitlab {
  return {
    instance,
    audience,
    projects: [...projects].map(([key, project]) => ({ key, ...plainProject(project) })),
  };
}

/** A pipeline of the table, without what its project has beyond GitLab's own settings. */
export function reportPipeline(pipeline: Pipeline): Pipeline {
  const project = plainProject(pipeline.project);
  const { target } = pipeline;
  if (target.kind !== 'merge_request' || target.mergeRequest.fork === undefined)
    return { ...pipeline, project };
  const fork = plainProject(target.mergeRequest.fork);
  return { ...pipeline, project, target: { ...target, mergeRequest: { ...target.mergeRequest, fork } } };
}

function plainProject(project: Project): Project {
  const { path, id, namespaceId, protectedBranches, protectedTags, protectedEnvironments } = project;
  const { protectMergeRequestPipelines, subClaim, visibility, open } = project;
  return {
    path,
    id,
    namespaceId,
    protectedBranches,
    protectedTags,
    protectedEnvironments,
    protectMergeRequestPipelines,
    subClaim,
    visibility,
    open,
  };
}
