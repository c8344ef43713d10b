import { projectValues, SUB_CLAIM_COMPONENTS, type Project } from '../gitlab/index';
import type { EntryWorld } from './entry';
import type { CheckInput } from './check-input';
import { component, literal, type SubPattern } from './sub-pattern';

/** The declared project that a pattern names in full, by path or by id. */
export function declaredProject({ projects = [] }: CheckInput, pattern: SubPattern): Project | undefined {
  const named = SUB_CLAIM_COMPONENTS.flatMap((name) => {
    const text = literal(component(pattern, name) ?? [{ kind: 'any' }]);
    return text === undefined ? [] : [[name, text] as const];
  });
  return projects.find((project) => {
    const values = projectValues(project);
    return named.some(([name, text]) => values[name] === text);
  });
}

/** The tokens of the declared project that a pattern names. `rules`: whether its protection rules are taken to hold. @default false */
export function worldOfProject(input: CheckInput, pattern: SubPattern, rules = false): EntryWorld {
  const project = declaredProject(input, pattern);
  return project === undefined ? 'open' : { project, rules };
}
