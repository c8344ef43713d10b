import { isGitlabCom, type RawClaims } from '../../context/index';
import {
  DEFAULT_SUB_CLAIM,
  projectValues,
  protectingRule,
  refPathOf,
  simulate,
  type IdTokenClaims,
  type Instance,
  type Pipeline,
  type PipelineSource,
  type PipelineTarget,
  type Project,
  type SubClaimComponent,
  type User,
} from '../../gitlab/index';
import type { GitlabWorld } from '../world/gitlab-world';
import { readSubject } from '../world/read-subject';
import { isOpen, renderForm } from '../world/subject';
import type { TokenCase } from '../world/token-case';
import { FORK, free, naturalRefs, rulesOf, type TokenFields } from './token-fields';

/** A token, and the pipeline whose job gets it where the simulator mints one. */
export interface MintedToken {
  readonly claims: RawClaims;
  readonly pipeline?: Pipeline;
}

/**
 * Lets the simulator mint the token of a case. What it will not mint, because the token breaks an assumption that is switched
 * off, is put over its claims, and there is no pipeline to show.
 */
export function mintToken(
  tokens: TokenCase,
  fields: TokenFields,
  world: GitlabWorld,
  sub: string | undefined,
): MintedToken {
  const pipeline = pipelineOf(tokens, fields, world, sub);
  const simulation = simulate(pipeline);
  const wanted = wantedClaims(tokens, fields, world, sub);
  const all = simulation.kind === 'tokens' ? simulation.tokens : [];
  const agreeing = all.find(({ claims }) => agrees({ ...claims }, wanted));
  const hasUser = fields.userId !== null;
  if (agreeing !== undefined && hasUser) return { claims: { ...agreeing.claims }, pipeline };
  const base: Partial<IdTokenClaims> = all[0]?.claims ?? {};
  const claims = { ...base, ...wanted };
  return { claims: hasUser ? claims : withoutUser(claims) };
}

/** The claims that the case and the fields fix. */
function wantedClaims(
  tokens: TokenCase,
  fields: TokenFields,
  { instance }: GitlabWorld,
  sub: string | undefined,
): RawClaims {
  const claims: Record<string, unknown> = {
    iss: instance.issuer,
    aud: fields.audience,
    ref: fields.ref,
    ref_type: tokens.pipelineKind === 'tag' ? 'tag' : 'branch',
    ref_path: refPathOf(tokens.pipelineKind === 'tag' ? 'tag' : 'branch', fields.ref),
    ref_protected: fields.refProtected,
    project_path: fields.path,
    pipeline_source: fields.source,
  };
  const set = (name: string, value: unknown): void => {
    if (value !== undefined) claims[name] = value;
  };
  set('sub', sub ?? subjectOf(tokens, fields));
  set('project_id', fields.id);
  set('job_project_path', fields.job?.path);
  set('job_project_id', fields.job?.id);
  set('namespace_id', fields.namespaceId);
  set('environment_protected', fields.environment && String(fields.environment.protected));
  set('deployment_tier', fields.environment?.tier);
  set('user_id', fields.userId ?? undefined);
  set('user_login', fields.userLogin);
  set('user_email', fields.userEmail);
  set('user_access_level', fields.userAccessLevel);
  set('runner_environment', fields.runner);
  return claims;
}

/** @see https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/gitlab/ci/jwt.rb */
function withoutUser(claims: RawClaims): RawClaims {
  const { user_id: _id, user_login: _login, user_email: _email, user_access_level: _level, ...rest } = claims;
  return rest;
}

function subjectOf({ subject }: TokenCase, fields: TokenFields): string {
  const { path, id, ref, environment } = fields;
  const source = { path, id };
  return renderForm(subject.form, {
    ...projectValues(source, 'source'),
    ...projectValues(fields.job ?? source, 'job'),
    ref,
    ...(environment === undefined
      ? {}
      : { environment_protected: String(environment.protected), deployment_tier: environment.tier }),
  });
}

function agrees(claims: RawClaims, wanted: RawClaims): boolean {
  return Object.entries(wanted).every(([name, value]) => claims[name] === value);
}

