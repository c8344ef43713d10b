import { CLAIMS, SUB_CLAIM_COMPONENTS, type ClaimRow, type Project } from '../gitlab/index';
import type { EntryWorld } from './entry';
import type { CheckInput } from './check-input';
import { component, literal, type SubPattern } from './sub-pattern';

/** The declared project that a pattern names in full, by path or by id. */
export function declaredProject({ projects = [] }: CheckInput, pattern: SubPattern): Project | undefined {
  const ids = new Set<string>();
  const paths = new Set<string>();
  for (const name of SUB_CLAIM_COMPONENTS) {
    const { project, values }: ClaimRow = CLAIMS[name];
    if (project === undefined) continue;
    const text = literal(component(pattern, name) ?? [{ kind: 'any' }]);
    if (text !== undefined) (values.kind === 'id' ? ids : paths).add(text);
  }
  if (ids.size === 0 && paths.size === 0) return undefined;
  return projects.find(({ path, id }) => paths.has(path) || (id !== undefined && ids.has(id)));
}

/** The tokens of the declared project that a pattern names. `rules`: whether its protection rules are taken to hold. @default false */
export function worldOfProject(input: CheckInput, pattern: SubPattern, rules = false): EntryWorld {
  const project = declaredProject(input, pattern);
  return project === undefined ? 'open' : { project, rules };
}
