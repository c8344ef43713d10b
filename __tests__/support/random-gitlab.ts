import {
  DEFAULT_SUB_CLAIM,
  PIPELINE_SOURCES,
  type Instance,
  type Pipeline,
  type PipelineTarget,
  type Project,
  type SubClaimComponent,
} from '../../policies/gitlab/index';
import { formsOf, operatorsOf, textOperators } from './operators';
import type { Choose } from './seed';

/** Random GitLab instances, the pipelines they run, and trust policies written for them. */
export interface RandomGitlab {
  readonly instance: Instance;
  readonly projects: readonly Project[];
}

const RULES = ['main', 'release/*', '*-stable', 'v*', 'hotfix-*', '*', 'rel*ease'];
const REFS = [
  'main',
  'master',
  'mainline',
  'feature/x',
  'release/1.2',
  'release',
  '9-stable',
  'hotfix-1',
  'v1.2.3',
  'v1',
  'release/main',
  'x',
  'rel-ease',
];
const PATHS = [
  'acme/platform/api',
  'acme/platform/web',
  'acme/api',
  'acme/platform/api-v2',
  'acme-evil/platform/api',
  'mallory/api',
];
const COMPONENTS: readonly (readonly SubClaimComponent[])[] = [
  DEFAULT_SUB_CLAIM,
  DEFAULT_SUB_CLAIM,
  DEFAULT_SUB_CLAIM,
  ['project_path', 'ref'],
  ['project_path', 'ref', 'ref_type'],
  ['project_id', 'ref_type', 'ref'],
  ['project_path', 'ref_type', 'ref', 'ref_protected'],
  ['project_path', 'ref_type', 'ref', 'environment_protected', 'deployment_tier'],
  ['project_path'],
  ['job_project_path', 'ref_type', 'ref'],
  ['source_project_id', 'ref_type', 'ref'],
  ['job_project_id', 'project_path', 'ref'],
];

export function pick<T>(choose: Choose, list: readonly T[]): T {
  return list[choose(list.length)] as T;
}

export function randomGitlab(choose: Choose): RandomGitlab {
  const issuer = choose(3) === 0 ? 'https://gitlab.example.com' : 'https://gitlab.com';
  const instance: Instance = {
    url: issuer,
    issuer,
    ...(choose(6) === 0 ? { version: { major: 18, minor: 0 } } : {}),
    ...(choose(6) === 0 ? { forkSubjectFix: false } : {}),
  };
  const projects = [0, 1]
    .slice(0, choose(3))
    .map((index): Project => randomProject(choose, PATHS[index] as string, String(101 + index)));
  return { instance, projects };
}

function randomProject(choose: Choose, path: string, id: string): Project {
  const rules = () =>
    choose(5) === 0
      ? ('unknown' as const)
      : Array.from({ length: choose(3) }, () => ({
          pattern: pick(choose, RULES),
          push: 'maintainer' as const,
          merge: 'maintainer' as const,
        }));
  return {
    path,
    id,
    namespaceId: '12',
    protectedBranches: rules(),
    protectedTags: rules(),
    protectedEnvironments: ['production'],
    ...(choose(3) === 0 ? {} : { protectMergeRequestPipelines: choose(2) === 0 }),
    subClaim: pick(choose, COMPONENTS),
    visibility: 'private',
  };
}

/** Any pipeline of the instance: of a declared project, of one that was renamed, of an impostor, a fork or a stranger. */
export function randomPipeline(choose: Choose, { instance, projects }: RandomGitlab): Pipeline {
  const declared = projects.length === 0 ? undefined : pick(choose, projects);
  const project = randomOwner(choose, instance, declared, projects);
  const kind = choose(4);
  const ref = pick(choose, REFS);
  const own = projects.some(({ id }) => id === project.id);
  const fork: Project | undefined =
    own && choose(4) === 0
      ? { ...outsider(choose, 'mallory/api', '909', '77'), subClaim: project.subClaim }
      : undefined;
  const target: PipelineTarget =
    kind === 0
      ? { kind: 'tag', name: ref }
      : kind === 1
        ? {
            kind: 'merge_request',
            mergeRequest: {
              from: ref,
              into: pick(
                choose,
                REFS.filter((name) => name !== ref),
              ),
              kind: 'detached',
              ...(fork === undefined ? {} : { fork }),
            },
          }
        : { kind: 'branch', name: ref };
  const source =
    kind === 1
      ? pick(choose, ['merge_request_event', 'parent_pipeline'] as const)
      : pick(
          choose,
          kind === 0 ? PIPELINE_SOURCES.filter((name) => name !== 'merge_request_event') : PIPELINE_SOURCES,
        );
  return {
    instance,
    project,
    target,
    source,
    audience: pick(choose, ['sts.amazonaws.com', 'sts.amazonaws.com', 'https://gitlab.com', 'other']),
    ...(choose(3) === 0
      ? {
          environment: {
            name: pick(choose, ['production', 'review/x']),
            tier: pick(choose, ['production', 'development'] as const),
            action: 'start' as const,
          },
        }
      : {}),
    ...(choose(3) === 0
      ? { user: { accessLevel: pick(choose, ['developer', null]), login: 'mallory' } }
      : {}),
    runner: pick(choose, ['gitlab-hosted', 'self-hosted'] as const),
  };
}

