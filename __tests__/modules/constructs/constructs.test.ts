import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformVariable, Token } from 'cdktf';
import {
  GitlabCiVariables,
  GitlabOidcProvider,
  GitlabRole,
  type GitlabCiVariable,
  type GitlabOidcProviderProps,
  type GitlabRoleProps,
  type IGitlabOidcProvider,
} from '../../../modules/index';
import { addresses, API, grantOf, jsonOf, only, refusal, Workbench } from '../workbench';

const workbench = new Workbench();
afterAll(() => workbench.clear());

const GITLAB_COM: IGitlabOidcProvider = {
  arn: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com',
  issuer: 'https://gitlab.com',
};

function newRole(props: Partial<GitlabRoleProps> = {}): GitlabRole {
  return new GitlabRole(workbench.stack(), 'deploy', {
    provider: GITLAB_COM,
    grant: grantOf(['main']),
    name: 'deploy',
    ...props,
  });
}

function newProvider(props: Partial<GitlabOidcProviderProps> = {}): GitlabOidcProvider {
  return new GitlabOidcProvider(workbench.stack(), 'gitlab', {
    issuer: 'https://gitlab.com',
    clientIds: ['sts.amazonaws.com'],
    ...props,
  });
}

function newVariable(variable: Partial<GitlabCiVariable>): GitlabCiVariables {
  return new GitlabCiVariables(workbench.stack(), 'api', {
    target: { project: '101' },
    variables: [{ key: 'AWS_ROLE_ARN', value: 'arn:aws:iam::111122223333:role/deploy', ...variable }],
  });
}

describe('GitlabRole takes what IAM takes', () => {
  const policy = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' } };
  const rows: [note: string, props: Partial<GitlabRoleProps>][] = [
    ['every character of a name', { name: 'a_Z0+=,.@-' }],
    ['64 characters of name', { name: 'n'.repeat(64) }],
    ['a name that only Terraform knows', { name: Token.asString({ resolve: () => 'x y' }) }],
    ['a deep path', { path: '/ci/gitlab/a~b/' }],
    ['Latin-1 in a description', { description: 'déploiement ÿ\n' }],
    ['the longest session', { maxSessionSeconds: 43_200 }],
    ['ten managed policies', { permissions: { managed: managed(10) } }],
    [
      'eleven where the quota was raised',
      { permissions: { managed: managed(11) }, quotas: { managedPolicies: 20 } },
    ],
    ['a policy of another partition', { permissions: { managed: ['arn:aws-us-gov:iam::aws:policy/X'] } }],
    ['one statement instead of a list', { permissions: { inline: { one: policy } } }],
    ['a boundary', { permissions: { boundary: 'arn:aws:iam::111122223333:policy/team/boundary' } }],
    ['tags with every character', { tags: { 'a b_.:/=+-@': 'é 0' } }],
    ['a longer trust where the quota was raised', { grant: wide(), quotas: { trustPolicySize: 8192 } }],
  ];
  test.each(rows)('%s', (_, props) => {
    expect(() => newRole(props)).not.toThrow();
  });
});

