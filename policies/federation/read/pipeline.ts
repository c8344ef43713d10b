import {
  guessTier,
  type Instance,
  type JobEnvironment,
  type Pipeline,
  type PipelineSource,
  type PipelineTarget,
  type User,
} from '../../gitlab/index';
import { quote } from '../../errors';
import type { DeclaredProject } from '../federation';
import { pipelineSchema } from '../schema/pipeline';
import type { Path } from '../yaml-tree';
import type { Declared } from './declared';
import { exactlyOne } from './exactly-one';
import { pipelineLabel } from './pipeline-label';
import type { ProblemCollector } from './problem-collector';
import { readUnit } from './unit';
import type { PipelineFields, PipelineProject } from './pipeline-project';
import { readPipelineProject } from './pipeline-project';

/** What a pipeline row needs of the rest of the file. */
export interface PipelineContext {
  readonly instance?: Instance;
  readonly audience?: string;
  /** What each role demands, by its key; a role that is not in it demands `audience`. @default every role demands `audience` */
  readonly roleAudiences?: ReadonlyMap<string, string>;
  readonly projects: Declared<DeclaredProject>;
}

export function readPipeline(
  collector: ProblemCollector,
  path: Path,
  around: PipelineContext,
): { readonly pipeline: Pipeline; readonly label: string } | undefined {
  const fields = readUnit(collector, pipelineSchema, path);
  const owner = readPipelineProject(collector, path, fields, around.projects);
  const what = exactlyOne(
    collector,
    path,
    ['branch', 'tag', 'merge_request'],
    'what the pipeline runs for',
    'ERR_PIPELINE',
  );
  const target = toTarget(what, fields, owner);
  const source = readSource(collector, path, fields, what);
  if (owner === undefined || target === undefined) return undefined;
  checkProtected(collector, path, fields, owner, target);
  const { environment, ...rest } = options(fields);
  const jobEnvironment = environment === undefined ? undefined : toEnvironment(environment);
  if (jobEnvironment?.protected !== undefined && owner.project.protectedEnvironments !== 'unknown') {
    declaredProtection(collector, [...path, 'environment', 'protected'], owner, 'protected environments');
  }
  const { instance, audience } = around;
  if (instance === undefined || audience === undefined) return undefined;
  const pipeline: Pipeline = {
    instance,
    project: target.kind === 'merge_request' && owner.parent !== undefined ? owner.parent : owner.project,
    target,
    source,
    environment: jobEnvironment,
    audience: fields.audience ?? audience,
    ...rest,
  };
  return { pipeline, label: pipelineLabel(pipeline, owner, { child: fields.child === true, audience }) };
}

function toTarget(
  what: 'branch' | 'tag' | 'merge_request' | undefined,
  fields: PipelineFields,
  owner: PipelineProject | undefined,
): PipelineTarget | undefined {
  if (what === 'branch' && fields.branch !== undefined) return { kind: 'branch', name: fields.branch };
  if (what === 'tag' && fields.tag !== undefined) return { kind: 'tag', name: fields.tag };
  if (what !== 'merge_request' || fields.merge_request === undefined) return undefined;
  const { from, into, kind, may_push_target: userMayPushTarget } = fields.merge_request;
  return {
    kind: 'merge_request',
    mergeRequest: {
      from,
      into,
      kind: kind ?? 'detached',
      fork: owner?.parent !== undefined ? owner.project : undefined,
      userMayPushTarget,
    },
  };
}

/** A merge request pipeline and its children have one source each; a tag is never a merge request's. */
function readSource(
  collector: ProblemCollector,
  path: Path,
  fields: PipelineFields,
  what: 'branch' | 'tag' | 'merge_request' | undefined,
): PipelineSource {
  const { source, child } = fields;
  const report = (expected: string, fix: string): void =>
    collector.atValue([...path, 'source'], {
      code: 'ERR_PIPELINE',
      message: `source ${quote(String(source))} does not go with the rest of the row`,
      expected,
      fix,
    });
  if (child === true) {
    if (source !== undefined && source !== 'parent_pipeline')
      report('`parent_pipeline` for a child', 'remove `source`');
    return 'parent_pipeline';
  }
  if (what === 'merge_request') {
    if (source !== undefined && source !== 'merge_request_event' && source !== 'parent_pipeline') {
      report(
        '`merge_request_event` for a merge request',
        'remove `source`, or write `branch` instead of `merge_request`',
      );
    }
    return source ?? 'merge_request_event';
  }
  if (what === 'tag' && source === 'merge_request_event') {
    report('another source for a tag', 'write `branch` instead of `tag`');
  }
  return source ?? 'push';
}

/** Known rules decide themselves; saying it again could only contradict them. */
function checkProtected(
  collector: ProblemCollector,
  path: Path,
  fields: PipelineFields,
  owner: PipelineProject,
  target: PipelineTarget,
): void {
  if (fields.protected === undefined) return;
  const at = [...path, 'protected'];
  if (target.kind === 'merge_request' && owner.parent !== undefined) {
    collector.atKey(at, {
      code: 'ERR_PIPELINE',
      message: "a fork's merge request is never protected in the parent",
      fix: 'remove `protected`',
    });
    return;
  }
  const rules = target.kind === 'tag' ? owner.project.protectedTags : owner.project.protectedBranches;
  if (rules !== 'unknown')
    declaredProtection(collector, at, owner, target.kind === 'tag' ? 'protected tags' : 'protected branches');
}

function declaredProtection(
  collector: ProblemCollector,
  path: Path,
  owner: PipelineProject,
  what: string,
): void {
  collector.atKey(path, {
    code: 'ERR_PIPELINE',
    message: `the ${what} of ${quote(owner.label)} are declared and decide this`,
    fix: 'remove `protected`, or correct the project',
  });
}

function options(fields: PipelineFields) {
  const { environment, protected: refProtected, empty_repository, reclaimed_path, runner } = fields;
  const user = toUser(fields.user);
  return {
    environment,
    refProtected,
    emptyRepository: empty_repository,
    reclaimedPath: reclaimed_path,
    runner,
    user,
  };
}

function toEnvironment(environment: NonNullable<PipelineFields['environment']>): JobEnvironment {
  if (typeof environment === 'string') {
    return { name: environment, tier: guessTier(environment), action: 'start' };
  }
  const { name, tier, action, protected: isProtected } = environment;
  return {
    name,
    tier: tier ?? guessTier(name),
    action: action ?? 'start',
    protected: isProtected,
  };
}

function toUser(user: PipelineFields['user']): Partial<User> | undefined {
  if (user === undefined) return undefined;
  const { id, login, email, access_level } = user;
  return {
    id: id === undefined ? undefined : String(id),
    login,
    email,
    accessLevel: access_level,
  };
}
