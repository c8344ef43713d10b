import { quote } from '../../errors';
import { asksOfValues } from '../asks-prover';
import { isWildcardOnly } from '../conditions';
import { onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { UNPROTECTED } from '../token-kinds';
import { SOURCES } from '../sources';
import { component } from '../sub-pattern';

export const openRefPrefix = asksOfValues({
  id: 'open-ref-prefix',
  severity: 'warning',
  title: 'a star is in front of the name of a ref',
  rationale:
    '`*main` and `*/main` cover `feature/main` and every other ref with that ending. Anybody who may push an unprotected branch can choose such a name.',
  bad: onGitlabCom({
    StringEquals: PINS,
    StringLike: { 'gitlab.com:sub': 'project_path:acme/platform/api:ref_type:branch:ref:*main' },
  }),
  good: STRICT_EXAMPLE,
  fix: 'write the name from its beginning, or demand `ref_protected`',
  sources: [SOURCES.awsOperators, SOURCES.gitlabProtected],
  question: ({ pattern }) => {
    const ref = component(pattern, 'ref') ?? [];
    if (ref[0]?.kind !== 'any' || isWildcardOnly(ref)) return undefined;
    return { ...UNPROTECTED, notIn: { ref: [ref.slice(1)] } };
  },
  says: ({ pattern }, { example }) =>
    `${quote(pattern.text)} also accepts ${example === undefined ? 'other unprotected refs' : `the unprotected ref ${quote(String(example.claims.ref))}`}`,
});