describe('GitlabRole refuses what IAM would refuse, and says how to go on', () => {
  const statement = { Effect: 'Allow', Action: 's3:*', Resource: '*' };
  const inline = (document: unknown): Partial<GitlabRoleProps> => ({
    permissions: { inline: { p: document } },
  });
  const rows: [note: string, props: Partial<GitlabRoleProps>, message: string][] = [
    [
      'an empty name',
      { name: '' },
      'ERR_ROLE_NAME: AWS refuses the role name ``; expected 1 to 64 letters, digits or `_+=,.@-`; write `deploy`',
    ],
    ['65 characters of name', { name: 'n'.repeat(65) }, 'got 65 characters'],
    ['a name with a slash', { name: 'ci/deploy' }, 'AWS refuses the role name `ci/deploy`'],
    ['a path without slashes', { path: 'ci' }, 'write `/ci/`'],
    [
      'a path with a gap',
      { path: '/ci//x/' },
      'ERR_ROLE_NAME: AWS refuses the role path `/ci//x/`; expected at most 512 printable ASCII characters that begin and end with `/`, without `//`; write `/ci/x/`',
    ],
    ['a description in Japanese', { description: '本番' }, 'AWS refuses `本` in the description of a role'],
    ['a control character', { description: 'a\u0000' }, 'AWS refuses `\\u0000` in the description'],
    ['1,001 characters of description', { description: 'x'.repeat(1001) }, 'got 1001 characters'],
    ['a session of half an hour', { maxSessionSeconds: 1800 }, 'ERR_SESSION_LENGTH'],
    ['a session of a day', { maxSessionSeconds: 86_400 }, 'write `12h` or less'],
    ['a fraction of a second', { maxSessionSeconds: 3600.5 }, '`3600.5` is not a session length'],
    [
      'eleven managed policies',
      { permissions: { managed: managed(11) } },
      'got 11 policies; expected at most 10',
    ],
    [
      'a policy name instead of an ARN',
      { permissions: { managed: ['ReadOnlyAccess'] } },
      '`ReadOnlyAccess` is not the ARN of a managed policy',
    ],
    ['one policy twice', { permissions: { managed: [...managed(1), ...managed(1)] } }, 'is listed twice'],
    [
      'a boundary that is a role',
      { permissions: { boundary: 'arn:aws:iam::111122223333:role/x' } },
      'is not the ARN of a managed policy',
    ],
    ['an inline policy as text', inline('{}'), 'write the policy as keys and values, not as text'],
    ['an inline policy without version', inline({ Statement: statement }), 'write `Version: "2012-10-17"`'],
    ['no statement', inline({ Version: '2012-10-17', Statement: [] }), 'the inline policy `p` is empty'],
    [
      'a principal in a permission',
      inline({ Version: '2012-10-17', Statement: { ...statement, Principal: '*' } }),
      'a statement of the inline policy `p` names a principal',
    ],
    [
      'a statement without action',
      inline({ Version: '2012-10-17', Statement: { Effect: 'Allow', Resource: '*' } }),
      'has no `Action`',
    ],
    [
      'too much inline policy',
      inline({ Version: '2012-10-17', Statement: { ...statement, Resource: `arn:${'x'.repeat(10_240)}` } }),
      'expected at most 10240 together; move some of them to a managed policy',
    ],
    [
      'tag keys that differ in case',
      { tags: { Team: 'a', team: 'b' } },
      'the tags `Team` and `team` differ in case only',
    ],
    ['a tag of AWS', { tags: { 'aws:x': 'y' } }, 'the tag `aws:x` begins with `aws:`'],
    [
      'a bracket in a tag',
      { tags: { team: '<a>' } },
      'AWS refuses a character of the tag `team` or of its value `<a>`',
    ],
    [
      'a trust over the quota',
      { grant: wide() },
      'expected at most 2048 characters; entry 1 of its `trust` alone has',
    ],
    ['no ref', { grant: grantOf([]) }, 'names no ref'],
    ['no rule', { grant: { ...grantOf(['main']), rules: [] } }, 'the grant has no rule'],
    [
      'a ref that git forbids',
      { grant: grantOf(['main', 'a..b']) },
      'ERR_REF: ref pattern `a..b` can match nothing: git forbids `..`',
    ],
    ['a ref that IAM cannot hold', { grant: grantOf(['機能/*']) }, 'cannot be written in an IAM policy'],
    [
      'a ref that is neither branch nor tag',
      { grant: grantOf([], { refs: [{ type: 'mr' as 'tag', pattern: '*' }] }) },
      'ERR_GRANT: a ref is a branch or a tag, not `mr`',
    ],
    [
      'a project path with a star',
      { grant: grantOf(['main'], { project: { ...API, path: 'acme/*' } }) },
      'ERR_PROJECT_PATH: project path `acme/*` cannot exist',
    ],
    [
      'a project without ids',
      { grant: grantOf(['main'], { project: { ...API, namespaceId: undefined } }) },
      'on gitlab.com a path is not an identity',
    ],
    [
      'a star for an id',
      { grant: grantOf(['main'], { project: { ...API, id: '*' } }) },
      'ERR_PROJECT_ID: `*` is not a GitLab id; got `id` of `acme/platform/api`',
    ],
    [
      'an id that only Terraform knows',
      {
        grant: grantOf(['main'], {
          project: { ...API, namespaceId: Token.asString({ resolve: () => '12' }) },
        }),
      },
      'expected a string of decimal digits that is known when the Terraform is written',
    ],
    [
      'a pipeline source that GitLab does not have',
      { grant: grantOf(['main'], { sources: ['pushed' as 'push'] }) },
      'ERR_GRANT: no pipeline has the source `pushed`',
    ],
    [
      'a runner that GitLab does not have',
      { grant: grantOf(['main'], { runner: 'ours' as 'self-hosted' }) },
      'invalid runner environment',
    ],
    ['no pipeline source', { grant: grantOf(['main'], { sources: [] }) }, 'allows no pipeline source'],
    [
      'another issuer',
      { provider: { ...GITLAB_COM, issuer: 'https://gitlab.example.com' } },
      'ERR_ISSUER: the provider is not the one of the grant',
    ],
    [
      'an audience that is not registered',
      { provider: { ...GITLAB_COM, clientIds: ['vault'] } },
      'got `sts.amazonaws.com`; expected `vault`',
    ],
    ['half a reference', { description: 'TfToken[TOKEN.0]' }, 'contains the string `TfToken[`'],
  ];
  test.each(rows)('%s', (_, props, message) => {
    expect(refusal(() => newRole(props))).toContain(message);
  });

  test('all problems are told at once', () => {
    const text = refusal(() => newRole({ name: '', path: 'x', maxSessionSeconds: 1 }));
    expect(text.split('\n').map((line) => line.split(':')[0])).toEqual([
      'ERR_ROLE_NAME',
      'ERR_ROLE_NAME',
      'ERR_SESSION_LENGTH',
    ]);
  });

  test('the quota message names the statements that take the space', () => {
    expect(refusal(() => newRole({ grant: wide() }))).toMatch(
      /got \d{4} characters in 1 statement: `Project101ProtectedRefs` \d{4}/,
    );
  });
});

