import { quote } from '../../errors';
import { defineCheck } from '../check';
import { isWildcardOnly } from '../conditions';
import { onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';
import { component, literal } from '../sub-pattern';
import { overAdmittedSubjects } from '../walk';
import { letsIn } from '../witness';
import { witnessSubject } from '../witness-subject';

export const anyRefType = defineCheck({
  id: 'any-ref-type',
  severity: 'error',
  title: 'a tag gets in where a branch is meant',
  rationale:
    'With `ref_type:*` a *tag* named `main` is as good as the branch `main`. Branch rules never protect tags, so any Developer who may create a tag takes the role of the protected branch.',
  bad: onGitlabCom({
    StringEquals: PINS,
    StringLike: { 'gitlab.com:sub': 'project_path:acme/platform/api:ref_type:*:ref:main' },
  }),
  good: STRICT_EXAMPLE,
  fix: 'write `ref_type:branch` or `ref_type:tag`, or demand `ref_protected`',
  sources: [SOURCES.gitlabSub, SOURCES.gitlabProtected],
  look: (subject) =>
    overAdmittedSubjects(subject, (pattern, view) => {
      const type = component(pattern, 'ref_type');
      if (type !== undefined && literal(type) !== undefined) return undefined;
      const ref = component(pattern, 'ref') ?? pattern.rest;
      if (isWildcardOnly(ref) || ref.length === 0 || pattern.rest.at(-1)?.kind === 'any') return undefined;
      const [branch, tag] = ['branch', 'tag'].map((ref_type) => witnessSubject(pattern, { ref_type })) as [
        string,
        string,
      ];
      const lets = (sub: string): boolean =>
        letsIn(subject, view, { sub, who: 'insider', refProtected: 'false' }) ||
        (sub === branch && letsIn(subject, view, { sub, who: 'insider' }));
      if (!lets(branch) || !lets(tag)) return undefined;
      return `${quote(pattern.text)} lets in the branch as well as the tag ${quote(tag.split(':').at(-1) ?? '')}`;
    }),
});
