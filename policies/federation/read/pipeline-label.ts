import type { Pipeline, PipelineTarget } from '../../gitlab/index';
import type { PipelineProject } from './pipeline-project';

/** A row in a few words: `api branch main (schedule)`, `fork of api MR main -> main in the parent`. */
export function pipelineLabel(
  pipeline: Pipeline,
  owner: PipelineProject,
  row: { readonly child: boolean; readonly audience: string },
): string {
  const { target, source, environment, audience, runner } = pipeline;
  const usual = target.kind === 'merge_request' ? 'merge_request_event' : 'push';
  const asked = typeof audience === 'string' ? audience : audience.join(' ');
  return [
    owner.label,
    targetLabel(target),
    target.kind === 'merge_request' && target.mergeRequest.fork !== undefined ? 'in the parent' : '',
    row.child ? 'child' : '',
    !row.child && source !== usual ? `(${source})` : '',
    environment === undefined ? '' : `env ${environment.name}`,
    runner === undefined ? '' : `${runner} runner`,
    asked === row.audience ? '' : `aud ${asked}`,
    pipeline.emptyRepository === true ? 'empty repository' : '',
    pipeline.reclaimedPath === true ? 'reclaimed path' : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}

const MERGE_REQUEST_KINDS = { detached: 'MR', merged_results: 'MR merged', train: 'MR train' } as const;

function targetLabel(target: PipelineTarget): string {
  if (target.kind !== 'merge_request') return `${target.kind} ${target.name}`;
  const { kind, from, into } = target.mergeRequest;
  return `${MERGE_REQUEST_KINDS[kind]} ${from} -> ${into}`;
}
