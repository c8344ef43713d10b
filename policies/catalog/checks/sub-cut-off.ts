import { quote } from '../../errors';
import { defineCheck } from '../check';
import { onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';
import { isCutOff } from '../sub-pattern';
import { overSubjects } from '../walk';

export const subCutOff = defineCheck({
  id: 'sub-cut-off',
  severity: 'error',
  title: 'a `sub` stops before the ref',
  rationale:
    'IAM compares the whole `sub`. A value that stops after the project or after the ref type, with no wildcard at its end, matches no token of a project with the usual `sub`: it is not a prefix.',
  bad: onGitlabCom({ StringEquals: { ...PINS, 'gitlab.com:sub': 'project_path:acme/platform/api' } }),
  good: STRICT_EXAMPLE,
  fix: 'write the `sub` out to its end: `…:ref_type:branch:ref:main`',
  sources: [SOURCES.gitlabCloud, SOURCES.awsOperators],
  run: (input) =>
    overSubjects(input, (pattern) => {
      if (!isCutOff(pattern, input.projects)) return undefined;
      const names = pattern.components.map(({ name }) => name).join(', ');
      return `${quote(pattern.text)} stops before the ref: only a project that sets its \`sub\` to ${quote(`[${names}]`)} has such a subject`;
    }),
});
