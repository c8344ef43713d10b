import { quote, RefgateError } from '../../errors';
import { accountAudiences, type DeclaredProject, type Federation, type Role } from '../../federation/index';
import { guessTier, DEPLOYMENT_TIERS, type JobEnvironment, type Pipeline } from '../../gitlab/index';
import { providerArn } from '../../context/index';
import { compilePolicy, type CompiledPolicy } from '../../evaluate/index';
import { meetingRequest, toPolicy } from '../../grant/index';
import { judgePipeline } from '../../judge/index';
import { parsePolicy } from '../../trust/index';
import { candidatePipelines, type CandidatePipeline } from '../jobs/candidate-pipelines';
import { jobRuns, ruleTexts } from '../jobs/job-runs';
import { askedRoles, type AskedRole } from '../jobs/job-roles';
import { environmentName, environmentTier } from '../jobs/named-role';
import { keyword, type CiJob } from '../jobs/job';
import type { LintInput, LintMatch, LintRule } from '../lint-rule';
import { GOOD_JOB } from '../good-job';
import { CI_SOURCES } from '../sources';
import { lacksEnvironment } from './environment-missing';

export const jobOutsideTrust: LintRule = {
  id: 'job-outside-trust',
  severity: 'error',
  title: 'a job runs where the trust policy of its role refuses it',
  rationale:
    "The job's rules and the role's trust disagree: the job is created in pipelines whose token cannot assume the role, and ends in `Not authorized to perform sts:AssumeRoleWithWebIdentity`. The pipelines of each kind are simulated, their tokens minted as GitLab mints them, and judged by the policy that the declaration writes. An error where every pipeline is refused in which the job runs, a warning where some are. Pipelines are sampled, so silence is not proof.",
  bad: `deploy:
  id_tokens:
    AWS_TOKEN: { aud: sts.amazonaws.com }
  script:
    - aws sts assume-role-with-web-identity --role-arn "$AWS_ROLE_ARN" --role-session-name job --web-identity-token "$AWS_TOKEN"
  rules: [{ if: $CI_PIPELINE_SOURCE == "merge_request_event" }]
`,
  good: GOOD_JOB,
  fix: 'change `rules:` of the job as `refgate ci` writes them, or the trust of the role',
  sources: [CI_SOURCES.jobRules, CI_SOURCES.idTokens],
  run: (input) => {
    const { federation } = input;
    if (federation === undefined) return { matches: [] };
    const landmarks = ruleTexts(input.root, input.jobs);
    const asked = askedRoles(input).filter(
      ({ job, project, role }) => !lacksEnvironment(job, project.path, role),
    );
    const answers = asked.map((entry) => ({ entry, answer: runsOf(entry, input, federation, landmarks) }));
    return {
      matches: merged(answers),
      open: answers.flatMap(({ entry: { job, role }, answer }) =>
        answer.undecided === undefined || answer.refused.length > 0
          ? []
          : [
              {
                position: keyword(job, 'rules')?.position ?? job.position,
                message: `job ${quote(job.name)}: whether role ${quote(role.key)} lets it in for ${answer.undecided} cannot be determined`,
                fix: 'write rules over predefined variables, or declare the protection rules of the project',
              },
            ],
      ),
    };
  },
};

interface Runs {
  readonly refused: readonly { readonly pipeline: CandidatePipeline; readonly reason: string }[];
  readonly allowed: number;
  /** A pipeline in which it is open whether the job runs, or whether the role lets it in, while no other is allowed. */
  readonly undecided?: string;
}

