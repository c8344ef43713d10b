import { quote } from '../../errors';
import { protectingRule } from '../../gitlab/index';
import { defineCheck } from '../check';
import { EXAMPLE_PROJECT, MAIN, onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { isReadOnly } from '../permissions';
import { declaredProject } from '../project-subjects';
import { SOURCES } from '../sources';
import { component, literal } from '../sub-pattern';
import { overAdmittedSubjects } from '../walk';
import { letsIn } from '../witness';
import { witnessSubject } from '../witness-subject';

const WRITE = { managed: ['arn:aws:iam::aws:policy/AmazonS3FullAccess'], inline: {} };

export const unprotectedRefWithWrite = defineCheck({
  id: 'unprotected-ref-with-write',
  severity: 'warning',
  title: 'a role that can write trusts a ref that no rule protects',
  rationale:
    'The policy names one ref, which looks exact. But no protection rule of the project covers it, so any Developer may push it, or delete it and make it anew with other content.',
  bad: onGitlabCom(
    { StringEquals: { ...PINS, 'gitlab.com:sub': MAIN } },
    { projects: [{ ...EXAMPLE_PROJECT, protectedBranches: [] }], permissions: WRITE },
  ),
  good: { ...STRICT_EXAMPLE, known: { projects: [EXAMPLE_PROJECT], permissions: WRITE } },
  fix: 'protect the ref in GitLab and demand `ref_protected`',
  sources: [SOURCES.gitlabProtected],
  look: (subject) => {
    if (subject.permissions === undefined || isReadOnly(subject.permissions)) return [];
    return overAdmittedSubjects(subject, (pattern, view) => {
      const project = declaredProject(subject, pattern);
      const ref = literal(component(pattern, 'ref') ?? [{ kind: 'any' }]);
      if (project === undefined || ref === undefined) return undefined;
      const isTag = literal(component(pattern, 'ref_type') ?? []) === 'tag';
      const rule = protectingRule(isTag ? project.protectedTags : project.protectedBranches, ref);
      if (rule !== undefined) return undefined;
      const sub = witnessSubject(pattern);
      if (!letsIn(subject, view, { sub, who: 'insider', project, refProtected: 'false' })) return undefined;
      return `no rule of ${quote(project.path)} protects ${quote(ref)}, and the role can write`;
    });
  },
});