describe('GitlabRole: escapes', () => {
  test('what IAM and Terraform both would expand reaches IAM as it was written', () => {
    const role = newRole({
      grant: grantOf(['x${aws}', '%{if}', 'q"']),
      description: 'costs ${5} and %{6}',
    });
    const written = only(role.node.scope as never, 'aws_iam_role');
    expect(written['description']).toBe('costs $${5} and %%{6}');
    expect(written['assume_role_policy']).toContain('ref:x$${$}{aws}');
    expect(written['assume_role_policy']).toContain('ref:%%{if}');
    expect(written['assume_role_policy']).toContain(String.raw`ref:q\"`);
  });

  test('variables of IAM in an inline policy are left to IAM, references to Terraform', () => {
    const stack = workbench.stack();
    const bucket = new TerraformVariable(stack, 'bucket', { type: 'string' });
    const count = new TerraformVariable(stack, 'count', { type: 'number' });
    const document = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 's3:*',
          Resource: `${bucket.stringValue}/\${aws:username}/*`,
          Condition: { NumericLessThan: { 's3:max-keys': count.numberValue } },
        },
      ],
    };
    const role = new GitlabRole(stack, 'deploy', {
      provider: GITLAB_COM,
      grant: grantOf(['main']),
      name: 'deploy',
      permissions: { inline: { home: document } },
    });
    expect(role.inlinePolicies).toHaveLength(1);
    expect(only(stack, 'aws_iam_role_policy')['policy']).toBe(
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"${var.bucket}/$${aws:username}/*","Condition":{"NumericLessThan":{"s3:max-keys":${var.count}}}}]}',
    );
  });

  test('a reference to a list has no place in JSON text', () => {
    const list = new TerraformVariable(workbench.stack(), 'list', { type: 'list(string)' });
    const document = {
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: 's3:*', Resource: list.listValue },
    };
    expect(refusal(() => newRole({ permissions: { inline: { p: document } } }))).toContain(
      'holds a reference to a list, a map or a boolean; expected references to strings and numbers only',
    );
  });

  test('a dollar before a reference would be an escape to Terraform', () => {
    const price = new TerraformVariable(workbench.stack(), 'price', { type: 'string' });
    expect(refusal(() => newRole({ description: `costs $${price.stringValue}` }))).toContain(
      'has a `$` directly before a reference',
    );
  });
});

