import type { ProviderRegistration } from '../context/index';
import { PIPELINE_SOURCES, type Instance, type Project, type ProtectionRule } from '../gitlab/index';
import {
  leastPrivilege,
  type Accepts,
  type LeastPrivilege,
  type ProjectRights,
  type Run,
} from '../mint/index';
import { ruleGlob, gitlabWorld, someToken, type GitlabWorld, type TokenKind } from '../prove/index';
import { renderPolicy, type Policy } from '../trust/index';

/** The least that it takes, in one project, to run a pipeline whose token can assume a role. */
export interface Minting extends LeastPrivilege {
  /** Full path. */
  readonly project: string;
}

/** For a role these projects at most are looked at, one by one. */
export const MAX_MINTING_PROJECTS = 8;

/** Asks who can mint tokens that roles accept. Policies that differ in the account of their provider alone are decided once. */
export class MintReader {
  private readonly read = new Map<string, Minting>();
  private readonly worlds = new Map<Project, GitlabWorld>();

  mintingOf(
    policy: Policy,
    provider: ProviderRegistration,
    instance: Instance,
    project: Project & { readonly rights?: Pick<ProjectRights, 'environments' | 'mergeRequests'> },
  ): Minting {
    const text = JSON.stringify(renderPolicy(policy)).replaceAll(`:${provider.account}:`, ':account:');
    const key = JSON.stringify([text, provider.issuer, provider.partition, provider.clientIds, project.path]);
    const known = this.read.get(key);
    if (known !== undefined) return known;
    const { protectedBranches, protectedTags, protectedEnvironments, rights } = project;
    const least = leastPrivilege(
      {
        protectedBranches,
        protectedTags,
        // a declaration names the environments alone
        environments: rights?.environments ?? (protectedEnvironments.length === 0 ? [] : 'unknown'),
        mergeRequests: rights?.mergeRequests ?? 'unknown',
      },
      this.accepts(policy, provider, instance, project),
    );
    const minting = { project: project.path, ...least };
    this.read.set(key, minting);
    return minting;
  }

  private accepts(
    policy: Policy,
    provider: ProviderRegistration,
    instance: Instance,
    project: Project,
  ): Accepts {
    const world = this.worlds.get(project) ?? worldOf(instance, project);
    this.worlds.set(project, world);
    return (run) => {
      const answer = someToken({ policy, provider }, kindOf(run, project), world);
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

/** The rules are as they are while the pipeline is made and runs. */
function worldOf(instance: Instance, project: Project): GitlabWorld {
  return gitlabWorld({
    instance,
    projects: [project],
    assume: { 'known-protection': true, 'no-renames': true },
  });
}

const NOT_BY_HAND = ['push', 'merge_request_event'];

function kindOf({ pipeline, start, refs, refProtected, deploys }: Run, project: Project): TokenKind {
  const sources =
    start === 'push'
      ? ['push']
      : start === 'merge_request'
        ? ['merge_request_event']
        : PIPELINE_SOURCES.filter((source) => !NOT_BY_HAND.includes(source));
  const rules = pipeline === 'tag' ? project.protectedTags : project.protectedBranches;
  const globs = (group: readonly ProtectionRule[]) => group.map(({ pattern }) => ruleGlob(pattern));
  return {
    declared: project,
    pipeline,
    refProtected,
    sources,
    ...(!deploys && { environment: 'not_protected' }),
    ...(Array.isArray(refs) && { allIn: refs.map((group) => ({ ref: globs(group) })) }),
    ...(refs === 'unprotected' && rules !== 'unknown' && { notIn: { ref: globs(rules) } }),
  };
}
