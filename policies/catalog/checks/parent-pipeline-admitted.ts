import { quote } from '../../errors';
import { asksOfValues } from '../asks-prover';
import { on } from '../conditions';
import { MAIN, onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { UNPROTECTED } from '../token-kinds';
import { SOURCES } from '../sources';

export const parentPipelineAdmitted = asksOfValues({
  id: 'parent-pipeline-admitted',
  severity: 'warning',
  title: 'merge requests come in through child pipelines',
  rationale:
    'The list of sources omits `merge_request_event` but has `parent_pipeline`. A child pipeline says nothing of what its parent runs for: a merge request from the branch only has to start a child to assume the role.',
  bad: onGitlabCom({
    StringEquals: {
      ...PINS,
      'gitlab.com:pipeline_source': ['parent_pipeline', 'push'],
      'gitlab.com:sub': MAIN,
    },
  }),
  good: STRICT_EXAMPLE,
  fix: 'leave `parent_pipeline` out, or demand `ref_protected` = `"true"`',
  sources: [SOURCES.gitlabSources, SOURCES.gitlabMergeRequests],
  firstOnly: true,
  question: ({ view }) =>
    on(view, 'pipeline_source').length === 0 ? undefined : { ...UNPROTECTED, sources: ['parent_pipeline'] },
  unless: () => ({ ...UNPROTECTED, sources: ['merge_request_event'] }),
  says: () => `${quote('parent_pipeline')} can assume the role, so a child of a merge request pipeline does`,
});
