import { quote } from '../errors';
import { compilePolicy, judgeToken } from '../evaluate/index';
import {
  USER_CLAIMS,
  PIPELINE_SOURCES,
  simulate,
  type IdTokenClaims,
  type Instance,
  type Pipeline,
  type PipelineSource,
  type PipelineTarget,
  type Project,
} from '../gitlab/index';
import { openFacts } from '../issuers/index';
import type { PatternToken } from '../trust/index';
import type { ShownToken } from './check';
import type { CheckInput } from './check-input';
import { isPositive, on, patterns } from './conditions';
import { instanceAt, rolesAt } from './prover';
import type { View } from './statements';
import { component, literal, type SubPattern } from './sub-pattern';

/** Two jobs with one subject, both of whom can assume the role. */
export interface CollidingJobs {
  readonly sub: string;
  readonly jobs: readonly [ShownToken, ShownToken];
}

/** A job with the facts that the subject should tell apart. */
interface Job extends ShownToken {
  readonly claims: ShownToken['claims'] & IdTokenClaims;
  readonly identity: string;
}

/**
 * Two jobs that differ in whose code runs or on which ref, and whose tokens have one `sub` that comes in by the value. Both are simulated for
 * the declared project and decided by the evaluator. It tries the refs that the value and the project's rules name: none found is no proof.
 */
export function collidingJobs(
  input: CheckInput,
  view: View,
  pattern: SubPattern,
  project: Project,
): CollidingJobs | undefined {
  for (const { policy, provider } of rolesAt(input, { view, pattern })) {
    const instance = instanceAt(input, provider.issuer.replace(/^https:\/\//, ''));
    if (openFacts(project.subClaim, instance).length === 0) continue;
    const compiled = compilePolicy(policy);
    const first = new Map<string, Job>();
    for (const job of jobsOf(input, view, pattern, project, instance)) {
      const other = first.get(job.claims.sub);
      if (other?.identity === job.identity) continue;
      if (judgeToken(compiled, job.claims, provider).outcome !== 'allow') continue;
      if (other === undefined) first.set(job.claims.sub, job);
      else return { sub: job.claims.sub, jobs: [shown(other), shown(job)] };
    }
  }
  return undefined;
}

function shown({ pipeline, claims }: Job): ShownToken {
  return { pipeline, claims };
}

function* jobsOf(
  input: CheckInput,
  view: View,
  pattern: SubPattern,
  project: Project,
  instance: Instance,
): Generator<Job> {
  const asked = (claim: string): readonly string[] => askedValues(input, view, claim);
  const audience = asked('aud')[0] ?? input.providers?.[0]?.clientIds?.[0] ?? 'sts.amazonaws.com';
  const [id, login, email, accessLevel] = [...USER_CLAIMS, 'user_access_level'].map(
    (claim) => asked(claim)[0],
  );
  const runner = (['gitlab-hosted', 'self-hosted'] as const).find(
    (name) => name === asked('runner_environment')[0],
  );
  const sources = sourcesOf(asked('pipeline_source'));
  const tier = literal(component(pattern, 'deployment_tier') ?? []) ?? '';
  const isNamed = component(pattern, 'environment_protected') !== undefined || tier !== '';
  const environment: Pipeline['environment'] = {
    name: 'production',
    tier: (tier === '' ? 'production' : tier) as NonNullable<Pipeline['environment']>['tier'],
    action: 'start',
    protected: literal(component(pattern, 'environment_protected') ?? []) !== 'false',
  };
  for (const { target, words } of targetsOf(project, refsOf(pattern, project))) {
    const own = target.kind === 'merge_request' ? (['merge_request_event'] as const) : sources;
    for (const source of own) {
      const simulation = simulate({
        instance,
        project,
        target,
        source,
        audience,
        ...(isNamed ? { environment } : {}),
        runner,
        user: {
          login,
          email,
          id,
          accessLevel,
        },
      });
      if (simulation.kind === 'no_token') continue;
      for (const { claims } of simulation.tokens) {
        const whose = target.kind === 'merge_request' ? target.mergeRequest.fork?.path : project.path;
        const identity = JSON.stringify([whose, claims.ref_type, claims.ref]);
        yield { pipeline: words, claims: claims as Job['claims'], identity };
      }
    }
  }
}

/** The values that the statement lists for a claim, those with a wildcard omitted. */
function askedValues({ policy }: CheckInput, view: View, claim: string): readonly string[] {
  return on(view, claim)
    .filter(isPositive)
    .flatMap((condition) => patterns(condition, policy.version))
    .flatMap((tokens) => literal(tokens) ?? []);
}

function sourcesOf(asked: readonly string[]): readonly PipelineSource[] {
  const named = PIPELINE_SOURCES.filter((name) => asked.includes(name) && name !== 'merge_request_event');
  return named.length === 0 ? ['push'] : named.slice(0, 2);
}

interface Target {
  readonly target: PipelineTarget;
  readonly words: string;
}

/** Branches and tags of the same names, and the merge requests of a fork from branches of those names. */
function targetsOf(project: Project, refs: readonly string[]): readonly Target[] {
  const path = quote(project.path);
  const fork = forkOf(project);
  const into = project.protectedBranches === 'unknown' ? undefined : project.protectedBranches[0]?.pattern;
  return refs.flatMap((name): readonly Target[] => [
    { target: { kind: 'branch', name }, words: `branch ${quote(name)} of ${path}` },
    { target: { kind: 'tag', name }, words: `tag ${quote(name)} of ${path}` },
    {
      target: {
        kind: 'merge_request',
        mergeRequest: {
          from: name,
          into: into?.includes('*') === false ? into : 'main',
          fork,
          kind: 'detached',
        },
      },
      words: `a merge request from branch ${quote(name)} of the fork ${quote(fork.path)}, run in ${path}`,
    },
  ]);
}

function forkOf(project: Project): Project {
  return {
    ...project,
    path: `any-user/${project.path.slice(project.path.lastIndexOf('/') + 1)}`,
    id: '900001',
    namespaceId: '900002',
    protectedBranches: [],
    protectedTags: [],
    protectedEnvironments: [],
  };
}

/** The ref that the value names, or refs that the project protects and one that it does not. */
function refsOf(pattern: SubPattern, project: Project): readonly string[] {
  const named = component(pattern, 'ref');
  if (named !== undefined) {
    const text = example(named);
    return text === undefined ? [] : [text];
  }
  const rules = [project.protectedBranches, project.protectedTags].flatMap((list) =>
    list === 'unknown' ? [] : list,
  );
  const names = rules.map(({ pattern: name }) => name.replaceAll('*', '1'));
  return [...new Set(['main', ...names.slice(0, 4), 'feature-1'])];
}

/** A short string that the pattern matches. */
function example(tokens: readonly PatternToken[]): string | undefined {
  let text = '';
  for (const token of tokens) {
    if (token.kind === 'literal') text += token.text;
    else if (token.kind === 'any' || token.kind === 'one') text += '1';
    else return undefined;
  }
  return text;
}
