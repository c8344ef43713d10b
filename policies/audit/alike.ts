import { issuerHost } from '../context/index';
import type { Project, SubClaimComponent } from '../gitlab/index';
import { operator, renderPolicy, type Condition, type Policy } from '../trust/index';
import { rulesKey } from './project-classes';

/** Components of `sub` after the path that say nothing of which project it is. */
const OF_ANY_PROJECT: ReadonlySet<SubClaimComponent> = new Set([
  'ref_type',
  'ref',
  'ref_protected',
  'environment_protected',
  'deployment_tier',
]);

/** A longer path leaves less room in `sub`, and costs a search more. */
const MAX_PATH = 100;

/** Stands for what is the project's own; no value of a policy that is compared has it. */
const OWN = '\u0000';

/**
 * A policy beside a project, without the path and the ids of the project: where two keys are equal, renaming one project to the other makes the
 * policies equal, so that one accepts a token of its project exactly if the other accepts the renamed token of its own.
 * @returns `undefined` where the policy or the subjects of the project depend on the path or the ids in another way than by naming them
 */
export function alikeKey(policy: Policy, issuer: string, project: Project): string | undefined {
  const { path, id, namespaceId, subClaim, open } = project;
  const [first, ...others] = subClaim;
  if (id === undefined || namespaceId === undefined || open !== undefined) return undefined;
  if (first !== 'project_path' || !others.every((name) => OF_ANY_PROJECT.has(name))) return undefined;
  if (path.length > MAX_PATH || !/^[\w./-]+$/.test(path)) return undefined;
  const host = issuerHost(issuer).toLowerCase();
  const own = new Map<string, Mark>([
    [`${host}:sub`, (value) => markedSubject(value, path)],
    [`${host}:project_id`, (value) => markedId(value, id)],
    [`${host}:namespace_id`, (value) => markedId(value, namespaceId)],
  ]);
  const marked = policy.statements.map((statement) => ({
    statement,
    conditions: statement.conditions.map((condition) => markedCondition(condition, own)),
  }));
  if (marked.some(({ conditions }) => conditions.includes(undefined))) return undefined;
  const statements = marked.map(({ statement, conditions }) => ({
    ...statement,
    conditions: conditions.filter((condition) => condition !== undefined),
  }));
  return JSON.stringify([renderPolicy({ ...policy, statements }), rulesKey(project)]);
}

/** A value with what names the project marked; `undefined` where that cannot be told apart. */
type Mark = (value: string) => string | undefined;

/**
 * A value that names another path whole accepts no `sub` of the project, whatever the project is called. One that covers the path by its
 * beginning and `*` goes on at the colon after the path, because no path has one.
 */
function markedSubject(value: string, path: string): string | undefined {
  if (value === '*') return value;
  const [, named = '', end] = /^project_path:([\w./-]*)(:|\*(?=:|$))/.exec(value) ?? [];
  if (end === undefined) return undefined;
  const isOwn = end === ':' ? named === path : path.startsWith(named);
  return isOwn ? `${OWN}${value.slice('project_path:'.length + named.length)}` : value;
}

function markedId(value: string, id: string): string | undefined {
  if (value === id) return OWN;
  return /^\d+$/.test(value) ? value : undefined;
}

function markedCondition(condition: Condition, own: ReadonlyMap<string, Mark>): Condition | undefined {
  const { key, form, values } = condition;
  if (form === undefined || values.some((value) => value.includes('${') || value.includes(OWN)))
    return undefined;
  const mark = own.get(key.toLowerCase());
  if (mark === undefined) return condition;
  const { language } = operator(form.base);
  if (language.kind !== 'text' || language.fold !== 'none') return undefined;
  const marked = values.map(mark);
  return marked.includes(undefined)
    ? undefined
    : { ...condition, values: marked.filter((value) => value !== undefined) };
}
