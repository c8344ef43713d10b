import { defineCheck } from '../check';
import { conditionPointer, on } from '../conditions';
import { onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { isPinned } from '../pins';
import { SOURCES } from '../sources';
import { admitting } from '../statements';
import { letsIn } from '../witness';
import { strangerSubjects } from '../witness-subject';

export const protectedWithoutSub = defineCheck({
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
  look: (subject) =>
    admitting(subject)
      .filter(
        (view) =>
          isPinned(subject, view, 'ref_protected') &&
          strangerSubjects(subject, view).some((sub) =>
            letsIn(subject, view, { sub, who: 'stranger', refProtected: 'true' }),
          ),
      )
      .map((view) => ({
        message: `the protected refs of every project of \`${view.gitlabs.join('`, `')}\` get in`,
        pointer: on(view, 'ref_protected')[0]?.pointer ?? conditionPointer(view),
        statement: view.statement,
      })),
});
