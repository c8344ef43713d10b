import type { Assignment } from '../../automata/index';
import {
  USER_CLAIMS,
  DEPLOYMENT_TIERS,
  WORKLOAD_REFS,
  namespacePath,
  ruleCovers,
  type DeploymentTier,
  type Protection,
} from '../../gitlab/index';
import type { GitlabWorld } from '../world/gitlab-world';
import { someRef } from '../world/some-ref';
import { isOpen } from '../world/subject';
import type { TokenCase } from '../world/token-case';

/** What tells one token of a case from another. */
export interface TokenFields {
  readonly path: string;
  readonly id: string | undefined;
  readonly namespaceId: string | undefined;
  readonly ref: string;
  readonly source: string;
  readonly audience: string;
  readonly environment: { readonly protected: boolean; readonly tier: DeploymentTier } | undefined;
  /** `''`: GitLab does not know. */
  readonly refProtected: 'true' | 'false' | '';
  /** `null`: the job has no user. */
  readonly userId: string | null | undefined;
  readonly userLogin: string | undefined;
  readonly userEmail: string | undefined;
  /** `null`: no member, so that AWS fills no key. */
  readonly userAccessLevel: string | null | undefined;
  readonly runner: string | undefined;
  /** The project that runs the pipeline, where it is another one. */
  readonly job?: { readonly path: string; readonly id: string | undefined } | undefined;
}

/** What a token has where no key that is asked about tells. */
export interface UsualFields {
  readonly audience: string;
  /** The source of a branch pipeline. @default push */
  readonly source?: string;
}

/** Outsiders that readers of the examples know. */
export const STRANGER = { id: '900001', namespaceId: '900002' } as const;
export const FORK = { id: '909', namespaceId: '77' } as const;
export const IMPOSTOR = { id: '555555', namespaceId: '666666' } as const;

const BRANCHES = ['feature/x', 'main', 'topic', 'fix', 'x', `${WORKLOAD_REFS}1`] as const;
const TAGS = ['v1.2.3', 'nightly', '1.0', 'x'] as const;

/**
 * The token behind values of the condition keys: what `sub` shows is read from it, what no key shows is chosen to fit the case.
 * @returns `undefined` when `sub` shows a component twice, with different values
 */
export function tokenFields(
  tokens: TokenCase,
  values: Assignment,
  world: GitlabWorld,
  usual: UsualFields,
): TokenFields | undefined {
  const value = (claim: string): string | undefined => values.get(`${world.host}:${claim}`);
  const shown = tokens.subject.shown(values);
  if (shown === undefined) return undefined;
  const { components, twoProjects = false } = tokens.subject.form;
  const shownPath = shown.project_path ?? shown.source_project_path;
  const shownId = shown.project_id ?? shown.source_project_id;
  const path =
    shownPath ??
    (twoProjects ? undefined : shown.job_project_path) ??
    hiddenPath(tokens, value('namespace_id'), world);
  const shows = (name: 'environment_protected' | 'deployment_tier'): boolean =>
    isOpen(components) ? shown[name] !== undefined : components.includes(name);
  const hasEnvironment = shows('environment_protected') || shows('deployment_tier');
  return {
    path,
    id:
      value('project_id') ??
      shownId ??
      (twoProjects ? undefined : shown.job_project_id) ??
      hiddenId(tokens, world),
    namespaceId: value('namespace_id') ?? hiddenNamespace(tokens, path, world),
    ref: shown.ref ?? hiddenRef(tokens),
    source:
      value('pipeline_source') ??
      (tokens.pipelineKind === 'branch' ? usual.source : undefined) ??
      usualSource(tokens),
    audience: value('aud') ?? usual.audience,
    environment: hasEnvironment
      ? {
          protected: shown.environment_protected === 'true',
          tier: DEPLOYMENT_TIERS.find((tier) => tier === shown.deployment_tier) ?? 'production',
        }
      : undefined,
    refProtected: value('ref_protected') === '' ? '' : tokens.refProtected ? 'true' : 'false',
    userId: hasNoUser(values, world) ? null : value('user_id'),
    userLogin: value('user_login'),
    userEmail: value('user_email'),
    userAccessLevel: values.has(`${world.host}:user_access_level`)
      ? (value('user_access_level') ?? null)
      : undefined,
    runner: value('runner_environment'),
    job: twoProjects
      ? {
          path: shown.job_project_path ?? tokens.parent?.path ?? 'example/any-project',
          id: shown.job_project_id ?? tokens.parent?.id,
        }
      : undefined,
  };
}

