import { CLAIMS, SUB_CLAIM_COMPONENTS, type ClaimRow, type Project } from '../gitlab/index';
import type { EntryWorld } from './entry';
import type { CheckInput } from './check-input';
import { component, literal, type SubComponent, type SubPattern } from './sub-pattern';
import type { PatternToken } from '../trust/index';
import type { View } from './statements';

const NO_PROJECTS: readonly Project[] = [];

/** The declared project that a pattern names in full, by path or by id. */
export function declaredProject(
  { projects = NO_PROJECTS }: CheckInput,
  pattern: SubPattern,
): Project | undefined {
  const ids = new Set<string>();
  const paths = new Set<string>();
  for (const name of SUB_CLAIM_COMPONENTS) {
    const { project, values }: ClaimRow = CLAIMS[name];
    if (project === undefined) continue;
    const text = literal(component(pattern, name) ?? [{ kind: 'any' }]);
    if (text !== undefined) (values.kind === 'id' ? ids : paths).add(text);
  }
  const { byPath, byId } = placesOf(projects);
  const places = [...[...paths].map((path) => byPath.get(path)), ...[...ids].map((id) => byId.get(id))];
  const first = Math.min(...places.map((place) => place ?? Infinity));
  return projects[first];
}

/** The first place in the list of each path and each id. */
interface Places {
  readonly byPath: ReadonlyMap<string, number>;
  readonly byId: ReadonlyMap<string, number>;
}

const places = new WeakMap<readonly Project[], Places>();

/** Read once for all policies. */
function placesOf(projects: readonly Project[]): Places {
  const known = places.get(projects);
  if (known !== undefined) return known;
  const byPath = new Map<string, number>();
  const byId = new Map<string, number>();
  for (const [place, { path, id }] of projects.entries()) {
    if (!byPath.has(path)) byPath.set(path, place);
    if (id !== undefined && !byId.has(id)) byId.set(id, place);
  }
  const made = { byPath, byId };
  places.set(projects, made);
  return made;
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
