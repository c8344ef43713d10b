import { quote } from '../../errors';
import { defineCheck } from '../check';
import { onGitlabCom, PINS } from '../example';
import { SOURCES } from '../sources';
import { overAdmittedSubjects } from '../walk';
import { letsIn, type Witness } from '../witness';
import { witnessSubject } from '../witness-subject';

export const anyRefOfProject = defineCheck({
  id: 'any-ref-of-project',
  severity: 'warning',
  title: 'every branch and every tag of a project gets in',
  rationale:
    'A `sub` that is open after the project covers every branch, every tag and whatever GitLab may add one day. Anybody who may push any branch can take the role, with a CI file of their own.',
  bad: onGitlabCom({
    StringEquals: PINS,
    StringLike: { 'gitlab.com:sub': 'project_path:acme/platform/api:*' },
  }),
  good: onGitlabCom({
    StringEquals: PINS,
    StringLike: { 'gitlab.com:sub': 'project_path:acme/platform/api:ref_type:branch:ref:*' },
  }),
  fix: 'write the ref type and the ref; for protected refs alone demand `ref_protected` on gitlab.com',
  sources: [SOURCES.gitlabCloud, SOURCES.gitlabProtected],
  look: (subject) =>
    overAdmittedSubjects(subject, (pattern, view) => {
      const lets = (sub: string, who: Witness['who']): boolean =>
        letsIn(subject, view, { sub, who, refProtected: 'false' });
      const evil = ['branch', 'tag'].map((ref_type) =>
        witnessSubject(pattern, { ref_type, ref: `evil-${ref_type}` }),
      );
      if (!evil.every((sub) => lets(sub, 'insider'))) return undefined;
      if (lets(witnessSubject(pattern, { project_path: 'mallory/evil' }), 'stranger')) return undefined;
      return `${quote(pattern.text)} lets in every branch and every tag`;
    }),
});
