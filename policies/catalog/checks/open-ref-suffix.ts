import { quote } from '../../errors';
import { defineCheck } from '../check';
import { onGitlabCom, PINS } from '../example';
import { SOURCES } from '../sources';
import { component, literalPrefix } from '../sub-pattern';
import { overAdmittedSubjects } from '../walk';
import { fill } from '../fill';
import { letsIn } from '../witness';
import { witnessSubject } from '../witness-subject';

export const openRefSuffix = defineCheck({
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
  look: (subject) =>
    overAdmittedSubjects(subject, (pattern, view) => {
      const ref = component(pattern, 'ref') ?? [];
      const prefix = literalPrefix(ref);
      if (ref[1]?.kind !== 'any' || ref.length !== 2 || !/[A-Za-z0-9]$/.test(prefix) || /^v$/i.test(prefix)) {
        return undefined;
      }
      const name = fill(ref, '-evil');
      const sub = witnessSubject(pattern, { ref: name });
      if (!letsIn(subject, view, { sub, who: 'insider', refProtected: 'false' })) return undefined;
      return `${quote(pattern.text)} also lets in the unprotected ref ${quote(name)}`;
    }),
});
