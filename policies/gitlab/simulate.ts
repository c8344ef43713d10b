import type { IdTokenClaims } from './claims';
import { CLAIMS, type ClaimRow, type SubClaimComponent } from './claims-table';
import { atLeast, type Instance } from './instance';
import { isGitlabCom } from '../context/index';
import { issuerHost } from '../context/index';
import type { Pipeline, User } from './pipeline';
import { namespacePath, type Project } from './project';
import { protectingRule } from './protection';
import { WORKLOAD_REFS, refPathOf } from './refs';
import { projectValues, renderSubject } from './subject';
import type { AssumptionId } from './assumptions';

/** One token that the pipeline's job may get. */
export interface SimulatedToken {
  readonly claims: IdTokenClaims;
  /** What had to be assumed to arrive at this token rather than another; empty when nothing is open. */
  readonly assuming: readonly AssumptionId[];
}

/**
 * What GitLab mints for a pipeline. More than one token where GitLab's public text leaves a claim open, or where the project's
 * rules are not known: a verdict must hold for all of them.
 */
export type Simulation =
  | { readonly kind: 'tokens'; readonly tokens: readonly SimulatedToken[] }
  | { readonly kind: 'no_token'; readonly reason: string };

export interface SimulateOptions {
  /** `iat` of the token, in seconds since 1970. @default 1767225600 (2026-01-01T00:00:00Z) */
  readonly issuedAt?: number;
  /** Settles what is open: `true` = protected, `false` = not. @default both are simulated */
  readonly assume?: Readonly<Partial<Record<AssumptionId, boolean>>>;
}

/**
 * Derives the claims of the job's ID token from what runs where, as GitLab does.
 * @see https://docs.gitlab.com/ci/secrets/id_token_authentication/#token-payload
 * @see https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/gitlab/ci/jwt.rb
 */
export function simulate(pipeline: Pipeline, options: SimulateOptions = {}): Simulation {
  const { instance, project } = pipeline;
  if (pipeline.reclaimedPath === true && isGitlabCom(instance.issuer) && project.subClaim.some(namesPath)) {
    return {
      kind: 'no_token',
      reason:
        'GitLab.com mints no ID token for a project whose path once belonged to another one, unless its `sub` names the project by id (id_token_burned_project_path)',
    };
  }
  const settle = (possible: readonly Possible[]): readonly Possible[] =>
    possible.filter(({ value, assuming }) =>
      assuming.every((id) => (options.assume?.[id] ?? value) === value),
    );
  const tokens = settle(refProtections(pipeline)).flatMap((protection) =>
    settle(environmentProtections(pipeline)).map((environment): SimulatedToken => ({
      claims: mint(pipeline, protection.value, environment.value, options.issuedAt ?? 1767225600),
      assuming: [...protection.assuming, ...environment.assuming],
    })),
  );
  return { kind: 'tokens', tokens };
}

function namesPath(component: SubClaimComponent): boolean {
  return CLAIMS[component].values.kind === 'project_path';
}

/** A claim's value, and what it rests on. */
interface Possible {
  readonly value: boolean;
  readonly assuming: readonly AssumptionId[];
}

const certain = (value: boolean): readonly Possible[] => [{ value, assuming: [] }];
const open = (assumption: AssumptionId): readonly Possible[] => [
  { value: true, assuming: [assumption] },
  { value: false, assuming: [assumption] },
];

function refProtections(pipeline: Pipeline): readonly Possible[] {
  const { instance, project, target } = pipeline;
  if (pipeline.refProtected !== undefined) return certain(pipeline.refProtected);
  if (target.kind === 'tag') {
    const rule = protectingRule(project.protectedTags, target.name);
    return rule === 'unknown' ? open('unknown-rules') : certain(rule !== undefined);
  }
  if (target.kind === 'branch') {
    if (target.name.startsWith(WORKLOAD_REFS)) return certain(false);
    // `ProtectedBranch.protected?` answers yes for every name while the repository is empty and its default branch is protected.
    const rules = project.protectedBranches;
    if (pipeline.emptyRepository === true && rules !== 'unknown' && rules.length > 0) return certain(true);
    const rule = protectingRule(rules, target.name);
    return rule === 'unknown' ? open('unknown-rules') : certain(rule !== undefined);
  }
  const { mergeRequest } = target;
  if (mergeRequest.fork !== undefined || !atLeast(instance, 18, 1)) return certain(false);
  if (project.protectMergeRequestPipelines === false || mergeRequest.userMayPushTarget === false)
    return certain(false);
  const rules = [mergeRequest.from, mergeRequest.into].map((name) =>
    protectingRule(project.protectedBranches, name),
  );
  return rules.includes(undefined) ? certain(false) : open('merge-request-protection');
}

