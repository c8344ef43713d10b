import { cliFolder } from '../support/cli-folder';

// The job asks for its token wrongly, and the trust policy is right: what is sent, and what the CI file says, tell it.

const { write, refgate } = cliFolder();

const TOKEN_OF_OLD_JOB = {
  iss: 'gitlab.com',
  sub: 'job_2',
  project_id: '7',
  project_path: 'orchard/press',
  ref: 'main',
  ref_type: 'branch',
  ref_protected: 'true',
  iat: 1790000000,
  nbf: 1789999995,
  exp: 1790003600,
};

/** The token that the job has is not the one that it sends. */
const UNUSED = [3, 'token-not-used'] as const;

test('a job that sends `CI_JOB_JWT`: the token has no `aud`, and the lint finds the variable', async () => {
  write('claims.json', TOKEN_OF_OLD_JOB);
  write('role.json', {
    Role: {
      RoleName: 'press',
      Arn: 'arn:aws:iam::111122223333:role/press',
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' },
            Action: 'sts:AssumeRoleWithWebIdentity',
            Condition: {
              StringEquals: {
                'gitlab.com:aud': 'https://gitlab.com',
                'gitlab.com:sub': 'project_path:orchard/press:ref_type:branch:ref:main',
              },
            },
          },
        ],
      },
    },
  });
  const { code, out } = await refgate('explain', 'role.json', '--claims', 'claims.json');
  expect(code).toBe(1);
  expect(out).toContain(
    'refused by the token itself, before any policy was read: Missing a required claim: aud',
  );
  expect(out).toContain('AWS answers `InvalidIdentityToken`');
  expect(out).toContain('set `id_tokens: { AWS_TOKEN: { aud: "https://gitlab.com" } }` in the job');
  const found = await lint('deploy', { token: '$CI_JOB_JWT' });
  expect(found).toEqual([UNUSED, [8, 'removed-token']]);
});

const DECLARATION = `gitlab: { url: https://gitlab.com, audience: sts.amazonaws.com }
projects:
  press:
    path: orchard/press
    id: 7
    namespace_id: 3
    protected_branches: { main: { push: maintainer, merge: maintainer } }
accounts: { main: { id: '111122223333', region: eu-west-1 } }
roles:
  deploy:
    account: main
    trust: [{ project: press, branches: [main], protected: true, sources: [push] }]
    variables: [{ key: AWS_ROLE_ARN, protected: true }]
`;

interface Job {
  readonly audience?: string;
  readonly token?: string;
  readonly more?: string;
}

const CALL = (token: string): string =>
  `    - aws sts assume-role-with-web-identity --role-arn "$AWS_ROLE_ARN" --role-session-name job --web-identity-token "${token}"\n`;

/** The line and the rule of each finding about one job. */
async function lint(name: string, { audience = 'sts.amazonaws.com', token = '$AWS_TOKEN', more }: Job) {
  write('federation.yaml', DECLARATION);
  write(
    'ci.yml',
    `${name}:\n  id_tokens:\n    AWS_TOKEN:\n      aud: ${audience}\n  rules:\n    - if: $CI_COMMIT_BRANCH == "main" && $CI_PIPELINE_SOURCE == "push"\n${more ?? `  script:\n${CALL(token)}`}`,
  );
  const { out } = await refgate('ci', '--lint', 'ci.yml', '--format', 'json');
  const [{ findings }] = JSON.parse(out) as readonly [
    { readonly findings: readonly { readonly rule: string; readonly position: { readonly line: number } }[] },
  ];
  return findings.map(({ rule, position }) => [position.line, rule]);
}

test.each<readonly [string, Job, readonly (readonly [number, string])[]]>([
  ['nothing', {}, []],
  ['the audience of GitLab', { audience: 'https://gitlab.com' }, [[4, 'wrong-audience']]],
  [
    'two audiences',
    { audience: '[sts.amazonaws.com, https://vault.example.com]' },
    [[4, 'several-audiences']],
  ],
  ['the job token', { token: '$CI_JOB_TOKEN' }, [UNUSED, [8, 'job-token-as-identity']]],
  ['a token of another name', { token: '$AWS_ID_TOKEN' }, [UNUSED, [8, 'token-not-given']]],
  ['Terraform without a token file', { more: '  script:\n    - terraform apply\n' }, [UNUSED]],
  ['a trigger job', { more: '  trigger: { include: child.yml }\n' }, [UNUSED, [3, 'trigger-job-token']]],
])('the lint of a job finds: %s', async (_, job, expected) => {
  expect(await lint('deploy', job)).toEqual(expected);
});
