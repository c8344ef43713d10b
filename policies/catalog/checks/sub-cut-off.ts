import { quote } from '../../errors';
import { defineCheck } from '../check';
import { onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';
import { hasLiteralWildcard, literal } from '../sub-pattern';
import { overSubjects } from '../walk';

export const subCutOff = defineCheck({
  id: 'sub-cut-off',
  severity: 'error',
  title: 'a `sub` stops before the ref',
  rationale:
    'IAM compares the whole `sub`. A value that stops after the project or after the ref type, with no wildcard at its end, matches no token of a project with the usual `sub`: it is no prefix, it is dead.',
  bad: onGitlabCom({ StringEquals: { ...PINS, 'gitlab.com:sub': 'project_path:acme/platform/api' } }),
  good: STRICT_EXAMPLE,
  fix: 'write the `sub` out to its end: `…:ref_type:branch:ref:main`',
  sources: [SOURCES.gitlabCloud, SOURCES.awsOperators],
  run: (input) =>
    overSubjects(input, (pattern) => {
      const { components, rest, tokens, text } = pattern;
      if (hasLiteralWildcard(pattern)) return undefined;
      const names = components.map(({ name }) => name);
      if (literal(tokens) === undefined || names.length === 0 || names.includes('ref')) return undefined;
      if (rest.length > 0 && (literal(rest) ?? '').includes(':')) return undefined;
      const isDeclared = (input.projects ?? []).some(({ subClaim }) => subClaim.join() === names.join());
      return isDeclared
        ? undefined
        : `${quote(text)} stops before the ref: it matches no \`sub\` that names one`;
    }),
});