function randomOwner(
  choose: Choose,
  { issuer }: Instance,
  declared: Project | undefined,
  projects: readonly Project[],
): Project {
  const how = choose(6);
  if (declared !== undefined && how < 3) return declared;
  if (declared !== undefined && how === 3) {
    return { ...declared, path: pick(choose, PATHS.slice(2)), namespaceId: pick(choose, ['12', '99']) };
  }
  // On one's own instance nobody takes over a path.
  if (declared !== undefined && how === 4 && issuer === 'https://gitlab.com') {
    return { ...outsider(choose, declared.path, '555555', '666666'), subClaim: declared.subClaim };
  }
  const free = PATHS.filter((path) => projects.every((project) => project.path !== path));
  const path = pick(choose, free);
  const inside = path.startsWith('acme/platform/') && projects.length > 0;
  return outsider(
    choose,
    path,
    pick(choose, ['900', '901']),
    inside ? '12' : pick(choose, ['77', '78']),
    declared,
  );
}

function outsider(choose: Choose, path: string, id: string, namespaceId: string, model?: Project): Project {
  return {
    path,
    id,
    namespaceId,
    protectedBranches: 'unknown',
    protectedTags: 'unknown',
    protectedEnvironments: 'unknown',
    subClaim: model !== undefined && choose(2) === 0 ? model.subClaim : DEFAULT_SUB_CLAIM,
    visibility: 'private',
  };
}

/** A trust policy of the kind that people write for such an instance, and of the kinds that they should not. */
export function randomTrustPolicy(
  choose: Choose,
  { instance, projects }: RandomGitlab,
): Record<string, unknown> {
  const host = instance.issuer.slice('https://'.length);
  const statement = (effect: 'Allow' | 'Deny', few: boolean): Record<string, unknown> => ({
    Effect: effect,
    Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${host}` },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: randomConditions(choose, host, projects, few),
  });
  const Statement = [statement('Allow', false)];
  if (choose(3) === 0) Statement.push(statement('Allow', false));
  if (choose(4) === 0) Statement.push(statement('Deny', true));
  return { Version: '2012-10-17', Statement };
}

function randomConditions(
  choose: Choose,
  host: string,
  projects: readonly Project[],
  few: boolean,
): Record<string, Record<string, unknown>> {
  const conditions: Record<string, Record<string, unknown>> = {};
  const add = (operator: string, key: string, value: unknown): void => {
    conditions[operator] = { ...conditions[operator], [`${host}:${key}`]: value };
  };
  const some = <T>(make: () => T): T | T[] => (choose(3) === 0 ? [make(), make()] : make());
  if (!few || choose(2) === 0) {
    const starred = choose(4) !== 0;
    add(
      pick(choose, textOperators({ wildcards: starred, negated: few && choose(4) === 0 })),
      'sub',
      some(() => randomSubject(choose, projects, starred)),
    );
  }
  if (choose(3) === 0) add('StringEquals', 'aud', 'sts.amazonaws.com');
  if (choose(3) === 0)
    add(
      pick(choose, ['StringEquals', 'StringEqualsIfExists']),
      'project_id',
      pick(choose, ['101', '102', '900']),
    );
  if (choose(5) === 0) add('NumericEquals', 'project_id', pick(choose, ['101', '102']));
  if (choose(4) === 0) add('StringEquals', 'namespace_id', pick(choose, ['12', '77']));
  if (choose(3) === 0)
    add(
      pick(choose, [...textOperators({ wildcards: false }), ...operatorsOf('truth')]),
      'ref_protected',
      pick(choose, ['true', 'true', 'false']),
    );
  if (choose(4) === 0) {
    add(
      pick(choose, formsOf(pick(choose, textOperators({ wildcards: false })))),
      'pipeline_source',
      some(() => pick(choose, ['push', 'web', 'merge_request_event', 'parent_pipeline'])),
    );
  }
  if (choose(8) === 0)
    add(
      'Null',
      pick(choose, ['user_access_level', 'environment', 'ref_protected', 'amr']),
      pick(choose, ['true', 'false']),
    );
  if (choose(8) === 0)
    add(
      pick(choose, formsOf(pick(choose, textOperators({ wildcards: false })))),
      pick(choose, ['user_access_level', 'environment']),
      'maintainer',
    );
  if (choose(10) === 0) add('StringLike', 'sub', 'project_path:*:${gitlab.com:ref_type}*');
  return conditions;
}

function randomSubject(choose: Choose, projects: readonly Project[], starred: boolean): string {
  const project = projects.length > 0 && choose(2) === 0 ? pick(choose, projects) : undefined;
  const components = project?.subClaim ?? (choose(4) === 0 ? pick(choose, COMPONENTS) : DEFAULT_SUB_CLAIM);
  const values: Record<SubClaimComponent, string> = {
    project_path: project?.path ?? pick(choose, PATHS),
    project_id: project?.id ?? '900',
    source_project_path: project?.path ?? pick(choose, PATHS),
    source_project_id: project?.id ?? '900',
    job_project_path: project?.path ?? pick(choose, PATHS),
    job_project_id: project?.id ?? '900',
    ref_type: pick(choose, ['branch', 'branch', 'tag']),
    ref: pick(choose, REFS),
    ref_protected: pick(choose, ['true', 'false']),
    environment_protected: pick(choose, ['true', 'false']),
    deployment_tier: pick(choose, ['production', 'development']),
  };
  const text = components.map((name) => `${name}:${values[name]}`).join(':');
  if (!starred) return choose(10) === 0 ? text.toUpperCase() : text;
  const at = choose(4) === 0 ? choose(text.length) : text.lastIndexOf(':') + 1;
  const to = choose(2) === 0 ? text.length : Math.min(text.length, at + choose(12));
  const bent = `${text.slice(0, at)}${pick(choose, ['*', '*', '*', '?*', '?'])}${text.slice(to)}`;
  return choose(4) === 0 ? bent.replace(/^project_path:[^*]*?(?=:|$)/, 'project_path:acme/*') : bent;
}
