import { quote } from '../../errors';
import { protectingRule } from '../../gitlab/index';
import { asksOfValues } from '../asks-prover';
import { EXAMPLE_PROJECT, MAIN, onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { isReadOnly } from '../permissions';
import { declaredProject, worldOfProject } from '../project-subjects';
import { UNPROTECTED } from '../token-kinds';
import { SOURCES } from '../sources';
import { component, literal, type SubPattern } from '../sub-pattern';

const WRITE = { managed: ['arn:aws:iam::aws:policy/AmazonS3FullAccess'], inline: {} };

export const unprotectedRefWithWrite = asksOfValues({
  id: 'unprotected-ref-with-write',
  severity: 'warning',
  title: 'a role that can write trusts a ref that no rule protects',
  rationale:
    'The policy names one ref, which looks exact. But no protection rule of the project covers it, so any Developer may push it, or delete it and make it again with other content.',
  bad: onGitlabCom(
    { StringEquals: { ...PINS, 'gitlab.com:sub': MAIN } },
    { projects: [{ ...EXAMPLE_PROJECT, protectedBranches: [] }], permissions: WRITE },
  ),
  good: { ...STRICT_EXAMPLE, known: { projects: [EXAMPLE_PROJECT], permissions: WRITE } },
  fix: 'protect the ref in GitLab and demand `ref_protected`',
  sources: [SOURCES.gitlabProtected],
  world: ({ input, pattern }) => worldOfProject(input, pattern, true),
  question: ({ input, pattern }) => {
    const project = declaredProject(input, pattern);
    const ref = refOf(pattern);
    if (input.permissions === undefined || isReadOnly(input.permissions)) return undefined;
    if (project === undefined || ref === undefined) return undefined;
    const isTag = literal(component(pattern, 'ref_type') ?? []) === 'tag';
    const rule = protectingRule(isTag ? project.protectedTags : project.protectedBranches, ref);
    return rule === undefined ? { ...UNPROTECTED, declared: project } : undefined;
  },
  says: ({ input, pattern }) =>
    `no rule of ${quote(declaredProject(input, pattern)?.path ?? '')} protects ${quote(refOf(pattern) ?? '')}, and the role can write`,
});

function refOf(pattern: SubPattern): string | undefined {
  return literal(component(pattern, 'ref') ?? [{ kind: 'any' }]);
}