function runsOf(
  { job, project, role }: AskedRole,
  { root }: LintInput,
  federation: Federation,
  landmarks: readonly string[],
): Runs {
  const compiled = compiledTrust(role);
  const provider = {
    issuer: federation.instance.issuer,
    account: role.account.id,
    partition: role.account.partition,
    clientIds: accountAudiences(federation, role.account),
  };
  // where the runner calls from is not in a CI file
  const call = { keys: meetingRequest(role.grant) };
  const refused: { readonly pipeline: CandidatePipeline; readonly reason: string }[] = [];
  let allowed = 0;
  let undecided: string | undefined;
  for (const pipeline of candidatePipelines(project, federation, landmarks)) {
    const runs = jobRuns(job, root, pipeline);
    if (runs === false) continue;
    const simulated = pipelineOf(pipeline, job, project, federation, role);
    const decisions = judgePipeline(compiled, simulated, provider, call);
    const outcomes = new Set(decisions.map(({ decision }) => decision.outcome));
    const [outcome] = outcomes;
    if (outcomes.size > 1 || outcome === 'undetermined') undecided ??= pipeline.label;
    else if (runs === '?') undecided ??= outcome === 'deny' ? pipeline.label : undefined;
    else if (outcome === 'allow') allowed += 1;
    else refused.push({ pipeline, reason: decisions[0]?.decision.reason ?? '' });
  }
  return { refused, allowed, undecided: allowed > 0 ? undefined : undecided };
}

const compiledTrusts = new WeakMap<Role, CompiledPolicy>();

/** The policy that the declaration writes for the role. @throws RefgateError where it cannot be written, as `refgate synth` says */
function compiledTrust(role: Role): CompiledPolicy {
  const known = compiledTrusts.get(role);
  if (known !== undefined) return known;
  const { grant, account } = role;
  const written = toPolicy(grant, providerArn(grant.issuer, account.id, account.partition));
  if (!written.ok) throw new RefgateError(written.problems);
  const parsed = parsePolicy(written.document);
  if (!parsed.ok) throw new RefgateError(parsed.problems);
  const compiled = compilePolicy(parsed.policy);
  compiledTrusts.set(role, compiled);
  return compiled;
}

function pipelineOf(
  { target, source }: CandidatePipeline,
  job: CiJob,
  project: DeclaredProject,
  { instance }: Federation,
  role: Role,
): Pipeline {
  const environment = environmentOf(job);
  return {
    instance,
    project,
    target,
    source,
    audience: role.grant.audience,
    environment,
  };
}

function environmentOf(job: CiJob): JobEnvironment | undefined {
  const name = environmentName(job);
  if (name === undefined) return undefined;
  const given = environmentTier(job);
  const tier = DEPLOYMENT_TIERS.find((known) => known === given) ?? guessTier(name);
  return { name, tier, action: 'start' };
}

/** One match a job and role: in a file of several projects the job is for those in which it can assume the role somewhere. */
function merged(
  answers: readonly { readonly entry: AskedRole; readonly answer: Runs }[],
): readonly LintMatch[] {
  const groups = new Map<CiJob, Map<Role, { readonly entry: AskedRole; readonly answer: Runs }[]>>();
  for (const one of answers) {
    const roles = groups.get(one.entry.job) ?? new Map();
    groups.set(one.entry.job, roles);
    roles.set(one.entry.role, [...(roles.get(one.entry.role) ?? []), one]);
  }
  return [...groups].flatMap(([job, roles]) =>
    [...roles].flatMap(([role, entries]): readonly LintMatch[] => {
      const refused = entries.flatMap(({ answer }) => answer.refused);
      const [first] = refused;
      if (first === undefined) return [];
      const allowed = entries.reduce((sum, { answer }) => sum + answer.allowed, 0);
      const open = entries.some(({ answer }) => answer.undecided !== undefined);
      const more = refused.length > 1 ? `, and for ${refused.length - 1} more kinds of pipeline` : '';
      return [
        {
          position: keyword(job, 'rules')?.position ?? job.position,
          severity: allowed > 0 || open ? 'warning' : 'error',
          message: `job ${quote(job.name)} runs for ${first.pipeline.label}${more}, where role ${quote(role.key)} refuses it: ${first.reason}`,
        },
      ];
    }),
  );
}
