import { quote } from '../../errors';
import { defineCheck } from '../check';
import { isNegated, isPositive, isPresence } from '../conditions';
import { allow, deny, example, MAIN, PINS, STRICT_EXAMPLE } from '../example';
import { keyMeaning } from '../keys';
import { admitting, isThrough } from '../prover';
import { UNPROTECTED } from '../token-kinds';
import { SOURCES } from '../sources';
import { overConditions } from '../walk';

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
  fix: 'list the sources that can assume the role (`push`, `web`, `schedule`), demand `ref_protected`, or both',
  sources: [SOURCES.gitlabSources, SOURCES.gitlabMergeRequests],
  run: (input) =>
    overConditions(input, (condition, view) => {
      const { name, kind } = keyMeaning(condition.key, view.issuers);
      if (kind !== 'claim' || name !== 'pipeline_source' || isPresence(condition)) return undefined;
      const excludes = view.statement.effect === 'Deny' ? isPositive(condition) : isNegated(condition);
      if (!excludes || !condition.values.includes('merge_request_event')) return undefined;
      const child = { ...UNPROTECTED, sources: ['parent_pipeline'] } as const;
      // A Deny excludes from every statement of its issuer, a condition of an Allow only from its own.
      const excluded = view.allows
        ? [view]
        : admitting(input).filter(({ issuers }) => issuers.some((host) => view.issuers.includes(host)));
      const passed = excluded.some((allowing) => isThrough(input, { view: allowing }, child));
      return passed
        ? `${quote('merge_request_event')} is excluded, but a child of such a pipeline (${quote('parent_pipeline')}) can assume the role`
        : undefined;
    }),
});
