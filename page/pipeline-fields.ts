import {
  SUB_CLAIM_COMPONENTS,
  type DeploymentTier,
  type Pipeline,
  type PipelineSource,
  type SubClaimComponent,
} from '../policies/index';

type Project = Pipeline['project'];
type Target = Pipeline['target'];

/** A pipeline as the form has it: one string for each control. */
export interface PipelineFields {
  readonly path: string;
  readonly id: string;
  readonly namespace: string;
  readonly kind: Target['kind'];
  readonly ref: string;
  readonly into: string;
  readonly fork: string;
  readonly forkId: string;
  /** Empty: as the rules of the project say. */
  readonly protected: '' | 'true' | 'false';
  readonly source: PipelineSource;
  readonly environment: string;
  readonly tier: DeploymentTier;
  readonly audience: string;
  readonly issuer: string;
  readonly components: string;
}

/** What the fields of a pipeline show. */
export function fieldsOf(pipeline: Pipeline): PipelineFields {
  const { project, target, environment, audience } = pipeline;
  const mergeRequest = target.kind === 'merge_request' ? target.mergeRequest : undefined;
  return {
    path: project.path,
    ...idFields(project),
    kind: target.kind,
    ref: target.kind === 'merge_request' ? target.mergeRequest.from : target.name,
    into: mergeRequest?.into ?? 'main',
    fork: mergeRequest?.fork?.path ?? '',
    forkId: mergeRequest?.fork?.id ?? '',
    protected: pipeline.refProtected === undefined ? '' : pipeline.refProtected ? 'true' : 'false',
    source: pipeline.source,
    environment: environment?.name ?? '',
    tier: environment?.tier ?? 'production',
    audience: typeof audience === 'string' ? audience : audience.join(', '),
    issuer: pipeline.instance.issuer,
    components: project.subClaim.join(', '),
  };
}

/** The fields that come with a project. */
export function idFields({ id = '', namespaceId = '' }: Project): Pick<PipelineFields, 'id' | 'namespace'> {
  return { id, namespace: namespaceId };
}

/**
 * The pipeline of the fields; a string says what is wrong with them.
 * @param base a pipeline that the fields began as: what no field shows is taken from it
 * @param projects known projects by path: a field that names one takes its rules
 */
export function pipelineOf(
  fields: PipelineFields,
  base: Pipeline,
  projects: ReadonlyMap<string, Project>,
): Pipeline | string {
  const subClaim = list(fields.components);
  const unknown = subClaim.find((name) => !isComponent(name));
  if (unknown !== undefined)
    return `unknown \`sub\` component \`${unknown}\`: expected one of ${SUB_CLAIM_COMPONENTS.join(', ')}`;
  const path = fields.path.trim();
  if (path === '') return 'the project path is empty: a pipeline runs in a project';
  if (fields.ref === '') return 'the branch or tag is empty: a pipeline runs for one of them';
  const audiences = list(fields.audience);
  const components = subClaim.filter(isComponent);
  const project = projectOf({ ...fields, path }, components, [base.project, ...mapped(projects, path)]);
  const issuer = fields.issuer.trim();
  const { environment: _environment, refProtected: _protected, ...rest } = base;
  return {
    ...rest,
    instance: issuer === base.instance.issuer ? base.instance : { url: issuer, issuer },
    project,
    target: targetOf(fields, base.target, components, projects),
    source: fields.source,
    audience: audiences.length === 1 ? (audiences[0] as string) : audiences,
    refProtected: fields.protected === '' ? undefined : fields.protected === 'true',
    ...environmentOf(fields, base),
  };
}

/** Facts about a pipeline that no field shows. */
export function otherFacts({ target, environment, ...pipeline }: Pipeline): readonly string[] {
  const { runner, user, policyJob, emptyRepository, reclaimedPath } = pipeline;
  const mergeRequest = target.kind === 'merge_request' ? target.mergeRequest : undefined;
  return [
    mergeRequest === undefined ? undefined : `merge request pipeline: ${mergeRequest.kind.replace('_', ' ')}`,
    mergeRequest?.userMayPushTarget === undefined
      ? undefined
      : `the user ${mergeRequest.userMayPushTarget ? 'can' : 'cannot'} push to the target branch`,
    environment?.protected === undefined
      ? undefined
      : `the environment is ${environment.protected ? '' : 'not '}protected`,
    environment === undefined || environment.action === 'start' ? undefined : `action: ${environment.action}`,
    runner === undefined ? undefined : `runner: ${runner}`,
    user === undefined ? undefined : `user: ${JSON.stringify(user)}`,
    policyJob === undefined ? undefined : `job of a ${policyJob.kind.replaceAll('_', ' ')}`,
    emptyRepository === true ? 'the repository is empty' : undefined,
    reclaimedPath === true ? 'another project had this path before' : undefined,
  ].filter((fact) => fact !== undefined);
}

function targetOf(
  { kind, ref, into, fork, forkId }: PipelineFields,
  base: Target,
  components: readonly SubClaimComponent[],
  projects: ReadonlyMap<string, Project>,
): Target {
  if (kind !== 'merge_request') return { kind, name: ref };
  const before = base.kind === 'merge_request' ? base.mergeRequest : undefined;
  const path = fork.trim();
  const known = [...(before?.fork === undefined ? [] : [before.fork]), ...mapped(projects, path)];
  const namespace = known.find((project) => project.path === path)?.namespaceId ?? '';
  const { fork: _fork, ...rest } = before ?? { kind: 'detached' as const };
  const forked =
    path === '' ? {} : { fork: projectOf({ path, id: forkId, namespace }, components, known, true) };
  return { kind, mergeRequest: { ...rest, from: ref, into, ...forked } };
}

function environmentOf({ environment, tier }: PipelineFields, base: Pipeline): Pick<Pipeline, 'environment'> {
  const name = environment.trim();
  if (name === '') return {};
  const same = base.environment?.name === name && base.environment.tier === tier;
  return { environment: same && base.environment ? base.environment : { name, tier, action: 'start' } };
}

/** A project that is known by its path and ids keeps its rules; of any other one, all rules are unknown. */
function projectOf(
  { path, id, namespace }: Pick<PipelineFields, 'path' | 'id' | 'namespace'>,
  subClaim: readonly SubClaimComponent[],
  candidates: readonly Project[],
  keepsComponents = false,
): Project {
  const ids = { id: id.trim(), namespace: namespace.trim() };
  const known = candidates.find((project) => {
    const own = idFields(project);
    return project.path === path && own.id === ids.id && own.namespace === ids.namespace;
  });
  if (known !== undefined) return keepsComponents ? known : { ...known, subClaim };
  return {
    path,
    id: ids.id === '' ? undefined : ids.id,
    namespaceId: ids.namespace === '' ? undefined : ids.namespace,
    protectedBranches: 'unknown',
    protectedTags: 'unknown',
    protectedEnvironments: 'unknown',
    subClaim,
    visibility: 'private',
  };
}

function mapped(projects: ReadonlyMap<string, Project>, path: string): readonly Project[] {
  const project = projects.get(path);
  return project === undefined ? [] : [project];
}

function isComponent(name: string): name is SubClaimComponent {
  return SUB_CLAIM_COMPONENTS.some((known) => known === name);
}

function list(value: string): readonly string[] {
  return value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
