import { quote } from '../../errors';
import type { PatternToken } from '../../trust/index';
import { asksOfValues } from '../asks-prover';
import { hasWildcard } from '../conditions';
import { onGitlabCom, STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';
import { component, literalPrefix } from '../sub-pattern';
import { both, neighbour, stranger } from '../token-kinds';

export const lookAlikePrefix = asksOfValues({
  id: 'look-alike-prefix',
  severity: 'error',
  title: 'a wildcard follows a group or project name without a `/` or `:` between them',
  rationale:
    '`acme*` is not the group `acme`: it is every group whose name begins so, and `acme-evil` is free for anybody to register. In the same way `acme/api*` also covers `acme/api-v2` and, since a star crosses `/`, everything below `acme/api-tools/`.',
  bad: onGitlabCom({
    StringEquals: { 'gitlab.com:aud': 'sts.amazonaws.com' },
    StringLike: { 'gitlab.com:sub': 'project_path:acme*:ref_type:branch:ref:main' },
  }),
  good: STRICT_EXAMPLE,
  fix: 'end the fixed text on `/` (a group) or `:` (a project), or name every project',
  sources: [SOURCES.awsOperators, SOURCES.gitlabCloud],
  question: ({ pattern, listed }) => {
    const path = component(pattern, 'project_path') ?? [];
    const prefix = literalPrefix(path);
    if (!hasWildcard(path) || prefix === '' || prefix.endsWith('/')) return undefined;
    const who = prefix.includes('/') ? neighbour(listed) : stranger(listed);
    // Neither the project or group of that name nor what is below it.
    const meant: PatternToken = { kind: 'literal', text: prefix };
    const below: PatternToken = { kind: 'literal', text: `${prefix}/` };
    return both(who, { notIn: { project_path: [[meant], [below, { kind: 'any' }]] } });
  },
  says: ({ pattern }, { example }) => {
    const path = example?.claims.project_path;
    const which = typeof path === 'string' ? ` ${quote(path)}` : 's of that beginning';
    return `${quote(pattern.text)} also accepts the look-alike${which}`;
  },
});
