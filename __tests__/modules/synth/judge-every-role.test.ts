/* oxlint-disable no-new -- a construct joins its scope when it is made */
import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { DataAwsIamRole } from '@cdktf/provider-aws/lib/data-aws-iam-role';
import { IamOpenidConnectProvider } from '@cdktf/provider-aws/lib/iam-openid-connect-provider';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import {
  Aspects,
  TerraformHclModule,
  TerraformLocal,
  TerraformStack,
  TerraformVariable,
  type App,
  type IAspect,
} from 'cdktf';
import { Construct } from 'constructs';
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

describe('every role of the stack as it is written is judged', () => {
  const OPEN = JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { Federated: 'arn:aws:iam::222233334444:oidc-provider/gitlab.com' },
      Action: 'sts:AssumeRoleWithWebIdentity',
    },
  });
  const SERVICE = JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
  });

  /** A stack with a role that is in order. */
  function mill(scope: Construct): { readonly stack: TerraformStack; readonly role: IamRole } {
    const stack = new TerraformStack(scope, 'mill');
    new AwsProvider(stack, 'aws', { region: 'eu-west-1' });
    return { stack, role: new IamRole(stack, 'loom', { name: 'loom', assumeRolePolicy: SERVICE }) };
  }

  const visiting = (visit: IAspect['visit']): IAspect => ({ visit });

  test.each<[string, (scope: App) => void]>([
    ['added to the app', (app) => (Aspects.of(app).add(new JudgeEveryRole()), opened(mill(app)))],
    ['addTo(app)', (app) => (JudgeEveryRole.addTo(app), opened(mill(app)))],
    [
      'added to a construct around the stack',
      (app) => {
        const around = new Construct(app, 'around');
        Aspects.of(around).add(new JudgeEveryRole());
        opened(mill(around));
      },
    ],
    [
      'added to another role of the stack',
      (app) => {
        const { stack, role } = mill(app);
        JudgeEveryRole.addTo(role);
        new IamRole(stack, 'other', { assumeRolePolicy: OPEN });
      },
    ],
    [
      'an override of a role',
      (app) => {
        const { stack, role } = mill(app);
        JudgeEveryRole.addTo(stack);
        role.addOverride('assume_role_policy', OPEN);
      },
    ],
    [
      'an override of the stack',
      (app) => {
        const { stack } = mill(app);
        JudgeEveryRole.addTo(stack);
        stack.addOverride('resource.aws_iam_role.later.assume_role_policy', OPEN);
      },
    ],
    [
      'an aspect that comes later changes a role',
      (app) => {
        const { stack } = mill(app);
        JudgeEveryRole.addTo(stack);
        Aspects.of(stack).add(
          visiting((node) => {
            if (node instanceof IamRole) node.assumeRolePolicy = OPEN;
          }),
        );
      },
    ],
    [
      'an aspect that comes later adds a role',
      (app) => {
        const { stack } = mill(app);
        JudgeEveryRole.addTo(stack);
        Aspects.of(stack).add(
          visiting((node) => {
            if (node === stack) new IamRole(stack, 'later', { assumeRolePolicy: OPEN });
          }),
        );
      },
    ],
    [
      'a stack without a construct for a role',
      (app) => {
        const stack = new TerraformStack(app, 'mill');
        JudgeEveryRole.addTo(stack);
        new AwsProvider(stack, 'aws', { region: 'eu-west-1' });
        stack.addOverride('resource.aws_iam_role.later.assume_role_policy', OPEN);
      },
    ],
    [
      'a validation that comes later changes a role',
      (app) => {
        const { stack, role } = mill(app);
        JudgeEveryRole.addTo(stack);
        Aspects.of(stack).add(
          visiting((node) => {
            if (node !== role) return;
            stack.node.addValidation({ validate: () => ((role.assumeRolePolicy = OPEN), []) });
          }),
        );
      },
    ],
    [
      'what a construct writes of itself, once only',
      (app) => {
        const { stack, role } = mill(app);
        JudgeEveryRole.addTo(stack);
        let times = 0;
        const render = role.toTerraform.bind(role);
        jest.spyOn(role, 'toTerraform').mockImplementation(() => {
          if ((times += 1) > 1) role.assumeRolePolicy = OPEN;
          return render();
        });
      },
    ],
    [
      'added to a role that is removed later',
      (app) => {
        const { stack, role } = mill(app);
        JudgeEveryRole.addTo(role);
        stack.node.tryRemoveChild('loom');
        new IamRole(stack, 'other', { assumeRolePolicy: OPEN });
      },
    ],
    [
      'a role of a stack in a stack',
      (app) => {
        const { stack } = mill(app);
        JudgeEveryRole.addTo(stack);
        opened({
          stack,
          role: new IamRole(new TerraformStack(stack, 'inner'), 'loom', { assumeRolePolicy: SERVICE }),
        });
      },
    ],
    [
      'a stack that is added after the judge',
      (app) => {
        JudgeEveryRole.addTo(app);
        opened(mill(app));
      },
    ],
    [
      'an override of the provider',
      (app) => {
        const { stack, role } = mill(app);
        JudgeEveryRole.addTo(stack);
        const provider = stack.node.findChild('aws') as AwsProvider;
        provider.addOverride('allowed_account_ids', ['222233334444']);
        provider.addOverride('alias', 'other');
        role.addOverride('provider', 'aws.other');
        role.addOverride('assume_role_policy', OPEN);
      },
    ],
    [
      'a count of an override',
      (app) => {
        const { stack, role } = mill(app);
        JudgeEveryRole.addTo(stack);
        role.addOverride('count', 2);
        role.addOverride('assume_role_policy', OPEN);
      },
    ],
    [
      'a local value that is overridden',
      (app) => {
        const { stack, role } = mill(app);
        JudgeEveryRole.addTo(stack);
        role.assumeRolePolicy = new TerraformLocal(stack, 'trust', SERVICE).asString;
        stack.addOverride('locals.trust', OPEN);
      },
    ],
  ])('%s', (_, build) => {
    const app = workbench.app();
    build(app);
    expect(() => app.synth()).toThrow('(bare-allow)');
  });

  test('a judge that an aspect adds is asked, which cdktf does not do', () => {
    const app = workbench.app();
    const made = mill(app);
    opened(made);
    const { stack } = made;
    Aspects.of(stack).add(
      visiting((node) => {
        if (node === stack) Aspects.of(stack).add(new JudgeEveryRole());
      }),
    );
    expect(() => app.synth()).toThrow('(bare-allow)');
  });

  test('a trust that is known in part', () => {
    const app = workbench.app();
    const { stack, role } = mill(app);
    JudgeEveryRole.addTo(app);
    const sub = new TerraformVariable(stack, 'sub', { type: 'string' }).stringValue;
    const text = OPEN.replace('"Action"', `"Condition":{"StringLike":{"gitlab.com:sub":"SUB"}},"Action"`);
    role.assumeRolePolicy = text.replace('SUB', sub);
    expect(() => app.synth()).toThrow('cannot tell whom it admits');
  });

  function opened({ role }: ReturnType<typeof mill>): void {
    role.assumeRolePolicy = OPEN;
  }

  test.each(['./reed', 'registry.example/mill/reed/aws'])('a module that is not read: %s', (source) => {
    const app = workbench.app();
    const stack = new TerraformStack(app, 'mill');
    JudgeEveryRole.addTo(app);
    new TerraformHclModule(stack, 'reed', { source, skipAssetCreationFromLocalModules: true });
    expect(() => app.synth()).toThrow('`module.reed`: cannot tell whom it admits');
  });

  test('a role of another provider', () => {
    const app = workbench.app();
    const stack = new TerraformStack(app, 'mill');
    JudgeEveryRole.addTo(app);
    stack.addOverride('resource.awscc_iam_role.later.assume_role_policy_document', OPEN);
    expect(() => app.synth()).toThrow('`awscc_iam_role.later`: cannot tell whom it admits');
  });

  test('what is in order passes, and a stack is judged once', () => {
    const app = workbench.app();
    const { stack } = mill(app);
    const judge = jest.fn(() => []);
    const aspect = new JudgeEveryRole({ judge });
    Aspects.of(app).add(aspect);
    Aspects.of(stack).add(aspect);
    expect(() => app.synth()).not.toThrow();
    expect(judge).toHaveBeenCalledTimes(1);
  });
});
