import type { TokenCase } from '../world/token-case';
import { quote } from '../../errors';
import type { TokenFields } from './token-fields';

/** One phrase for a token: what runs, whose it is, on which ref, protected or not. */
export function labelOf(tokens: TokenCase, { path, id, ref, source }: TokenFields): string {
  const what = {
    branch: 'branch',
    tag: 'tag',
    merge_request: 'source branch',
    fork_merge_request: 'source branch',
  }[tokens.pipelineKind];
  const isProtected = tokens.refProtected ? 'protected' : 'not protected';
  return `${runText(tokens, source)} of ${ownerText(tokens, path, id)}${into(tokens, source)}, ${what} ${quote(ref)}, ${isProtected}`;
}

function runText({ pipelineKind }: TokenCase, source: string): string {
  switch (pipelineKind) {
    case 'branch':
    case 'tag':
      if (source === 'merge_request_event') return 'a merge request pipeline';
      return `${/^[aeiou]/.test(source) ? 'an' : 'a'} ${source} pipeline`;
    case 'merge_request':
      return source === 'parent_pipeline'
        ? 'a child of a merge request pipeline'
        : 'a merge request pipeline';
    case 'fork_merge_request':
      return "a pipeline for a fork's merge request";
  }
}

/**
 * A pipeline of a fork for its merge request runs in the fork, on the source branch itself, and is protected as that branch is, whatever
 * the target's settings are; every project may be a fork of another.
 * @see https://docs.gitlab.com/ci/pipelines/merge_request_pipelines/#run-pipelines-in-the-parent-project
 */
function into({ pipelineKind }: TokenCase, source: string): string {
  return pipelineKind === 'branch' && source === 'merge_request_event'
    ? ' for a merge request into another project'
    : '';
}

function ownerText({ origin, project }: TokenCase, path: string, id: string | undefined): string {
  const number = id === undefined ? '' : ` (project ${id})`;
  switch (origin) {
    case 'declared':
      return path;
    case 'renamed':
      return `${path}${number}, which was ${project?.path ?? 'declared'}`;
    case 'impostor':
      return `an impostor${number} under the path ${path}`;
    case 'successor':
      return `another project${number} under the path ${path}`;
    case 'undeclared':
      return `${path}${number}`;
  }
}
