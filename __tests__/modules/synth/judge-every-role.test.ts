/* oxlint-disable no-new -- a construct joins its scope when it is made */
import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { DataAwsIamRole } from '@cdktf/provider-aws/lib/data-aws-iam-role';
import { IamOpenidConnectProvider } from '@cdktf/provider-aws/lib/iam-openid-connect-provider';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { Aspects, TerraformLocal, TerraformStack, TerraformVariable } from 'cdktf';
import { JudgeEveryRole } from '../../../modules/index';
import { Workbench } from '../workbench';

const workbench = new Workbench();
afterAll(() => workbench.clear());

describe('JudgeEveryRole in an app that knows nothing of refgate and names no account', () => {
  const statement = (provider: string, sub: string): object => ({
    Effect: 'Allow',
    Principal: { Federated: provider },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: {
      StringEquals: { 'gitlab.com:aud': 'sts.amazonaws.com' },
      StringLike: { 'gitlab.com:sub': sub },
    },
  });
  const text = (...statements: readonly object[]): string =>
    JSON.stringify({ Version: '2012-10-17', Statement: statements });

  function synth(trust: (stack: TerraformStack, provider: string) => string): () => void {
    const app = workbench.app();
    const stack = new TerraformStack(app, 'team');
    new AwsProvider(stack, 'aws', { region: 'eu-west-1' });
    const { arn } = new IamOpenidConnectProvider(stack, 'gitlab', {
      url: 'https://gitlab.com',
      clientIdList: ['sts.amazonaws.com'],
    });
    new IamRole(stack, 'ci', { name: 'ci', assumeRolePolicy: trust(stack, arn) });
    Aspects.of(stack).add(new JudgeEveryRole());
    return () => app.synth();
  }

  const one = 'project_path:acme/api:ref_type:branch:ref:release/*';
  const document = (stack: TerraformStack, provider: string, sub: string): string =>
    new DataAwsIamPolicyDocument(stack, 'trust', {
      statement: [
        {
          actions: ['sts:AssumeRoleWithWebIdentity'],
          principals: [{ type: 'Federated', identifiers: [provider] }],
          condition: [
            { test: 'StringEquals', variable: 'gitlab.com:aud', values: ['sts.amazonaws.com'] },
            { test: 'StringLike', variable: 'gitlab.com:sub', values: [sub] },
          ],
        },
      ],
    }).json;

  test.each<[note: string, trust: Parameters<typeof synth>[0]]>([
    ['JSON with a reference to the provider', (_, arn) => text(statement(arn, one))],
    ['a policy document', (stack, arn) => document(stack, arn, one)],
    [
      'the ARN of a provider elsewhere',
      () => text(statement('arn:aws:iam::111122223333:oidc-provider/gitlab.com', one)),
    ],
  ])('a trust that is in order passes: %s', (_, trust) => {
    expect(synth(trust)).not.toThrow();
  });

  test.each<[note: string, trust: Parameters<typeof synth>[0], says: string]>([
    [
      'JSON with a reference to the provider',
      (_, arn) => text(statement(arn, 'project_path:*')),
      '(any-project)',
    ],
    ['a policy document', (stack, arn) => document(stack, arn, 'project_path:acme*'), '(look-alike-prefix)'],
    [
      'one bad statement of two',
      (_, arn) => text(statement(arn, one), statement(arn, 'project_path:*')),
      '(any-project)',
    ],
    [
      'a local value',
      (stack, arn) => new TerraformLocal(stack, 'trust', text(statement(arn, '*'))).asString,
      '(literal-star-refused)',
    ],
    [
      'a variable without a value',
      (stack) => new TerraformVariable(stack, 'trust', { type: 'string' }).stringValue,
      'cannot tell whom it admits: `var.trust` has no default and no value was given',
    ],
    [
      'the trust of a role that was looked up',
      (stack) => new DataAwsIamRole(stack, 'other', { name: 'other' }).assumeRolePolicy,
      'cannot tell whom it admits: `data.aws_iam_role.other.assume_role_policy` is known only after apply',
    ],
    ['a file', () => '${file("trust.json")}', 'the file `trust.json` is not among the files that were read'],
    ['no JSON', () => '{"Version":', 'the trust policy is not JSON'],
  ])('one that is not fails the synth: %s', (_, trust, says) => {
    expect(synth(trust)).toThrow(says);
  });
});
