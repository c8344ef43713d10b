import { refPatternProblem, refProblem } from '../../gitlab/index';
import { quote } from '../../errors';
import type { PatternToken } from '../../trust/index';
import { defineCheck } from '../check';
import { onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';
import { component, hasLiteralWildcard, literal } from '../sub-pattern';
import { overSubjects } from '../walk';

export const impossibleRef = defineCheck({
  id: 'impossible-ref',
  severity: 'error',
  title: 'a `sub` names a ref that git does not allow',
  rationale:
    'Git forbids spaces, `~`, `^`, `:`, `?`, `*`, `[`, two dots and more in the name of a branch or tag. A value with such a name matches no token; most often it is a typing mistake, or a regular expression where IAM only knows `*` and `?`.',
  bad: onGitlabCom({
    StringEquals: { ...PINS, 'gitlab.com:sub': 'project_path:acme/platform/api:ref_type:tag:ref:v[0-9]' },
  }),
  good: STRICT_EXAMPLE,
  fix: 'write the name as `git branch` or `git tag` shows it; for a pattern use StringLike and `*`',
  sources: [SOURCES.git],
  run: (input) =>
    overSubjects(input, (pattern) => {
      if (hasLiteralWildcard(pattern)) return undefined;
      const value = component(pattern, 'ref');
      if (value === undefined || value.length === 0 || value.some(({ kind }) => kind === 'variable'))
        return undefined;
      const name = literal(value);
      if (/^(refs|merge[-_]requests)\//.test(name ?? '')) return undefined;
      const glob = value.map(globText).join('');
      const problem = name === undefined ? refPatternProblem(glob) : refProblem(name);
      return problem && `${quote(pattern.text)} matches no token: ${problem.message}`;
    }),
});

/** A letter for each `?`: a ref pattern of GitLab knows no such wildcard. */
function globText(token: PatternToken): string {
  if (token.kind === 'literal') return token.text;
  return token.kind === 'any' ? '*' : 'x';
}
