import { iamArn } from '../arn';
import type { Role, RoleVariable } from '../federation/index';
import { DEFAULT_SESSION_SECONDS } from '../limits/index';
import { formJob, idToken, SESSION_SECONDS_VARIABLE, type CredentialForm } from './credentials';
import { jobRules } from './job-rules';
import { shellWord } from './shell-text';
import { comment, scalar } from './yaml-text';

/** What a job is written with. */
interface RoleJobOptions {
  readonly form: CredentialForm;
  /** What the job that it extends asks its token for. */
  readonly usualAudience: string;
  readonly image: string;
}

/**
 * A job that assumes the role and shows who it is: to copy from. It runs where the role's trust admits it, and in an environment
 * whose scope has the variable with the role's ARN.
 */
export function roleJob(role: Role, { form, usualAudience, image }: RoleJobOptions): string {
  const carrier = carrierOf(role);
  const title = role.description === undefined ? role.key : `${role.key}: ${role.description}`;
  return [
    comment(title),
    `assume-${role.key}:`,
    `  extends: ${formJob(form)}`,
    '  stage: roles',
    `  image: { name: '${image}', entrypoint: [''] }`,
    ...(role.grant.audience === usualAudience ? [] : idToken(role.grant.audience)),
    ...environmentLines(role, carrier),
    `  variables: { ${Object.entries(variablesOf(role, form))
      .map(([name, value]) => `${name}: ${scalar(value)}`)
      .join(', ')} }`,
    '  rules:',
    ...jobRules(role.grant).map((expression) => `    - if: ${scalar(expression)}`),
    ...assumeLines(role, carrier, form),
    '  script:',
    '    - aws sts get-caller-identity # and then what the job is for',
  ].join('\n');
}

/** The session length is what the role allows, where keys are handed out; SDKs with a token file ask for an hour and renew. */
function variablesOf(role: Role, form: CredentialForm): Readonly<Record<string, string>> {
  const { account, maxSessionSeconds } = role;
  const asks = form === 'sts-script' && maxSessionSeconds !== DEFAULT_SESSION_SECONDS;
  return {
    AWS_DEFAULT_REGION: account.region,
    ...(asks ? { [SESSION_SECONDS_VARIABLE]: String(maxSessionSeconds) } : {}),
  };
}

/**
 * The role's ARN is exported by the job itself: a variable of the project would win over `variables:` of the job.
 * @see https://docs.gitlab.com/ci/variables/#cicd-variable-precedence
 */
function assumeLines(role: Role, carrier: RoleVariable | undefined, form: CredentialForm): readonly string[] {
  if (carrier?.key === 'AWS_ROLE_ARN') return [];
  const { account, path, name } = role;
  const arn =
    carrier === undefined
      ? shellWord(iamArn(account.partition, account.id, `role${path}${name}`))
      : `"$${carrier.key}"`;
  return [
    '  before_script:',
    `    - ${scalar(`export AWS_ROLE_ARN=${arn}`)}`,
    `    - !reference [${formJob(form)}, before_script]`,
  ];
}

/** The variable that brings the role's ARN into every project of its trust. */
function carrierOf({ variables, grant }: Role): RoleVariable | undefined {
  const single = new Set(grant.rules.map(({ project }) => project.path)).size === 1;
  return variables.find(
    ({ key, value, project }) =>
      value.kind === 'role_arn' && /^[A-Za-z_]/.test(key) && (single || project === undefined),
  );
}

/** A variable with a scope reaches only jobs of such an environment, and a grant may ask for a tier. */
function environmentLines({ grant }: Role, carrier: RoleVariable | undefined): readonly string[] {
  const asked = grant.rules.flatMap(({ environment }) => environment ?? []);
  const tier = asked.find((environment) => environment.tier !== undefined)?.tier;
  const scope = carrier === undefined || carrier.environment === '*' ? undefined : carrier.environment;
  const name = scope ?? tier ?? (asked.length > 0 ? 'production' : undefined);
  if (name === undefined) return [];
  return [
    '  environment:',
    `    name: ${scalar(name.replaceAll('*', '$CI_COMMIT_REF_SLUG'))}`,
    ...(tier === undefined ? [] : [`    deployment_tier: ${tier}`]),
  ];
}
