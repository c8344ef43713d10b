import type { ProviderRegistration, RawClaims } from '../context/index';
import {
  componentValues,
  DEFAULT_SUB_CLAIM,
  isSubClaimComponent,
  parseSubject,
  renderSubject,
  type DeploymentTier,
  type Pipeline,
  type Project,
  type Protection,
  type SubClaimComponent,
} from '../gitlab/index';
import type { Change } from './fix';

/** Where the changes that a job's token depends on are made. */
export const AT = {
  audience: '/id_tokens/AWS_TOKEN/aud',
  environment: '/environment',
  region: '/variables/AWS_REGION',
  branches: '/protected_branches',
  tags: '/protected_tags',
  environments: '/protected_environments',
  components: '/ci_id_token_sub_claim_components',
  url: '/url',
  clientIds: '/client_id_list',
} as const;

/** The environment of a job, as in `.gitlab-ci.yml`. */
export interface EnvironmentKeyword {
  readonly name: string;
  readonly deployment_tier: string;
}

const finder =
  (changes: readonly Change[]) =>
  (at: string): Change['value'] =>
    changes.find((change) => ['job', 'gitlab', 'provider'].includes(change.place) && change.at === at)?.value;

/** The pipeline after the changes in its job and in its project. */
export function applyToPipeline(pipeline: Pipeline, changes: readonly Change[]): Pipeline {
  const value = finder(changes);
  const audience = value(AT.audience);
  const environment = value(AT.environment) as EnvironmentKeyword | undefined;
  const protects = value(AT.branches) ?? value(AT.tags);
  return {
    ...pipeline,
    // what the pipeline says of its ref itself goes before the rules of the project
    refProtected: protects === undefined ? pipeline.refProtected : true,
    audience: typeof audience === 'string' ? audience : pipeline.audience,
    environment:
      environment === undefined
        ? pipeline.environment
        : {
            action: 'start' as const,
            name: environment.name,
            tier: environment.deployment_tier as DeploymentTier,
          },
    project: changedProject(pipeline.project, value),
  };
}

function changedProject(project: Project, value: (at: string) => Change['value']): Project {
  const components = value(AT.components) as readonly SubClaimComponent[] | undefined;
  const environment = value(AT.environments) as string | undefined;
  const { protectedEnvironments: known } = project;
  return {
    ...project,
    subClaim: components ?? project.subClaim,
    protectedBranches: withRule(project.protectedBranches, value(AT.branches)),
    protectedTags: withRule(project.protectedTags, value(AT.tags)),
    protectedEnvironments:
      environment === undefined ? known : [...(known === 'unknown' ? [] : known), environment],
  };
}

function withRule(rules: Protection, pattern: unknown): Protection {
  if (typeof pattern !== 'string' || rules === 'unknown') return rules;
  return [...rules, { pattern, push: 'maintainer', merge: 'maintainer' }];
}

/** What is known of the project beside its tokens. */
export interface KnownProject {
  /** The components of its `sub`; a token without an environment does not show all of them. */
  readonly subClaim?: readonly SubClaimComponent[];
  /** Names of protected environments. */
  readonly environments?: readonly string[];
}

/** The payload of the token that the same job gets after the changes in it and in its project. */
export function applyToClaims(
  claims: RawClaims,
  changes: readonly Change[],
  { issuer }: Pick<ProviderRegistration, 'issuer'>,
  known: KnownProject = {},
): RawClaims {
  const value = finder(changes);
  const tokens = value('/id_tokens/AWS_TOKEN');
  const audience = value(AT.audience) ?? (tokens as { readonly aud?: string } | undefined)?.aud;
  const parsed = typeof claims.sub === 'string' ? parseSubject(claims.sub) : undefined;
  const after: RawClaims = {
    ...claims,
    ...Object.fromEntries((parsed ?? []).map(({ name, value: text }) => [name, text])),
    ...(audience === undefined ? {} : { aud: audience }),
    ...(tokens === undefined ? {} : asIdToken(claims, issuer)),
    ...(value(AT.branches) === undefined && value(AT.tags) === undefined ? {} : { ref_protected: 'true' }),
    ...inEnvironment(value(AT.environment), claims, known),
    ...(value(AT.environments) === undefined ? {} : { environment_protected: 'true' }),
  };
  const own = parsed?.map(({ name }) => name);
  const components =
    (value(AT.components) as readonly SubClaimComponent[] | undefined) ??
    known.subClaim ??
    own?.filter(isSubClaimComponent) ??
    (tokens === undefined ? undefined : DEFAULT_SUB_CLAIM);
  const isReadable = own === undefined || own.every(isSubClaimComponent);
  return components === undefined || !isReadable || changes.length === 0
    ? after
    : { ...after, sub: renderSubject(components, componentValues(after)) };
}

function inEnvironment(
  keyword: Change['value'],
  claims: RawClaims,
  { environments }: KnownProject,
): RawClaims {
  if (keyword === undefined) return {};
  const { name, deployment_tier } = keyword as unknown as EnvironmentKeyword;
  const isProtected =
    environments === undefined ? claims.environment_protected : String(environments.includes(name));
  return { environment: name, deployment_tier, environment_protected: isProtected ?? 'false' };
}

/** What an `id_tokens` entry has, and the token that a job used to send has not. */
function asIdToken(claims: RawClaims, issuer: string): RawClaims {
  const { iat = 1767225600, exp = Number(claims.iat ?? 1767225600) + 3600 } = claims;
  return { iss: issuer, iat, exp };
}

/** The registration after the changes at the provider. */
export function applyToProvider(
  provider: ProviderRegistration,
  changes: readonly Change[],
): ProviderRegistration {
  const value = finder(changes);
  const url = value(AT.url);
  const id = value(AT.clientIds);
  const { clientIds } = provider;
  return {
    ...provider,
    issuer: typeof url === 'string' ? url : provider.issuer,
    clientIds: typeof id === 'string' && clientIds !== undefined ? [...clientIds, id] : clientIds,
  };
}