function pipelineOf(
  tokens: TokenCase,
  fields: TokenFields,
  world: GitlabWorld,
  sub: string | undefined,
): Pipeline {
  const { pipelineKind, project: declared, origin, refProtected } = tokens;
  const own = origin === 'declared' || origin === 'renamed';
  const { form } = tokens.subject;
  const { job } = fields;
  const known = own ? declared : tokens.parent;
  const shown: Identity = job ?? identityOf(fields);
  const project: Project =
    known !== undefined
      ? {
          ...known,
          path: shown.path,
          id: shown.id ?? known.id,
          namespaceId: shown.namespaceId ?? known.namespaceId,
        }
      : {
          ...shown,
          protectedBranches: 'unknown',
          protectedTags: 'unknown',
          protectedEnvironments: 'unknown',
          subClaim: isOpen(form.components) ? componentsOf(sub) : form.components,
          visibility: 'private',
        };
  const user: Partial<User> = {
    id: fields.userId ?? undefined,
    login: fields.userLogin,
    email: fields.userEmail,
    accessLevel: fields.userAccessLevel,
  };
  const runner =
    fields.runner === 'gitlab-hosted' || fields.runner === 'self-hosted' ? fields.runner : undefined;
  // Which of the two projects `sub` names depends on the fix, and the case says which.
  const instance: Instance =
    pipelineKind === 'fork_merge_request'
      ? { ...world.instance, forkSubjectFix: job !== undefined }
      : world.instance;
  // A project whose rules are not known may protect the ref or not: the case says which.
  const plain = pipelineKind !== 'merge_request' && pipelineKind !== 'fork_merge_request';
  const rule = protectingRule(rulesOf(tokens), fields.ref);
  const open = plain && rule === 'unknown';
  const empty = pipelineKind === 'branch' && refProtected && rule === undefined;
  return {
    instance,
    project,
    target: targetOf(tokens, fields, world),
    source: fields.source as PipelineSource,
    audience: fields.audience,
    environment:
      fields.environment === undefined
        ? undefined
        : {
            name: environmentName(project, fields.environment.protected),
            tier: fields.environment.tier,
            protected: fields.environment.protected,
            action: 'start' as const,
          },
    refProtected: open ? refProtected : undefined,
    emptyRepository: empty ? true : undefined,
    user: Object.values(user).every((value) => value === undefined) ? undefined : user,
    runner:
      runner === undefined || runner === (isGitlabCom(instance.issuer) ? 'gitlab-hosted' : 'self-hosted')
        ? undefined
        : runner,
  };
}

/** The components that a project with such a `sub` has chosen. */
function componentsOf(sub: string | undefined): readonly SubClaimComponent[] {
  return (sub === undefined ? undefined : readSubject(sub)?.components) ?? DEFAULT_SUB_CLAIM;
}

type Identity = Pick<Project, 'path' | 'id' | 'namespaceId'>;

function identityOf({ path, id, namespaceId }: TokenFields): Identity {
  return { path, id, namespaceId };
}

function environmentName({ protectedEnvironments }: Project, isProtected: boolean): string {
  if (!isProtected || protectedEnvironments === 'unknown') return isProtected ? 'production' : 'review/x';
  return protectedEnvironments[0] ?? 'production';
}

function targetOf(tokens: TokenCase, fields: TokenFields, { projects }: GitlabWorld): PipelineTarget {
  const { ref, path } = fields;
  switch (tokens.pipelineKind) {
    case 'branch':
    case 'tag':
      return { kind: tokens.pipelineKind, name: ref };
    case 'merge_request':
      return {
        kind: 'merge_request',
        mergeRequest: { from: ref, into: targetBranch(tokens, ref), kind: 'detached' },
      };
    case 'fork_merge_request': {
      const name = path.slice(path.lastIndexOf('/') + 1);
      const identity =
        fields.job === undefined
          ? {
              path: `mallory/${name}`,
              id: free(
                FORK.id,
                projects.map(({ id }) => id),
              ),
              namespaceId: free(
                FORK.namespaceId,
                projects.map(({ namespaceId }) => namespaceId),
              ),
            }
          : identityOf(fields);
      const fork: Project = {
        ...identity,
        protectedBranches: 'unknown',
        protectedTags: 'unknown',
        protectedEnvironments: 'unknown',
        subClaim: ['project_path', 'ref_type', 'ref'],
        visibility: 'private',
      };
      return {
        kind: 'merge_request',
        mergeRequest: { from: ref, into: targetBranch(tokens, ref), kind: 'detached', fork },
      };
    }
  }
}

/** Another branch: a protected one where the token counts as protected. */
function targetBranch(tokens: TokenCase, ref: string): string {
  const rules = rulesOf(tokens);
  const named =
    rules === 'unknown'
      ? []
      : rules.flatMap(({ pattern }) => ['1.2', '2.0'].map((text) => pattern.replaceAll('*', text)));
  const candidates = tokens.refProtected ? named : ['main', ...named];
  return (
    candidates.find((name) => name !== ref) ?? naturalRefs(tokens).find((name) => name !== ref) ?? 'main'
  );
}
