import { quote } from '../../errors';
import { asksOfValues } from '../asks-prover';
import { onGitlabCom, PINS } from '../example';
import { UNPROTECTED } from '../token-kinds';
import { SOURCES } from '../sources';
import { component, literalPrefix } from '../sub-pattern';

export const openRefSuffix = asksOfValues({
  id: 'open-ref-suffix',
  severity: 'warning',
  title: 'a star follows the name of a ref directly',
  rationale:
    '`main*` is meant as `main`, but it also covers `mainline`, `main-evil` and `main/whatever`. Anybody who may push an unprotected branch can choose such a name.',
  bad: onGitlabCom({
    StringEquals: PINS,
    StringLike: { 'gitlab.com:sub': 'project_path:acme/platform/api:ref_type:branch:ref:main*' },
  }),
  good: onGitlabCom({
    StringEquals: { ...PINS, 'gitlab.com:ref_protected': 'true' },
    StringLike: { 'gitlab.com:sub': 'project_path:acme/platform/api:ref_type:branch:ref:release/*' },
  }),
  fix: 'write the name to its end, or end the fixed text on a separator (`release/*`) and demand `ref_protected`',
  sources: [SOURCES.awsOperators, SOURCES.gitlabProtected],
  question: ({ pattern }) => {
    const ref = component(pattern, 'ref') ?? [];
    const prefix = literalPrefix(ref);
    const isOpen = ref[1]?.kind === 'any' && ref.length === 2;
    if (!isOpen || !/[A-Za-z0-9]$/.test(prefix) || /^v$/i.test(prefix)) return undefined;
    return { ...UNPROTECTED, notIn: { ref: [ref.slice(0, 1)] } };
  },
  says: ({ pattern }, { example }) =>
    `${quote(pattern.text)} also accepts ${example === undefined ? 'other unprotected refs' : `the unprotected ref ${quote(String(example.claims.ref))}`}`,
});
