import { compilePolicy, evaluate, judgeToken, type Decision } from '../../policies/evaluate/index';
import { judgePipeline } from '../../policies/judge/judge-pipeline';
import { providerArn, type RawClaims } from '../../policies/context/index';
import type { Instance, MergeRequest, Pipeline, Project } from '../../policies/gitlab/index';
import { parsePolicy } from '../../policies/trust/index';
import { API, FORK, GITLAB_COM } from './golden-pipelines';

type Json = Readonly<Record<string, unknown>>;

/**
 * One hand-written case. The policy is whole (`policy`, in which the principal `"@"` is the provider's), or one Allow statement
 * for the provider with a condition (`allow`), and a Deny for everyone behind it (`deny`). The request is a raw context, a token's
 * claims, or a pipeline.
 */
export interface DecisionCase {
  readonly note: string;
  readonly policy?: Json;
  readonly allow?: Json;
  readonly deny?: Json;
  /** `null` leaves the version out. @default `2012-10-17` */
  readonly version?: string | null;
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  readonly claims?: RawClaims;
  readonly pipeline?: PipelineCase;
  /** @default `https://gitlab.com` */
  readonly issuer?: string;
  readonly partition?: string;
  readonly clientIds?: readonly string[];
  /** Seconds since 1970. */
  readonly now?: number;
  /** Several where a fact about GitLab is open: one for each token, in the order in which they are simulated. */
  readonly expect: Decision['outcome'] | readonly Decision['outcome'][];
  readonly layer: Decision['layer'];
  /** A part of the reason; of the last one where there are several. */
  readonly reason: string;
  /** The public page, file or recording that the case rests on. */
  readonly source: string;
}

/** What runs, as far as it differs from a push to a branch of the project `acme/platform/api` on GitLab.com. */
export interface PipelineCase extends Partial<Omit<Pipeline, 'project' | 'instance' | 'target'>> {
  readonly branch?: string;
  readonly tag?: string;
  readonly merge_request?: Pick<MergeRequest, 'from' | 'into'> &
    Partial<Omit<MergeRequest, 'fork'>> & { fork?: boolean };
  readonly project?: Partial<Project> | 'fork';
  readonly instance?: Partial<Instance>;
}

const ACCOUNT = '111122223333';

/** Every decision of a case: one, or one for each token that a pipeline may get. */
export function decide(row: DecisionCase): readonly Decision[] {
  const { issuer = 'https://gitlab.com', partition, clientIds } = row;
  const provider = { issuer, account: ACCOUNT, partition, clientIds };
  const principal = providerArn(issuer, ACCOUNT, partition);
  const parsed = parsePolicy(documentOf(row));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const compiled = compilePolicy(parsed.policy);
  if (row.pipeline !== undefined) {
    return judgePipeline(compiled, pipelineOf(row.pipeline), provider).map(({ decision }) => decision);
  }
  if (row.claims !== undefined) return [judgeToken(compiled, row.claims, provider, row.now)];
  return [
    evaluate(compiled, {
      principal,
      actions: ['sts:AssumeRoleWithWebIdentity'],
      context: new Map(Object.entries(row.context ?? {})),
    }),
  ];
}

/** The whole policy document of a case. */
export function documentOf(row: DecisionCase): Json {
  const { policy, allow, deny, version = '2012-10-17' } = row;
  const arn = providerArn(row.issuer ?? 'https://gitlab.com', ACCOUNT, row.partition);
  if (policy !== undefined) {
    return JSON.parse(JSON.stringify(policy).replaceAll('"@"', JSON.stringify({ Federated: arn }))) as Json;
  }
  return {
    ...(version === null ? {} : { Version: version }),
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: arn },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: allow,
      },
      ...(deny === undefined ? [] : [{ Effect: 'Deny', Principal: '*', Action: '*', Condition: deny }]),
    ],
  };
}

export function pipelineOf({
  branch = 'main',
  tag,
  merge_request,
  project,
  instance,
  ...rest
}: PipelineCase): Pipeline {
  const mr = merge_request;
  return {
    audience: 'https://gitlab.com',
    source: mr === undefined ? 'push' : 'merge_request_event',
    ...rest,
    instance: { ...GITLAB_COM, ...instance },
    project: project === 'fork' ? FORK : { ...API, ...project },
    target:
      mr !== undefined
        ? {
            kind: 'merge_request',
            mergeRequest: { kind: 'detached', ...mr, fork: mr.fork === true ? FORK : undefined },
          }
        : tag !== undefined
          ? { kind: 'tag', name: tag }
          : { kind: 'branch', name: branch },
  };
}