describe('GitlabRole: what is written', () => {
  test('defaults of IAM are omitted, the session length is not', () => {
    const written = only(newRole().node.scope as never, 'aws_iam_role');
    expect(Object.keys(written).toSorted()).toEqual([
      '//',
      'assume_role_policy',
      'max_session_duration',
      'name',
    ]);
  });

  test('everything is written when it is given', () => {
    const written = only(
      newRole({
        path: '/ci/',
        description: 'd',
        tags: { b: '2', a: '1' },
        forceDetachPolicies: true,
        permissions: { boundary: 'arn:aws:iam::111122223333:policy/b' },
      }).node.scope as never,
      'aws_iam_role',
    );
    expect(written).toMatchObject({
      path: '/ci/',
      description: 'd',
      tags: { a: '1', b: '2' },
      force_detach_policies: true,
      permissions_boundary: 'arn:aws:iam::111122223333:policy/b',
    });
  });

  test('attachments are named for their policies, wherever they are in the list', () => {
    const arns = [
      'arn:aws:iam::111122223333:policy/team/Deploy',
      'arn:aws:iam::111122223333:policy/ReadOnlyAccess',
      'arn:aws:iam::aws:policy/ReadOnlyAccess',
      'arn:aws:iam::aws:policy/service-role/AWSLambdaRole',
    ];
    const names = (managedArns: readonly string[]): readonly string[] =>
      addresses(jsonOf(newRole({ permissions: { managed: managedArns } }).node.scope as never)).slice(1);
    expect(names(arns)).toEqual([
      'aws_iam_role_policy_attachment.deploy_ReadOnlyAccess',
      'aws_iam_role_policy_attachment.deploy_ReadOnlyAccess_111122223333',
      'aws_iam_role_policy_attachment.deploy_service-role_AWSLambdaRole',
      'aws_iam_role_policy_attachment.deploy_team_Deploy',
    ]);
    expect(names(arns.toReversed())).toEqual(names(arns));
  });

  test('the resource stays open for whatever a team adds', () => {
    const role = newRole();
    role.resource.addOverride('lifecycle.prevent_destroy', true);
    expect(only(role.node.scope as never, 'aws_iam_role')['lifecycle']).toEqual({ prevent_destroy: true });
  });

  test('two roles that are one to IAM are refused, in two accounts they are not', () => {
    const stack = workbench.stack();
    const build = (id: string, name: string, awsProvider?: AwsProvider) => () =>
      new GitlabRole(stack, id, { provider: GITLAB_COM, grant: grantOf(['main']), name, awsProvider });
    build('a', 'deploy')();
    expect(refusal(build('b', 'Deploy'))).toBe(
      'ERR_ROLE_NAME: a role of this name is created already at `test/a`; got `Deploy`; expected names that differ in more than case and path: IAM knows a name once; rename one of them',
    );
    const other = new AwsProvider(stack, 'other', { alias: 'other' });
    expect(build('c', 'deploy', other)).not.toThrow();
  });

  test('names that every JavaScript object has are names like others', () => {
    const stack = workbench.stack();
    const inline = {
      toString: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' } },
    };
    const permissions = { managed: ['arn:aws:iam::111122223333:policy/constructor'], inline };
    const role = new GitlabRole(stack, 'deploy', {
      provider: GITLAB_COM,
      grant: grantOf(['main']),
      name: 'valueOf',
      permissions,
    });
    const variables = [{ key: 'valueOf', value: role.arn }];
    const { resources } = new GitlabCiVariables(stack, 'api', { target: { project: '101' }, variables });
    expect(resources).toHaveLength(1);
    expect(addresses(jsonOf(stack))).toEqual([
      'aws_iam_role.deploy',
      'aws_iam_role_policy.deploy_toString_',
      'aws_iam_role_policy_attachment.deploy_constructor_',
      'gitlab_project_variable.api_valueOf_',
    ]);
    expect(only(stack, 'aws_iam_role_policy')['name']).toBe('toString');
  });

  test('two names that are one to Terraform are refused', () => {
    const stack = workbench.stack();
    const props = { provider: GITLAB_COM, grant: grantOf(['main']) };
    const roles = ['a.b', 'a:b'].map((id, n) => new GitlabRole(stack, id, { ...props, name: `r${n}` }));
    expect(roles).toHaveLength(2);
    expect(stack.node.validate().join()).toContain(
      'two constructs have the Terraform address `aws_iam_role.a_b`',
    );
  });
});

