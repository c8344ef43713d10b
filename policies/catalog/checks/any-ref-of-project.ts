import { quote } from '../../errors';
import { asksOfValues } from '../asks-prover';
import { onGitlabCom, PINS } from '../example';
import { SOURCES } from '../sources';
import { isCutOff } from '../sub-pattern';
import { anyPath, anyUnprotectedRef, both, stranger } from '../token-kinds';

export const anyRefOfProject = asksOfValues({
  id: 'any-ref-of-project',
  severity: 'warning',
  title: 'every branch and every tag of a project can assume the role',
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
  // a value that is cut off is a mistake of another kind
  question: ({ input, listed, pattern }) =>
    isCutOff(pattern, input.projects) ? undefined : { ...anyUnprotectedRef(listed), refType: 'branch' },
  and: ({ listed }) => ({ ...anyUnprotectedRef(listed), refType: 'tag' }),
  unless: ({ listed }) => both(stranger(listed), anyPath(listed)),
  says: ({ pattern }) => `${quote(pattern.text)} accepts every branch and every tag`,
});
