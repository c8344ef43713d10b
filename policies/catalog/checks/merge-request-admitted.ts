import { quote } from '../../errors';
import { defineCheck } from '../check';
import { MAIN, onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';
import { component, literal } from '../sub-pattern';
import { overAdmittingStatements } from '../walk';
import { letsIn } from '../witness';
import { witnessSubject } from '../witness-subject';

export const mergeRequestAdmitted = defineCheck({
  id: 'merge-request-admitted',
  severity: 'note',
  title: 'merge request pipelines of the branch get in, too',
  rationale:
    'A merge request whose *source* branch is `main`, such as a merge back into `release/1.2`, mints the very `sub` of `main`; as a merged-results pipeline it runs the code of both branches. Only `pipeline_source` and `ref_protected` differ, and with the setting of GitLab 18.1 that protects such pipelines only `pipeline_source` does.',
  bad: onGitlabCom({ StringEquals: { ...PINS, 'gitlab.com:sub': MAIN } }),
  good: STRICT_EXAMPLE,
  fix: 'demand `ref_protected` = `"true"` and list the `pipeline_source` values that get in',
  sources: [SOURCES.gitlabMergeRequests, SOURCES.gitlabSub],
  look: (subject) =>
    overAdmittingStatements(subject, (pattern, view) => {
      const ref = literal(component(pattern, 'ref') ?? [{ kind: 'any' }]);
      const type = literal(component(pattern, 'ref_type') ?? []);
      if (!view.gitlabs.includes('gitlab.com') || ref === undefined || type !== 'branch') return undefined;
      const sub = witnessSubject(pattern);
      const source = 'merge_request_event';
      if (!letsIn(subject, view, { sub, who: 'insider', source, refProtected: 'false' })) return undefined;
      return `a merge request *from* ${quote(ref)} gets in, too`;
    }),
});
