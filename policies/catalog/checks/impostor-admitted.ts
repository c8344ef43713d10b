import { quote } from '../../errors';
import { defineCheck } from '../check';
import { MAIN, onGitlabCom, STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';
import { admitting } from '../statements';
import { subPatterns } from '../sub-pattern';
import { witnessSubject } from '../witness-subject';
import { letsIn } from '../witness';

export const impostorAdmitted = defineCheck({
  id: 'impostor-admitted',
  severity: 'warning',
  title: 'a project on gitlab.com is named by its path, without an id',
  rationale:
    'A path on gitlab.com is not an identity. When a group or a project is deleted or renamed, somebody else may take the path and mint tokens with the very same `sub`. Only `project_id` and `namespace_id` tell them apart. GitLab.com refuses tokens to projects on a reused path by now, but that is a guard on the other side of the trust.',
  bad: onGitlabCom({ StringEquals: { 'gitlab.com:aud': 'sts.amazonaws.com', 'gitlab.com:sub': MAIN } }),
  good: STRICT_EXAMPLE,
  fix: 'demand `gitlab.com:project_id` and `gitlab.com:namespace_id` with StringEquals',
  sources: [SOURCES.gitlabAws, SOURCES.gitlabBurned],
  look: (subject) =>
    admitting(subject)
      .filter(({ gitlabs }) => gitlabs.includes('gitlab.com'))
      .flatMap((view) => {
        const pattern = subPatterns(view, subject.policy.version).find((candidate) =>
          letsIn(subject, view, { sub: witnessSubject(candidate), who: 'stranger' }),
        );
        if (pattern === undefined) return [];
        return {
          message: `${quote(pattern.text)} admits whoever takes the path later: no id is demanded`,
          pointer: pattern.pointer,
          statement: view.statement,
        };
      }),
});
