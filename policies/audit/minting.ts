import type { ProviderRegistration } from '../context/index';
import {
  PIPELINE_SOURCES,
  WORKLOAD_REFS,
  type Instance,
  type PipelineSource,
  type Project,
  type ProtectionRule,
} from '../gitlab/index';
import {
  leastPrivilege,
  personKey,
  type Accepts,
  type LeastPrivilege,
  type ProjectRights,
  type Run,
  type Way,
} from '../mint/index';
import { alikeKey } from './alike';
import { membersToday, type MembersToday } from './members-today';
import {
  gitlabWorld,
  ruleGlob,
  someToken,
  type GitlabWorld,
  type RoleTrust,
  type TokenKind,
} from '../prove/index';
import { renderPolicy, type Policy } from '../trust/index';
import type { SeenProject } from './snapshot/snapshot';

/** The least that it takes, in one project, to run a pipeline whose token can assume a role. */
export interface Minting extends Pick<LeastPrivilege, 'unknown'> {
  /** Full path. */
  readonly project: string;
  readonly ways: readonly MintingWay[];
  readonly ownCode: readonly MintingWay[];
  /** The project is archived: no pipeline of it starts, whoever tries. */
  readonly archived?: true;
}

export interface MintingWay extends Way {
  /** Absent where the members were not read. */
  readonly today?: MembersToday;
}

/** For a role these projects at most are looked at, one by one. */
export const MAX_MINTING_PROJECTS = 8;

/** So many worlds of projects are kept at a time. */
const MAX_WORLDS = 32;

type MintedProject = Project & Partial<Pick<SeenProject, 'archived' | 'rights' | 'members'>>;

interface Decided {
  readonly least: LeastPrivilege;
  /** What may make weaker people suffice beside it. */
  readonly other: readonly string[];
}

/** Asks who can mint tokens that roles accept. Policies that differ in the account of their provider alone are decided once. */
export class MintReader {
  private readonly read = new Map<string, Decided>();
  private readonly worlds = new Map<Project, GitlabWorld>();

  mintingOf(
    policy: Policy,
    provider: ProviderRegistration,
    instance: Instance,
    project: MintedProject,
  ): Minting {
    // https://docs.gitlab.com/user/project/working_with_projects/#archive-a-project, and the ability `create_pipeline` in
    // https://gitlab.com/gitlab-org/gitlab/-/blob/master/app/policies/project_policy.rb under `rule { archived }`
    if (project.archived === true)
      return { project: project.path, ways: [], ownCode: [], unknown: [], archived: true };
    const { least, other } = this.leastOf(policy, provider, instance, project);
    const { members } = project;
    const withMembers = (way: Way): MintingWay =>
      members === undefined ? way : { ...way, today: membersToday(way.coalition, members) };
    return {
      project: project.path,
      ways: least.ways.map(withMembers),
      ownCode: least.ownCode.map(withMembers),
      unknown: [...least.unknown, ...other],
    };
  }

  /** Projects with equal rules whose policies differ in what names the project alone have one answer, unless it names the project. */
  private leastOf(
    policy: Policy,
    provider: ProviderRegistration,
    instance: Instance,
    project: MintedProject,
  ): Decided {
    const common = [provider.issuer, provider.partition, provider.clientIds, project.rights];
    const keyOf = (text: string, ...named: readonly string[]): string =>
      JSON.stringify([text.replaceAll(`:${provider.account}:`, ':account:'), ...common, ...named]);
    const exact = keyOf(JSON.stringify(renderPolicy(policy)), project.path);
    const text = alikeKey(policy, provider.issuer, project);
    const alike = text === undefined ? undefined : keyOf(text);
    const known = this.read.get(exact) ?? (alike === undefined ? undefined : this.read.get(alike));
    if (known !== undefined) return known;
    const least = leastPrivilege(rightsOf(project), this.accepts(policy, provider, instance, project));
    const decided = { least, other: this.ofWorkloads({ policy, provider }, instance, project, least) };
    const namesIt = decided.least.unknown.some((each) =>
      [project.path, project.id].some((name) => name !== undefined && each.includes(name)),
    );
    this.read.set(alike === undefined || namesIt ? exact : alike, decided);
    return decided;
  }