describe('GitlabOidcProvider', () => {
  test('registers issuer and client ids; no thumbprint unless one is given', () => {
    const written = only(newProvider().node.scope as never, 'aws_iam_openid_connect_provider');
    expect(written).toMatchObject({ url: 'https://gitlab.com', client_id_list: ['sts.amazonaws.com'] });
    expect(written).not.toHaveProperty('thumbprint_list');
  });

  test('thumbprints of a private authority are lower-cased, tags sorted', () => {
    const provider = newProvider({ thumbprints: ['A'.repeat(40)], tags: { b: '2', a: '1' } });
    expect(only(provider.node.scope as never, 'aws_iam_openid_connect_provider')).toMatchObject({
      thumbprint_list: ['a'.repeat(40)],
      tags: { a: '1', b: '2' },
    });
  });

  const refused: [note: string, props: Partial<GitlabOidcProviderProps>, message: string][] = [
    ['http', { issuer: 'http://gitlab.example.com' }, 'is not https'],
    ['a trailing slash', { issuer: 'https://gitlab.com/' }, 'use `https://gitlab.com`'],
    ['another port', { issuer: 'https://gitlab.example.com:8443' }, 'has a port'],
    ['a query', { issuer: 'https://gitlab.example.com?x' }, 'has a query'],
    ['a reference', { issuer: Token.asString({ resolve: () => '' }) }, 'the issuer is a reference'],
    ['no client id', { clientIds: [] }, 'name that of the tokens, such as `sts.amazonaws.com`'],
    ['an empty client id', { clientIds: [''] }, 'the audience is empty'],
    ['a client id twice', { clientIds: ['a', 'a'] }, 'listed twice'],
    [
      'a thumbprint with colons',
      { thumbprints: [Array(20).fill('AB').join(':')] },
      `write \`"${'ab'.repeat(20)}"\``,
    ],
    ['a SHA-256', { thumbprints: ['a'.repeat(64)] }, 'take the SHA-1 of the certificate'],
    ['no thumbprint in the list', { thumbprints: [] }, 'the list of thumbprints is empty'],
    ['six thumbprints', { thumbprints: Array.from({ length: 6 }, (_, n) => `${n}`.repeat(40)) }, 'got 6'],
  ];
  test.each(refused)('%s is refused', (_, props, message) => {
    expect(refusal(() => newProvider(props))).toContain(message);
  });

  test('one for each account and issuer, however many roles', () => {
    const provider = newProvider();
    const again = (id: string, issuer: string) => () =>
      new GitlabOidcProvider(provider.node.scope as never, id, { issuer, clientIds: ['x'] });
    expect(refusal(again('b', 'https://gitlab.com'))).toContain('is created already at `test/gitlab`');
    expect(again('c', 'https://gitlab.example.com')).not.toThrow();
  });

  test('an existing one by ARN writes nothing', () => {
    const stack = workbench.stack();
    const { arn, issuer } = GitlabOidcProvider.fromArn(stack, 'existing', GITLAB_COM);
    expect([arn, issuer]).toEqual([GITLAB_COM.arn, GITLAB_COM.issuer]);
    expect(jsonOf(stack)).not.toHaveProperty('resource');
  });

  test.each([
    ['another issuer', 'arn:aws:iam::111122223333:oidc-provider/gitlab.example.com', 'is of another issuer'],
    ['no ARN', 'gitlab.com', '`gitlab.com` is not the ARN of an OIDC provider'],
  ])('an ARN of %s is refused', (_, arn, message) => {
    const stack = workbench.stack();
    expect(
      refusal(() => GitlabOidcProvider.fromArn(stack, 'existing', { arn, issuer: 'https://gitlab.com' })),
    ).toContain(message);
  });

  test('an existing one is looked up by issuer, and must list the audience', () => {
    const stack = workbench.stack();
    const provider = GitlabOidcProvider.fromIssuer(stack, 'gitlab', {
      issuer: 'https://gitlab.com',
      audiences: ['sts.amazonaws.com'],
    });
    const role = new GitlabRole(stack, 'deploy', { provider, grant: grantOf(['main']), name: 'deploy' });
    expect(role.trustPolicy.Statement).toHaveLength(1);
    const { data, resource } = jsonOf(stack);
    expect(data?.['aws_iam_openid_connect_provider']?.['gitlab']).toMatchObject({
      url: 'https://gitlab.com',
      lifecycle: { postcondition: [{ condition: '${contains(self.client_id_list, "sts.amazonaws.com")}' }] },
    });
    expect(resource['aws_iam_role']?.['deploy']?.['assume_role_policy']).toContain(
      '"Federated":"${data.aws_iam_openid_connect_provider.gitlab.arn}"',
    );
  });
});

