import {
  DEPLOYMENT_TIERS,
  projectValues,
  renderSubject,
  SUB_CLAIM_COMPONENTS,
  type Project,
} from '../gitlab/index';
import type { CheckSubject } from './subject';
import { component, literal, type SubPattern } from './sub-pattern';

/** The declared project that a pattern names in full, by path or by id. */
export function declaredProject({ projects = [] }: CheckSubject, pattern: SubPattern): Project | undefined {
  const named = SUB_CLAIM_COMPONENTS.flatMap((name) => {
    const text = literal(component(pattern, name) ?? [{ kind: 'any' }]);
    return text === undefined ? [] : [[name, text] as const];
  });
  return projects.find((project) => {
    const values = projectValues(project);
    return named.some(([name, text]) => values[name] === text);
  });
}

/** Every `sub` that a project can mint for a ref of this name: branch and tag, protected or not, in every kind of environment. */
export function everyShape(project: Project, ref: string): readonly string[] {
  const environments = [
    {},
    ...['true', 'false'].flatMap((environment_protected) =>
      DEPLOYMENT_TIERS.map((deployment_tier) => ({ environment_protected, deployment_tier })),
    ),
  ];
  const subjects = ['branch', 'tag'].flatMap((ref_type) =>
    ['true', 'false'].flatMap((ref_protected) =>
      environments.map((environment) =>
        renderSubject(project.subClaim, {
          ...projectValues(project),
          ref_type,
          ref,
          ref_protected,
          ...environment,
        }),
      ),
    ),
  );
  return [...new Set(subjects)];
}
