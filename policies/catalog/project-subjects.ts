import { CLAIMS, SUB_CLAIM_COMPONENTS, type ClaimRow, type Project } from '../gitlab/index';
import type { EntryWorld } from './entry';
import type { CheckInput } from './check-input';
import { component, literal, type SubComponent, type SubPattern } from './sub-pattern';
import type { PatternToken } from '../trust/index';
import type { View } from './statements';

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

/**
 * Whether it can be seen without a search that the project mints a `sub` that the value matches: the value has the project's own components
 * in their order, its own path and id, and a ref that git and GitLab accept. "No" says nothing.
 */
export function isPlainlyMinted(view: View, pattern: SubPattern, project: Project): boolean {
  const { components, rest, condition } = pattern;
  return (
    view.allows &&
    condition.form?.quantifier === undefined &&
    rest.length === 0 &&
    components.length === project.subClaim.length &&
    components.every((one, index) => one.name === project.subClaim[index] && isOwn(one, project))
  );
}

function isOwn({ name, value }: SubComponent, { path, id }: Project): boolean {
  const text = literal(value);
  switch (name) {
    case 'project_path':
      return text === path && PLAIN_PATH.test(path);
    case 'project_id':
      return text !== undefined && text === id && PLAIN_ID.test(id);
    case 'ref_type':
      return text === 'branch' || text === 'tag' || (value.length === 1 && value[0]?.kind === 'any');
    case 'ref':
      return isPlainRef(value);
    default:
      return false;
  }
}

/** Whether the shortest text that matches is a ref. */
function isPlainRef(value: readonly PatternToken[]): boolean {
  let text = '';
  for (const token of value) {
    if (token.kind === 'literal') text += token.text;
    else if (token.kind === 'one') text += 'x';
    else if (token.kind !== 'any') return false;
  }
  if (text === '') return value.length > 0;
  return text.length < MAX_PLAIN_REF && PLAIN_REF.test(text) && !text.endsWith('.lock');
}

const PLAIN_PATH = /^[a-z0-9][a-z0-9_-]*(?:\/[a-z0-9][a-z0-9_-]*)+$/;
const PLAIN_ID = /^[1-9][0-9]{0,17}$/;
const PLAIN_REF = /^[A-Za-z0-9][A-Za-z0-9_-]*(?:[./][A-Za-z0-9][A-Za-z0-9_-]*)*$/;
/** A ref of 40 hexadecimal digits is refused. */
const MAX_PLAIN_REF = 40;
