import { quote } from '../../errors';
import { asksOfValues } from '../asks-prover';
import { isWildcardOnly } from '../conditions';
import { onGitlabCom, STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';
import { component } from '../sub-pattern';
import { stranger } from '../token-kinds';

export const openPathPrefix = asksOfValues({
  id: 'open-path-prefix',
  severity: 'error',
  title: 'a project path begins with a wildcard',
  rationale:
    '`*/api` is a project `api` in any group there is: anybody can make a group of their own with a project of that name. Only what is at the *front* of a path says whose it is.',
  bad: onGitlabCom({
    StringEquals: { 'gitlab.com:aud': 'sts.amazonaws.com' },
    StringLike: { 'gitlab.com:sub': 'project_path:*/api:ref_type:branch:ref:main' },
  }),
  good: STRICT_EXAMPLE,
  fix: 'begin the path with the name of the group, up to its `/`',
  sources: [SOURCES.gitlabCloud, SOURCES.awsOperators],
  question: ({ pattern, listed }) => {
    const path = component(pattern, 'project_path') ?? [];
    const [first] = path;
    if (first === undefined || first.kind === 'literal' || isWildcardOnly(path)) return undefined;
    return stranger(listed);
  },
  says: ({ pattern }, { example }) => {
    const path = example?.claims.project_path;
    const which =
      typeof path === 'string' ? `the project ${quote(path)} of a stranger` : 'projects of strangers';
    return `${quote(pattern.text)} accepts ${which}`;
  },
});
