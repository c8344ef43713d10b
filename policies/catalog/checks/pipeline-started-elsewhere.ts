import { quote } from '../../errors';
import { defineCheck } from '../check';
import { MAIN, onGitlabCom, STRICT, STRICT_EXAMPLE } from '../example';
import { keyMeaning } from '../keys';
import { SOURCES } from '../sources';
import { overGuards } from '../walk';

/** Sources whose pipelines others start, with variables of their choice. */
const ELSEWHERE = ['external', 'external_pull_request_event', 'pipeline', 'trigger'];

export const pipelineStartedElsewhere = defineCheck({
  id: 'pipeline-started-elsewhere',
  severity: 'note',
  title: 'pipelines that somebody else starts are listed among the sources',
  rationale:
    'A `pipeline` was started by a job of another project, a `trigger` by whoever holds the trigger token. They run on the branch of this project, but with variables that the starter chooses: a script that trusts its variables does his bidding with this role.',
  bad: onGitlabCom({
    StringEquals: { ...STRICT, 'gitlab.com:pipeline_source': ['pipeline', 'push'], 'gitlab.com:sub': MAIN },
  }),
  good: STRICT_EXAMPLE,
  fix: 'list only `push`, `web` and `schedule`, or limit who may set variables (`ci_pipeline_variables_minimum_override_role`)',
  sources: [SOURCES.gitlabSources, 'https://docs.gitlab.com/ci/variables/'],
  run: (input) =>
    overGuards(input, ({ key, values }, { issuers }) => {
      const { kind, name } = keyMeaning(key, issuers);
      const listed = ELSEWHERE.filter((source) => values.includes(source));
      if (kind !== 'claim' || name !== 'pipeline_source' || listed.length === 0) return undefined;
      return `${listed.map(quote).join(' and ')} may be started by somebody outside of the project`;
    }),
});
