import { readFileSync } from 'node:fs';
import path from 'node:path';
import { synthFederation } from '../../modules/index';
import { formatProblem, judgeStack, parseFederation } from '../../policies/index';

/** What exists in the account and in GitLab already, by the addresses that it is to have. */
export const EXISTING = [
  'aws_iam_openid_connect_provider.gitlab',
  'aws_iam_role.deploy',
  'aws_iam_role_policy.deploy_parameters',
  'aws_iam_role_policy_attachment.deploy_AWSLambda_FullAccess',
  'gitlab_project_variable.deploy_billing_AWS_ROLE_ARN',
];

/** The stack of this folder's declaration, with an `import` block for everything that exists. */
export function synthesize(outdir: string, form: 'json' | 'hcl'): readonly string[] {
  const parsed = parseFederation(
    readFileSync(path.join(__dirname, 'federation.yaml'), 'utf8'),
    'federation.yaml',
  );
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join('\n'));
  const { federation } = parsed;
  return synthFederation(federation, {
    outdir,
    form,
    accounts: { finance: { adopt: EXISTING } },
    validation: { judge: ({ stack, json }) => judgeStack(federation, stack, json) },
  });
}

if (require.main === module) synthesize('cdktf.out/adopt-existing-roles', 'json');