function environmentProtections({ environment, project }: Pipeline): readonly Possible[] {
  if (environment === undefined) return certain(false);
  if (environment.protected !== undefined) return certain(environment.protected);
  const rules = project.protectedEnvironments;
  return rules === 'unknown' ? open('unknown-rules') : certain(rules.includes(environment.name));
}

function mint(
  pipeline: Pipeline,
  refProtected: boolean,
  environmentProtected: boolean,
  issuedAt: number,
): IdTokenClaims {
  const { instance, project: job, target, environment } = pipeline;
  const fork = target.kind === 'merge_request' ? target.mergeRequest.fork : undefined;
  const source: Project = fork !== undefined && instance.forkSubjectFix !== false ? fork : job;
  const refType = target.kind === 'tag' ? 'tag' : 'branch';
  const ref = target.kind === 'merge_request' ? target.mergeRequest.from : target.name;
  const refPath = refPathOf(refType, ref);
  const { id = '501', login = 'maya', email = 'maya@example.com', accessLevel } = pipeline.user ?? {};
  const usualLevel = source === fork ? null : 'maintainer';
  const user: User = { id, login, email, accessLevel: accessLevel === undefined ? usualLevel : accessLevel };
  const inEnvironment =
    environment === undefined
      ? {}
      : {
          environment: environment.name,
          environment_protected: text(environmentProtected),
          deployment_tier: environment.tier,
          environment_action: environment.action,
        };
  const sub = renderSubject(job.subClaim, {
    ...projectValues(source, 'source'),
    ...projectValues(job, 'job'),
    ref_type: refType,
    ref,
    ref_protected: text(refProtected),
    environment_protected: inEnvironment.environment_protected,
    deployment_tier: inEnvironment.deployment_tier,
  });
  return sentBy(instance, {
    iss: instance.issuer,
    sub,
    aud: pipeline.audience,
    iat: issuedAt,
    nbf: issuedAt - 5,
    exp: issuedAt + 3600,
    jti: '00000000-0000-4000-8000-000000000000',
    namespace_id: source.namespaceId ?? '1',
    namespace_path: namespacePath(source.path),
    project_id: source.id ?? '1',
    project_path: source.path,
    ...(instance.forkSubjectFix === false
      ? {}
      : {
          job_project_id: job.id ?? '1',
          job_project_path: job.path,
          job_namespace_id: job.namespaceId ?? '1',
          job_namespace_path: namespacePath(job.path),
        }),
    user_id: user.id,
    user_login: user.login,
    user_email: user.email,
    user_access_level: user.accessLevel,
    pipeline_id: '1001',
    pipeline_source: pipeline.source,
    job_id: '5001',
    ...policyClaims(pipeline),
    ref,
    ref_type: refType,
    ref_path: refPath,
    ref_protected: text(refProtected),
    ...inEnvironment,
    runner_id: 1,
    runner_environment: pipeline.runner ?? (isGitlabCom(instance.issuer) ? 'gitlab-hosted' : 'self-hosted'),
    sha: 'a6075e5d5fdc5f3398c2390bf6ffbe062be829c2',
    ci_config_ref_uri: `${issuerHost(instance.url)}/${job.path}//.gitlab-ci.yml@${refPath}`,
    ci_config_sha: 'a6075e5d5fdc5f3398c2390bf6ffbe062be829c2',
    project_visibility: job.visibility,
  });
}

const LATER_CLAIMS = Object.entries(CLAIMS).flatMap(([name, row]: [string, ClaimRow]) =>
  row.since === undefined ? [] : [{ name, since: row.since }],
);

/** Only the claims that the instance's release has. A claim whose release is not known does not change what AWS sees. */
function sentBy(instance: Instance, claims: IdTokenClaims): IdTokenClaims {
  const missing = LATER_CLAIMS.flatMap(({ name, since }) =>
    since !== 'unknown' && atLeast(instance, ...since) ? [] : [name],
  );
  const sent = Object.entries(claims).filter(([name]) => !missing.includes(name));
  return Object.fromEntries(sent) as unknown as IdTokenClaims;
}

function policyClaims({ policyJob, source }: Pipeline): Pick<IdTokenClaims, 'job_source' | 'job_config'> {
  return policyJob === undefined
    ? { job_source: source }
    : { job_source: policyJob.kind, job_config: policyJob.config };
}

function text(value: boolean): 'true' | 'false' {
  return value ? 'true' : 'false';
}
