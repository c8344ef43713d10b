import { parseFederation } from '../../../policies/federation/index';
import { declaredArtifact, judgeStack } from '../../../policies/judge/index';

/** A role with every permission for every branch, which the catalog takes for an error. */
function federation(rest = '') {
  const parsed = parseFederation(
    `gitlab: { url: https://gitlab.com, audience: sts.amazonaws.com }
projects: { api: { path: acme/platform/api, id: 101, namespace_id: 12 } }
accounts:
  production: { id: "111122223333", region: eu-west-1 }
  staging: { id: "444455556666", region: eu-west-1 }
roles:
  plan:
    account: production
    trust: [{ project: api, branches: ["*"] }]
    permissions: { managed: ["arn:aws:iam::aws:policy/AdministratorAccess"] }
${rest}`,
    'federation.yaml',
  );
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.federation;
}

/** The stack of the production account as a synth would write it. */
function stackText(): string {
  const [role] = declaredArtifact(federation()).roles;
  return JSON.stringify({
    provider: { aws: [{ region: 'eu-west-1', allowed_account_ids: ['111122223333'] }] },
    resource: {
      aws_iam_role: { plan: { name: 'plan', assume_role_policy: JSON.stringify(role?.document) } },
      aws_iam_role_policy_attachment: {
        plan: {
          role: '${aws_iam_role.plan.name}',
          policy_arn: 'arn:aws:iam::aws:policy/AdministratorAccess',
        },
      },
    },
  });
}

test('an error of the catalog is a line with the role, what is wrong, the check and the fix', () => {
  expect(judgeStack(federation(), 'production', stackText())).toEqual([
    expect.stringMatching(/^`plan` \(federation\.yaml:7:3\): .+ \(`admin-permissions-on-any-ref`\); .+/),
  ]);
});

test('a suppression with a reason takes it away, another one does not', () => {
  const accepted = (check: string): string =>
    `suppress: [{ check: ${check}, role: plan, reason: sandbox account without data }]`;
  const lines = (check: string): readonly string[] =>
    judgeStack(federation(accepted(check)), 'production', stackText());
  expect(lines('admin-permissions-on-any-ref')).toEqual([]);
  expect(lines('near-quota')).toHaveLength(1);
});

test('the roles of other accounts are not looked for', () => {
  expect(judgeStack(federation(), 'staging', '{}')).toEqual([]);
});

test('a role that the declaration does not have is judged, too', () => {
  const stack = JSON.parse(stackText()) as { resource: { aws_iam_role: Record<string, unknown> } };
  stack.resource.aws_iam_role['other'] = {
    name: 'other',
    assume_role_policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: { StringLike: { 'gitlab.com:sub': '*' } },
      },
    }),
  };
  const lines = judgeStack(federation(), 'production', JSON.stringify(stack));
  expect(lines.join('\n')).toMatch(/^`aws_iam_role\.other`: .+ \(`any-project`\)/m);
});
