import { quote } from '../../errors';
import type { Federation, RoleVariable } from '../../federation/index';
import { candidatePipelines } from '../jobs/candidate-pipelines';
import { jobRuns, ruleTexts } from '../jobs/job-runs';
import { askedRoles, jobRoles, type JobRole } from '../jobs/job-roles';
import { environmentName, inScope, reaches } from '../jobs/named-role';
import { keyword } from '../jobs/job';
import { variableOf } from '../shell/word';
import type { LintInput, LintMatch, LintRule } from '../lint-rule';
import { CI_SOURCES } from '../sources';

export const roleVariableMissing: LintRule = {
  id: 'role-variable-missing',
  severity: 'error',
  title: 'the variable with the ARN of the role does not reach the job',
  rationale:
    'A variable with an environment scope reaches only jobs with such an `environment:`, and a protected one only pipelines of protected refs. Elsewhere it is empty, and so is the ARN or a part of it: `ValidationError: Request ARN is invalid`. The fix is at the job or the variable, not in IAM.',
  bad: `release:
  id_tokens:
    AWS_TOKEN: { aud: sts.amazonaws.com }
  script:
    - aws sts assume-role-with-web-identity --role-arn "$RELEASE_ROLE_ARN" --role-session-name job --web-identity-token "$AWS_TOKEN"
  rules: [{ if: $CI_COMMIT_BRANCH == "main" && $CI_PIPELINE_SOURCE == "push" }]
`,
  good: `release:
  id_tokens:
    AWS_TOKEN: { aud: sts.amazonaws.com }
  environment: { name: production, deployment_tier: production }
  script:
    - aws sts assume-role-with-web-identity --role-arn "$RELEASE_ROLE_ARN" --role-session-name job --web-identity-token "$AWS_TOKEN"
  rules: [{ if: $CI_COMMIT_BRANCH == "main" && $CI_PIPELINE_SOURCE == "push" }]
`,
  fix: 'give the job the environment of the scope, or change the scope or the protection of the variable',
  sources: [CI_SOURCES.variables, CI_SOURCES.environments],
  run: (input) => {
    const { federation } = input;
    if (federation === undefined) return { matches: [] };
    const entries = jobRoles(input);
    const outOfScope = entries.flatMap((entry) => scopeMatches(entry, federation));
    const explained = new Set(outOfScope.map(({ entry }) => entry.job));
    return {
      matches: [...outOfScope.map(({ match }) => match), ...unprotectedMatches(input, federation)],
      open: entries.flatMap(({ job, use, named }) => {
        if (named.kind === 'declared' || explained.has(job)) return [];
        if (named.kind === 'other' && named.given) return [];
        const why =
          named.kind === 'unknown' ? named.why : `${quote(named.arn)} is not a role of the declaration`;
        return [
          {
            position: use.position,
            message: `job ${quote(job.name)}: which role it asks for cannot be determined: ${why}`,
            fix: 'give the variable with `--var NAME=VALUE`; a variable that is empty there ends in `Request ARN is invalid`',
          },
        ];
      }),
    };
  },
};

function scopeMatches(
  { job, project, use, named }: JobRole,
  federation: Federation,
): readonly { readonly entry: { readonly job: JobRole['job'] }; readonly match: LintMatch }[] {
  const name = variableOf(use.word);
  if (named.kind !== 'unknown' || name === undefined) return [];
  const environment = environmentName(job);
  const carriers = [...federation.roles.values()].flatMap((role) =>
    role.variables.filter((variable) => variable.key === name && reaches(variable, role, project)),
  );
  const [carrier] = carriers;
  if (carrier === undefined || carriers.some(({ environment: scope }) => inScope(scope, environment)))
    return [];
  const has = environment === undefined ? 'the job has none' : `the job has ${quote(environment)}`;
  return [
    {
      entry: { job },
      match: {
        position: use.position,
        message: `job ${quote(job.name)} reads \`$${name}\`, which has the environment scope ${quote(carrier.environment)}; ${has}: it is empty`,
        fix: `give the job \`environment: { name: ${carrier.environment} }\``,
      },
    },
  ];
}

/** Jobs that run on an unprotected ref and read a protected variable. */
function unprotectedMatches(input: LintInput, federation: Federation): readonly LintMatch[] {
  const landmarks = ruleTexts(input.root, input.jobs);
  return askedRoles(input).flatMap(({ job, project, named }): readonly LintMatch[] => {
    const carrier: RoleVariable | undefined = named.carrier;
    if (carrier?.protected !== true) return [];
    const running = candidatePipelines(project, federation, landmarks)
      .filter(({ target }) => target.kind !== 'merge_request')
      .filter((pipeline) => jobRuns(job, input.root, pipeline) === true);
    const hidden = running.filter(({ lookup }) => {
      const known = lookup('CI_COMMIT_REF_PROTECTED');
      return known !== '?' && known.text === 'false';
    });
    const [first] = hidden;
    if (first === undefined) return [];
    return [
      {
        position: keyword(job, 'rules')?.position ?? job.position,
        severity: hidden.length === running.length ? 'error' : 'warning',
        message: `job ${quote(job.name)} runs for ${first.label}, which is not protected: the protected variable \`$${carrier.key}\` is empty there`,
        fix: 'let the job run on protected refs only (`$CI_COMMIT_REF_PROTECTED == "true"`), or do not protect the variable',
      },
    ];
  });
}
