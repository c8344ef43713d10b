import { quote } from '../../errors';
import { LEADING_COMPONENTS } from '../../gitlab/index';
import { defineCheck } from '../check';
import { onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';
import { hasLiteralWildcard, literalPrefix } from '../sub-pattern';
import { overSubjects } from '../walk';

/** What a `sub` may begin with. */
const LEADS = LEADING_COMPONENTS.map((name) => `${name}:`);

export const subWithoutProjectPath = defineCheck({
  id: 'sub-without-project-path',
  severity: 'error',
  title: 'a `sub` does not begin as GitLab begins it',
  rationale:
    'Every `sub` of GitLab begins with `project_path:` or, where the project is set up so, with `project_id:`. A value that starts with the path itself, or is written as for GitHub (`repo:…`), matches no token.',
  bad: onGitlabCom({
    StringEquals: { ...PINS, 'gitlab.com:sub': 'acme/platform/api:ref_type:branch:ref:main' },
  }),
  good: STRICT_EXAMPLE,
  fix: 'write `project_path:<group>/<project>:ref_type:<branch or tag>:ref:<name>`',
  sources: [SOURCES.gitlabCloud, SOURCES.gitlabToken],
  run: (input) =>
    overSubjects(input, (pattern) => {
      const { tokens, text } = pattern;
      if (hasLiteralWildcard(pattern)) return undefined;
      const prefix = literalPrefix(tokens);
      if (LEADS.some((lead) => lead.startsWith(prefix) || prefix.startsWith(lead))) return undefined;
      return `${quote(text)} begins with neither \`project_path:\` nor \`project_id:\`: no documented \`sub\` begins otherwise`;
    }),
});
