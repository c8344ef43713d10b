import { quote } from '../../errors';
import { defineCheck } from '../check';
import { on } from '../conditions';
import { MAIN, onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';
import { overAdmittingStatements } from '../walk';
import { letsIn } from '../witness';
import { witnessSubject } from '../witness-subject';

export const parentPipelineAdmitted = defineCheck({
  id: 'parent-pipeline-admitted',
  severity: 'warning',
  title: 'merge requests come in through child pipelines',
  rationale:
    'The list of sources leaves out `merge_request_event` but has `parent_pipeline`. A child pipeline says nothing of what its parent runs for: a merge request from the branch only has to start a child to get in.',
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
  look: (subject) =>
    overAdmittingStatements(subject, (pattern, view) => {
      if (on(view, 'pipeline_source').length === 0) return undefined;
      const lets = (source: string): boolean =>
        letsIn(subject, view, {
          sub: witnessSubject(pattern),
          who: 'insider',
          source,
          refProtected: 'false',
        });
      if (lets('merge_request_event') || !lets('parent_pipeline')) return undefined;
      return `${quote('parent_pipeline')} gets in, so a child of a merge request pipeline does`;
    }),
});
