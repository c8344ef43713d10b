import { quote } from '../../errors';
import { asksOfValues, suchAs } from '../asks-prover';
import { isWildcardOnly } from '../conditions';
import { onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { UNPROTECTED } from '../token-kinds';
import { SOURCES } from '../sources';
import { component, literal } from '../sub-pattern';

export const anyRefType = asksOfValues({
  id: 'any-ref-type',
  severity: 'error',
  title: 'a tag can assume the role where a branch is meant',
  rationale:
    'With `ref_type:*` a *tag* named `main` is as good as the branch `main`. Branch rules never protect tags, so any Developer who may create a tag takes the role of the protected branch.',
  bad: onGitlabCom({
    StringEquals: PINS,
    StringLike: { 'gitlab.com:sub': 'project_path:acme/platform/api:ref_type:*:ref:main' },
  }),
  good: STRICT_EXAMPLE,
  fix: 'write `ref_type:branch` or `ref_type:tag`, or demand `ref_protected`',
  sources: [SOURCES.gitlabSub, SOURCES.gitlabProtected],
  question: ({ pattern }) => {
    const type = component(pattern, 'ref_type');
    if (type !== undefined && literal(type) !== undefined) return undefined;
    const ref = component(pattern, 'ref') ?? pattern.rest;
    if (isWildcardOnly(ref) || ref.length === 0 || pattern.rest.at(-1)?.kind === 'any') return undefined;
    return { ...UNPROTECTED, refType: 'tag' };
  },
  and: () => ({ refType: 'branch' }),
  says: ({ pattern }, token) => `${quote(pattern.text)} accepts branches as well as tags${suchAs(token)}`,
});
