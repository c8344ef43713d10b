import { TerraformLocal, TerraformOutput } from 'cdktf';
import type { Construct } from 'constructs';
import type { GitlabRole } from './gitlab-role';
import { Group } from './group';
import { terraformText } from './terraform-text';

export interface FederationOutputsProps {
  readonly providerArn: string;
  /** By role key. */
  readonly roles: ReadonlyMap<string, GitlabRole>;
  /** What each role demands, by its key. */
  readonly audiences: ReadonlyMap<string, string>;
}

/**
 * What the rest of the world wants to know of a stack: `provider_arn`, `role_arns` by role key, and `gitlab_ci_jobs`, a
 * `.gitlab-ci.yml` with one job for each role that assumes it and shows who it is.
 */
export function addFederationOutputs(
  scope: Construct,
  props: FederationOutputsProps,
): readonly TerraformOutput[] {
  const roles = [...props.roles].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const locals = new Group(scope, 'locals');
  const arns = new TerraformLocal(
    locals,
    'role_arns',
    Object.fromEntries(roles.map(([key, role]) => [key, role.arn])),
  );
  const demanded = roles.map(([key]) => [key, tokenText(props.audiences.get(key) ?? '')] as const);
  const [first = ''] = demanded.map(([, audience]) => audience);
  const differ = demanded.some(([, audience]) => audience !== first);
  const job = new TerraformLocal(locals, 'ci_job', { ...(differ ? {} : idTokens(first)), ...CI_JOB });
  const own = differ
    ? `id_tokens = { AWS_TOKEN = { aud = local.${new TerraformLocal(locals, 'audiences', Object.fromEntries(demanded)).friendlyUniqueId}[role] } }, `
    : '';
  const jobs = `{ for role, arn in local.${arns.friendlyUniqueId} : "assume-\${role}" => merge(local.${job.friendlyUniqueId}, { ${own}variables = { AWS_ROLE_ARN = arn } }) }`;
  const output = (id: string, description: string, value: unknown): TerraformOutput =>
    new TerraformOutput(scope, id, { description, value, staticId: true });
  return [
    output('provider_arn', 'ARN of the OIDC provider that the roles trust', props.providerArn),
    output('role_arns', 'ARN of each role, by its key in the declaration', arns.expression),
    output(
      'gitlab_ci_jobs',
      'A job for each role, to copy from: terraform output -raw gitlab_ci_jobs',
      `\${yamlencode(${jobs})}`,
    ),
  ];
}

function tokenText(audience: string): string {
  return terraformText(audience, { code: 'ERR_AUDIENCE', what: 'audience' });
}

function idTokens(audience: string): object {
  return { id_tokens: { AWS_TOKEN: { aud: audience } } };
}

/**
 * What every job has. The AWS SDKs and the command line take a token from a file.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/access-assume-role-web.html
 */
const CI_JOB = {
  before_script: [
    'export AWS_ROLE_SESSION_NAME="gitlab-$CI_PROJECT_ID-$CI_PIPELINE_ID"',
    'export AWS_WEB_IDENTITY_TOKEN_FILE="$(mktemp)"',
    'printf %s "$AWS_TOKEN" > "$AWS_WEB_IDENTITY_TOKEN_FILE"',
  ],
  script: ['aws sts get-caller-identity'],
} as const;
