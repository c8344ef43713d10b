import { asksOfStatements } from '../asks-prover';
import { on } from '../conditions';
import { onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';
import { anyPath, both, stranger, UNPROTECTED } from '../token-kinds';

export const protectedWithoutSub = asksOfStatements({
  id: 'protected-without-sub',
  severity: 'error',
  title: 'protected refs are demanded, but of no project in particular',
  rationale:
    '`ref_protected = "true"` says only that a rule of *that* project covers the ref. Everybody can protect a branch in a project of their own, and the default branch of every fork is protected. Without `sub` or an id it is anybody\'s protected branch.',
  bad: onGitlabCom({
    StringEquals: { 'gitlab.com:aud': PINS['gitlab.com:aud'], 'gitlab.com:ref_protected': 'true' },
  }),
  good: STRICT_EXAMPLE,
  fix: 'demand `sub`, and on gitlab.com `project_id` and `namespace_id`, beside `ref_protected`',
  sources: [SOURCES.gitlabProtected, SOURCES.gitlabAws],
  pointer: ({ view }) => on(view, 'ref_protected')[0]?.pointer,
  question: ({ listed }) =>
    listed.of('ref_protected').length === 0
      ? undefined
      : { ...both(stranger(listed), anyPath(listed)), refProtected: true },
  unless: ({ listed }) => ({ ...both(stranger(listed), anyPath(listed)), ...UNPROTECTED }),
  says: ({ view }) =>
    `the protected refs of every project of \`${view.issuers.join('`, `')}\` can assume the role`,
});
