import { FALSE, TRUE, and, literal, matches, not, or, pattern, type Formula } from '../../automata/index';
import { projectValues, renderSubject, type Project } from '../../gitlab/index';
import { ask } from '../ask';
import type { World } from '../question';
import { nameOfRole, type RoleTrust } from '../role-trust';
import type { Budget } from '../search';
import type { Verdict } from '../verdict';
import type { GitlabWorld } from '../world/gitlab-world';
import { refPattern } from '../world/ref-pattern';
import type { TokenCase } from '../world/token-case';

/**
 * Every admitted token is of a protected ref: its claim `ref_protected` is "true". Where AWS cannot see that claim, a ref that the
 * declared rules name counts too, whatever pipeline runs for it (assumption `named-branch`).
 * @param projects without GitLab, whose rules say which subjects are protected
 */
export function onlyProtectedRefs(
  role: RoleTrust,
  world: World,
  budget?: Budget,
  projects: readonly Project[] = [],
): Verdict {
  const claim = `${nameOfRole(role)} admits protected refs only`;
  const roles = [{ role, outcome: 'allow' }] as const;
  if (world.kind === 'gitlab') {
    const property = { kind: 'unprotected_refs' } as const;
    return ask({ roles, claim, region: (tokens) => unprotectedRef(tokens, world), property }, world, budget);
  }
  const anySubRegion = and(
    not(matches(`${world.host}:ref_protected`, literal('true'))),
    not(or(...projects.flatMap((project) => protectedSubjects(project, `${world.host}:sub`)))),
  );
  const property = { kind: 'unprotected_refs', projects } as const;
  return ask({ roles, claim, anySubRegion, property }, world, budget);
}

/** The tokens of a case whose ref is not protected. */
export function unprotectedRef(tokens: TokenCase, { assumptions }: GitlabWorld): Formula {
  if (tokens.refProtected) return FALSE;
  return assumptions['named-branch'] ? (tokens.refNotNamed ?? TRUE) : TRUE;
}

/** The subjects that a project's rules protect, by their text alone. */
function protectedSubjects(project: Project, variable: string): readonly Formula[] {
  return (['branch', 'tag'] as const).flatMap((type) => {
    const rules = type === 'branch' ? project.protectedBranches : project.protectedTags;
    if (rules === 'unknown') return [];
    return rules.map((rule) => {
      const text = renderSubject(project.subClaim, {
        ...projectValues(project),
        ref_type: type,
        ref: rule.pattern,
        ref_protected: 'true',
      });
      return matches(variable, pattern(refPattern({ pattern: text })));
    });
  });
}