describe('GitlabCiVariables', () => {
  test('a project variable, with everything said', () => {
    const stack = newVariable({
      environmentScope: 'review/*',
      masked: true,
      hidden: true,
      protected: true,
      description: 'the role',
    }).node.scope as never;
    expect(addresses(jsonOf(stack))).toEqual(['gitlab_project_variable.api_AWS_ROLE_ARN_review_any']);
    expect(only(stack, 'gitlab_project_variable')).toMatchObject({
      project: '101',
      environment_scope: 'review/*',
      masked: true,
      hidden: true,
      protected: true,
      raw: false,
      description: 'the role',
    });
  });

  test('a group variable', () => {
    const stack = workbench.stack();
    const variables = new GitlabCiVariables(stack, 'acme', {
      target: { group: 'acme' },
      variables: [{ key: 'AWS_REGION', value: 'eu-west-1' }],
    });
    expect(variables.resources).toHaveLength(1);
    expect(only(stack, 'gitlab_group_variable')).toMatchObject({
      group: 'acme',
      key: 'AWS_REGION',
      environment_scope: '*',
      protected: false,
      masked: false,
    });
  });

  const taken: [note: string, variable: Partial<GitlabCiVariable>][] = [
    ['a masked ARN', { masked: true }],
    [
      'a masked ARN with a comma, raw',
      { masked: true, raw: true, value: 'arn:aws:iam::111122223333:role/a,b' },
    ],
    ['a masked reference', { masked: true, value: Token.asString({ resolve: () => 'x' }) }],
    ['an unmasked short value', { value: 'x' }],
  ];
  test.each(taken)('%s is taken', (_, variable) => {
    expect(() => newVariable(variable)).not.toThrow();
  });

  const refused: [note: string, variable: Partial<GitlabCiVariable>, message: string][] = [
    ['a key with a dash', { key: 'AWS-ROLE' }, 'write `AWS_ROLE`'],
    ['an empty key', { key: '' }, 'GitLab refuses the variable key `` at /variables/0'],
    ['256 characters of key', { key: 'K'.repeat(256) }, '1 to 255 letters'],
    ['a masked short value', { masked: true, value: 'short' }, 'got 5 characters; expected at least 8'],
    [
      'a masked value with a space',
      { masked: true, value: 'two words' },
      'got ` `; expected at least 8 letters, digits or `_+=/@:.~-`',
    ],
    [
      'a masked ARN with a comma, not raw',
      { masked: true, value: 'arn:aws:iam::111122223333:role/a,b' },
      'got `,`; expected at least 8 letters, digits or `_+=/@:.~-`; add `raw: true`, or remove `masked`',
    ],
    [
      'a masked reference that will have a comma',
      {
        masked: true,
        value: Token.asString({ resolve: () => '' }),
        expectedValue: 'role/abcd,efgh',
      },
      'GitLab cannot mask the value `role/abcd,efgh`',
    ],
    ['hidden without masked', { hidden: true }, 'add `masked: true`'],
    [
      'a scope that begins with a slash',
      { environmentScope: '/production' },
      'GitLab refuses the environment scope `/production`',
    ],
    ['a scope with a comma', { environmentScope: 'a,b' }, 'GitLab refuses the environment scope `a,b`'],
    ['a long description', { description: 'x'.repeat(256) }, 'got 256 characters'],
  ];
  test.each(refused)('%s is refused', (_, variable, message) => {
    expect(refusal(() => newVariable(variable))).toContain(message);
  });

  test.each([
    ['project and group', { project: '101', group: 'acme' }, 'got `project` and `group`'],
    ['neither', {}, 'got none'],
    ['an empty project', { project: '' }, 'got ``'],
  ])('a target that is %s is refused', (_, target, message) => {
    const build = () =>
      new GitlabCiVariables(workbench.stack(), 'api', { target: target as never, variables: [] });
    expect(refusal(build)).toContain(message);
  });

  test('one key twice for one scope is refused, for two scopes it is not', () => {
    const build = (scopes: readonly string[]) => () =>
      new GitlabCiVariables(workbench.stack(), 'api', {
        target: { project: '101' },
        variables: scopes.map((environmentScope) => ({ key: 'K', value: 'v', environmentScope })),
      });
    expect(refusal(build(['*', '*']))).toContain(
      'variable `K` is declared twice for the environment scope `*`',
    );
    expect(build(['*', 'production'])).not.toThrow();
  });

  test('`$` and `{` in a value reach GitLab as they were written', () => {
    const stack = newVariable({ value: '${HOME} %{x} $plain' }).node.scope as never;
    expect(only(stack, 'gitlab_project_variable')['value']).toBe('$${HOME} %%{x} $plain');
  });
});

function managed(count: number): readonly string[] {
  return Array.from({ length: count }, (_, n) => `arn:aws:iam::aws:policy/Policy${n}`);
}

/** Forty branches: more than the default quota takes. */
function wide(): GitlabRoleProps['grant'] {
  return grantOf(
    Array.from({ length: 40 }, (_, n) => `release/${n}`),
    { project: API },
  );
}
