import { quote } from '../../errors';
import { defineCheck } from '../check';
import { isWildcardOnly } from '../conditions';
import { onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';
import { component } from '../sub-pattern';
import { overAdmittedSubjects } from '../walk';
import { fill } from '../fill';
import { letsIn } from '../witness';
import { witnessSubject } from '../witness-subject';

export const openRefPrefix = defineCheck({
  id: 'open-ref-prefix',
  severity: 'warning',
  title: 'a star stands in front of the name of a ref',
  rationale:
    '`*main` and `*/main` cover `feature/main` and every other ref with that ending. Anybody who may push an unprotected branch can choose such a name.',
  bad: onGitlabCom({
    StringEquals: PINS,
    StringLike: { 'gitlab.com:sub': 'project_path:acme/platform/api:ref_type:branch:ref:*main' },
  }),
  good: STRICT_EXAMPLE,
  fix: 'write the name from its beginning, or demand `ref_protected`',
  sources: [SOURCES.awsOperators, SOURCES.gitlabProtected],
  look: (subject) =>
    overAdmittedSubjects(subject, (pattern, view) => {
      const ref = component(pattern, 'ref') ?? [];
      if (ref[0]?.kind !== 'any' || isWildcardOnly(ref)) return undefined;
      const name = fill(ref, 'evil');
      const sub = witnessSubject(pattern, { ref: name });
      if (!letsIn(subject, view, { sub, who: 'insider', refProtected: 'false' })) return undefined;
      return `${quote(pattern.text)} also lets in the unprotected ref ${quote(name)}`;
    }),
});