  /**
   * What the rules say nothing of: workloads of GitLab Duo run on branches of their own that no rule protects, and which role may start one
   * depends on settings that are not read.
   */
  private ofWorkloads(
    role: RoleTrust,
    instance: Instance,
    project: Project,
    { ways }: LeastPrivilege,
  ): readonly string[] {
    if (ways.some(({ coalition }) => coalition.map(personKey).join() === 'developer')) return [];
    const kind: TokenKind = {
      declared: project,
      pipeline: 'branch',
      refProtected: false,
      in: { ref: [ruleGlob(`${WORKLOAD_REFS}*`)] },
    };
    return someToken(role, kind, this.world(instance, project), { natural: false }).kind === 'none'
      ? []
      : ['who may start a workload of GitLab Duo, whose branch no rule protects'];
  }

  private world(instance: Instance, project: Project): GitlabWorld {
    const known = this.worlds.get(project);
    if (known !== undefined) return known;
    // an organisation has more projects than worlds are worth keeping
    if (this.worlds.size >= MAX_WORLDS) this.worlds.clear();
    const world = gitlabWorld({ instance, projects: [project] });
    this.worlds.set(project, world);
    return world;
  }

  private accepts(
    policy: Policy,
    provider: ProviderRegistration,
    instance: Instance,
    project: Project,
  ): Accepts {
    const world = this.world(instance, project);
    return (run) => {
      const answer = someToken({ policy, provider }, kindOf(run, project), world, { natural: false });
      switch (answer.kind) {
        case 'none':
          return { answer: 'no' };
        case 'some':
          return { answer: 'yes' };
        case 'depends':
          return { answer: 'unknown', because: `it depends on ${answer.on.join(', ') || 'the request'}` };
        case 'undecided':
          return { answer: 'unknown', because: answer.reason };
      }
    };
  }
}

function rightsOf(project: MintedProject): ProjectRights {
  const { protectedBranches, protectedTags, protectedEnvironments, rights } = project;
  return {
    protectedBranches,
    protectedTags,
    // a declaration names the environments alone
    environments: rights?.environments ?? (protectedEnvironments.length === 0 ? [] : 'unknown'),
    mergeRequests: rights?.mergeRequests ?? 'unknown',
    deployKeys: rights?.deployKeys ?? 'unknown',
    triggerTokens: rights?.triggerTokens ?? 'unknown',
    groupEnvironments: rights?.groupEnvironments ?? 'unknown',
    ownApproval: rights?.ownApproval ?? 'unknown',
  };
}

const SOURCES: Readonly<Record<Run['start'], readonly PipelineSource[]>> = {
  push: ['push'],
  merge_request: ['merge_request_event'],
  trigger: ['trigger'],
  other: PIPELINE_SOURCES.filter((source) => source !== 'push' && source !== 'merge_request_event'),
};

function kindOf({ pipeline, start, refs, refProtected, deploys }: Run, project: Project): TokenKind {
  const rules = pipeline === 'tag' ? project.protectedTags : project.protectedBranches;
  const globs = (group: readonly ProtectionRule[]) => group.map(({ pattern }) => ruleGlob(pattern));
  return {
    declared: project,
    pipeline,
    refProtected,
    sources: SOURCES[start],
    ...(deploys !== true && { environment: deploys === 'only' ? 'protected' : 'not_protected' }),
    ...(Array.isArray(refs) && { allIn: refs.map((group) => ({ ref: globs(group) })) }),
    ...(refs === 'unprotected' && rules !== 'unknown' && { notIn: { ref: globs(rules) } }),
  };
}