function hasNoUser(values: Assignment, { host }: GitlabWorld): boolean {
  return USER_CLAIMS.some((claim) => {
    const key = `${host}:${claim}`;
    return values.has(key) && values.get(key) === undefined;
  });
}

/** What starts a pipeline of this kind unless something else is asked for. */
export function usualSource({ pipelineKind }: TokenCase): string {
  return pipelineKind === 'merge_request' || pipelineKind === 'fork_merge_request'
    ? 'merge_request_event'
    : 'push';
}

/** The project's own rules for what the case runs on. */
export function rulesOf({ project, origin, pipelineKind }: TokenCase): Protection {
  if (project === undefined || (origin !== 'declared' && origin !== 'renamed')) return 'unknown';
  return pipelineKind === 'tag' ? project.protectedTags : project.protectedBranches;
}

/** Names that a ref of this kind could well have, and that the case allows. */
export function naturalRefs(tokens: TokenCase): readonly string[] {
  const rules = rulesOf(tokens);
  const named = rules === 'unknown' ? [] : rules.map(({ pattern }) => pattern.replaceAll('*', '1.2'));
  const usual: readonly string[] = tokens.pipelineKind === 'tag' ? TAGS : BRANCHES;
  const all = tokens.refProtected ? [...named, ...usual] : [...usual, ...named];
  if (
    rules === 'unknown' ||
    tokens.pipelineKind === 'merge_request' ||
    tokens.pipelineKind === 'fork_merge_request'
  )
    return all;
  const isProtected = (ref: string): boolean =>
    !ref.startsWith(WORKLOAD_REFS) && rules.some(({ pattern }) => ruleCovers(pattern, ref));
  return all.filter((ref) => isProtected(ref) === tokens.refProtected);
}

function hiddenRef(tokens: TokenCase): string {
  const [first] = naturalRefs(tokens);
  const rules = rulesOf(tokens);
  const fitting = rules === 'unknown' ? undefined : someRef(rules, tokens.refProtected);
  return first ?? fitting ?? (tokens.pipelineKind === 'tag' ? 'v1.2.3' : 'feature/x');
}

/** Groups where strangers live; one that no declared project is in is always left. */
const GROUPS = ['acme', 'mallory', 'example', 'someone'] as const;

function hiddenPath(
  { origin, project }: TokenCase,
  namespaceId: string | undefined,
  { projects }: GitlabWorld,
): string {
  if (project !== undefined) return origin === 'renamed' ? `${project.path}-renamed` : project.path;
  const neighbour = projects.find(
    (declared) => declared.namespaceId !== undefined && declared.namespaceId === namespaceId,
  );
  const taken = projects.map(({ path }) => namespacePath(path));
  const group =
    neighbour === undefined
      ? (GROUPS.find((name) => !taken.includes(name)) ?? 'elsewhere')
      : namespacePath(neighbour.path);
  const names = ['any-project', 'another-project', 'any-project-2'].map((name) => `${group}/${name}`);
  return names.find((path) => projects.every((declared) => declared.path !== path)) ?? `${group}/x`;
}

function hiddenId({ origin, project }: TokenCase, { projects }: GitlabWorld): string | undefined {
  if (origin === 'declared' || origin === 'renamed') return project?.id;
  return free(
    origin === 'undeclared' ? STRANGER.id : IMPOSTOR.id,
    projects.map(({ id }) => id),
  );
}

function hiddenNamespace(
  { origin, project }: TokenCase,
  path: string,
  { projects }: GitlabWorld,
): string | undefined {
  if (origin === 'declared' || origin === 'successor') return project?.namespaceId;
  if (origin === 'renamed' && project?.namespaceId !== undefined) return project.namespaceId;
  const neighbour = projects.find((declared) => namespacePath(declared.path) === namespacePath(path));
  if (origin === 'undeclared' && neighbour?.namespaceId !== undefined) return neighbour.namespaceId;
  return free(
    origin === 'undeclared' ? STRANGER.namespaceId : IMPOSTOR.namespaceId,
    projects.map(({ namespaceId }) => namespaceId),
  );
}

/** The number, or the next one that no declared project has. */
export function free(start: string, taken: readonly (string | undefined)[]): string {
  let number = Number(start);
  while (taken.includes(String(number))) number += 1;
  return String(number);
}
