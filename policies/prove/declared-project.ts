import type { Problem } from '../errors';
import { quote, RefgateError } from '../errors';
import {
  VISIBILITIES,
  type AccessLevel,
  DEFAULT_SUB_CLAIM,
  LEADING_COMPONENTS,
  type Project,
  projectPathProblem,
  type Protection,
  SUB_CLAIM_COMPONENTS,
  type SubClaimComponent,
} from '../gitlab/index';

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads a project as `federation.yaml` declares it, from plain JSON. Rules may also be a list of patterns; keys that say nothing
 * about tokens are passed over.
 * @throws RefgateError with everything that is wrong
 */
export function declaredProject(value: unknown): Project {
  const problems: Problem[] = [];
  const bad = (message: string, expected: string): void => {
    problems.push({ code: 'ERR_PROJECT', message, expected });
  };
  if (!isObject(value)) {
    throw new RefgateError({
      code: 'ERR_PROJECT',
      message: '`project` is not an object',
      expected: 'an object with `path`',
    });
  }
  const { path } = value;
  const pathProblem =
    typeof path === 'string' && path !== '' ? projectPathProblem(path)?.message : 'the project has no `path`';
  if (pathProblem !== undefined) bad(pathProblem, 'its full path, such as `acme/platform/api`');
  const id = digits(value, 'id', bad);
  const namespaceId = digits(value, 'namespace_id', bad);
  const merge = value.protect_merge_request_pipelines;
  if (merge !== undefined && typeof merge !== 'boolean')
    bad('`protect_merge_request_pipelines` is neither true nor false', '`true` or `false`');
  const project: Project = {
    path: String(path),
    id,
    namespaceId,
    protectedBranches: rules(value, 'protected_branches', bad),
    protectedTags: rules(value, 'protected_tags', bad),
    protectedEnvironments: environments(value, bad),
    protectMergeRequestPipelines: typeof merge === 'boolean' ? merge : undefined,
    subClaim: subClaim(value, bad),
    visibility: VISIBILITIES.find((known) => known === value.visibility) ?? 'private',
  };
  if (problems.length > 0) throw new RefgateError(problems);
  return project;
}

type Bad = (message: string, expected: string) => void;

function digits(value: Json, name: 'id' | 'namespace_id', bad: Bad): string | undefined {
  const given = value[name];
  if (given === undefined || given === null) return undefined;
  const text = String(given);
  if ((typeof given === 'number' || typeof given === 'string') && /^[1-9]\d*$/.test(text)) return text;
  bad(`the project's ${quote(name)} is not a number`, 'decimal digits, such as `101`');
  return undefined;
}

function rules(value: Json, name: 'protected_branches' | 'protected_tags', bad: Bad): Protection {
  const given = value[name];
  if (given === undefined || given === null || given === 'unknown') return 'unknown';
  if (Array.isArray(given) && given.every((item) => typeof item === 'string')) {
    return given.map((pattern) => ({ pattern: String(pattern), push: 'maintainer', merge: 'maintainer' }));
  }
  if (!isObject(given)) {
    bad(
      `${quote(name)} is neither an object nor a list`,
      'rules by pattern, such as `{"main": {"push": "maintainer"}}`',
    );
    return 'unknown';
  }
  return Object.entries(given).map(([pattern, rule]) => {
    const levels = isObject(rule) ? rule : {};
    const push = level(levels.push ?? levels.create);
    return { pattern, push, merge: level(levels.merge ?? levels.push ?? levels.create) };
  });
}

/** Who may push does not change what is protected. */
function level(value: unknown): AccessLevel {
  return value === 'no_one' || value === 'developer' || value === 'admin' ? value : 'maintainer';
}

function environments(value: Json, bad: Bad): Project['protectedEnvironments'] {
  const given = value.protected_environments;
  if (given === undefined || given === null || given === 'unknown') return 'unknown';
  if (Array.isArray(given) && given.every((item): item is string => typeof item === 'string')) return given;
  if (isObject(given)) return Object.keys(given);
  bad(
    '`protected_environments` is neither a list of names nor an object',
    'a list, such as `["production"]`, or who may deploy by name',
  );
  return 'unknown';
}

function subClaim(value: Json, bad: Bad): readonly SubClaimComponent[] {
  const given = value.sub_claim;
  if (given === undefined || given === null) return DEFAULT_SUB_CLAIM;
  const known = (item: unknown): item is SubClaimComponent =>
    SUB_CLAIM_COMPONENTS.some((component) => component === item);
  if (!Array.isArray(given) || !given.every(known)) {
    bad(
      '`sub_claim` is not a list of components',
      `a list of ${SUB_CLAIM_COMPONENTS.map((name) => `\`${name}\``).join(', ')}`,
    );
    return DEFAULT_SUB_CLAIM;
  }
  const [first] = given;
  if (first === undefined || !LEADING_COMPONENTS.includes(first))
    bad('`sub_claim` does not begin with the project', `${LEADING_COMPONENTS.map(quote).join(' or ')} first`);
  if (new Set(given).size !== given.length) bad('`sub_claim` names a component twice', 'each component once');
  return given;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
