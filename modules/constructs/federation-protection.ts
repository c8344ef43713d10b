import type { Construct } from 'constructs';
import type { DeclaredProject, Federation, Problem, Protection } from '../../policies/index';
import { quote, RefgateError } from '../../policies/index';
import { GitlabProtection } from './gitlab-protection';

/**
 * The protection rules of a declared project, as declared.
 * @throws RefgateError for a project that is not declared, and for one whose rules are unknown
 */
export function federationProtection(
  scope: Construct,
  federation: Federation,
  key: string,
): GitlabProtection {
  const project = federation.projects.get(key);
  if (project === undefined) {
    throw new RefgateError({
      code: 'ERR_REFERENCE',
      message: `unknown project ${quote(key)}`,
      expected: [...federation.projects.keys()].map(quote).join(', '),
      fix: 'name a declared project',
    });
  }
  const branches = knownRules(project, 'protected_branches', project.protectedBranches);
  const tags = knownRules(project, 'protected_tags', project.protectedTags);
  return new GitlabProtection(scope, key, {
    project: project.id ?? project.path,
    branches,
    tags: tags.map(({ pattern, push }) => ({ pattern, create: push })),
    environments: project.environmentRules ?? [],
  });
}

function knownRules(
  { key, position }: DeclaredProject,
  name: string,
  rules: Protection,
): Exclude<Protection, 'unknown'> {
  if (rules !== 'unknown') return rules;
  const problem: Problem = {
    code: 'ERR_PROJECT',
    message: `the rules of project ${quote(key)} cannot be written, because ${quote(name)} is not declared`,
    expected: 'a rule for each protected ref, or `{}` where there is none',
    fix: `declare ${quote(name)}`,
    position,
  };
  throw new RefgateError(problem);
}
