import { quote } from '../../errors';
import { defineCheck } from '../check';
import { isNegated, isPositive, isPresence } from '../conditions';
import { allow, deny, example, MAIN, PINS, STRICT_EXAMPLE } from '../example';
import { keyMeaning } from '../keys';
import { SOURCES } from '../sources';
import { admitting } from '../statements';
import { subPatterns } from '../sub-pattern';
import { overConditions } from '../walk';
import { letsIn } from '../witness';
import { witnessSubject } from '../witness-subject';

export const sourceDenyList = defineCheck({
  id: 'source-deny-list',
  severity: 'error',
  title: 'merge request pipelines are excluded by name, their children are not',
  rationale:
    'A child pipeline has `pipeline_source = parent_pipeline`, also when its parent runs for a merge request, and it has the same `sub`. A policy that only refuses `merge_request_event` is passed by adding a `trigger:` job to the CI file.',
  bad: example([
    allow({ StringEquals: { ...PINS, 'gitlab.com:sub': MAIN } }),
    deny({ StringEquals: { 'gitlab.com:pipeline_source': 'merge_request_event' } }),
  ]),
  good: STRICT_EXAMPLE,
  fix: 'list the sources that get in (`push`, `web`, `schedule`), demand `ref_protected`, or both',
  sources: [SOURCES.gitlabSources, SOURCES.gitlabMergeRequests],
  look: (subject) =>
    overConditions(subject, (condition, view) => {
      const { name, kind } = keyMeaning(condition.key, view.gitlabs);
      if (kind !== 'claim' || name !== 'pipeline_source' || isPresence(condition)) return undefined;
      const excludes = view.statement.effect === 'Deny' ? isPositive(condition) : isNegated(condition);
      if (!excludes || !condition.values.includes('merge_request_event')) return undefined;
      const passed = admitting(subject)
        .filter(({ gitlabs }) => gitlabs.some((host) => view.gitlabs.includes(host)))
        .some((allowing) =>
          subPatterns(allowing, subject.policy.version).some((pattern) =>
            letsIn(subject, allowing, {
              sub: witnessSubject(pattern),
              who: 'insider',
              source: 'parent_pipeline',
              refProtected: 'false',
            }),
          ),
        );
      return passed
        ? `${quote('merge_request_event')} is excluded, but a child of such a pipeline (${quote('parent_pipeline')}) gets in`
        : undefined;
    }),
});
