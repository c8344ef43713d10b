import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cliFolder } from '../../support/cli-folder';

const { folder, write, refgate } = cliFolder();

const TRUST = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: {
          'gitlab.com:aud': 'sts.amazonaws.com',
          'gitlab.com:sub': 'project_path:acme/api:ref_type:branch:ref:main',
          'gitlab.com:project_id': '101',
          'gitlab.com:namespace_id': '12',
        },
      },
    },
  ],
};
const template = (more: object = {}): object => ({
  Resources: { Good: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: TRUST } }, ...more },
});

test.each([
  ['Custom::Thing', 'a function that a custom resource calls is not read'],
  ['AWS::CloudFormation::CustomResource', 'a function that a custom resource calls is not read'],
  ['Acme::Widgets::Widget', 'a resource type that is not of AWS is not read'],
])('a resource that runs a program is said, and fails nothing: %s', async (type, words) => {
  write('t.json', template({ Other: { Type: type, Properties: { ServiceToken: 'arn:aws:lambda:x' } } }));
  const { code, out } = await refgate('check', 't.json', '--account', '111122223333');
  expect(code).toBe(0);
  expect(out).toContain(words);
  expect(out).toContain('1: Other');
});

test.each([
  ['Custom::DeployRole', {}],
  ['Custom::OIDCTrust', {}],
  ['Acme::IAM::Role', {}],
  ['Custom::Thing', { RoleName: 'x' }],
  ['Custom::Thing', { TrustedSubjects: ['*'] }],
  ['Custom::Thing', { Federated: 'x' }],
  ['AWS::CloudFormation::CustomResource', { Policy: 'sts:AssumeRole' }],
])('a program that makes a role by its names is never green: %s %j', async (type, more) => {
  write('t.json', template({ Other: { Type: type, Properties: { ServiceToken: 'x', ...more } } }));
  const { code, out } = await refgate('check', 't.json', '--account', '111122223333');
  expect(code).toBe(2);
  expect(out).toContain('a program of the account makes the resource');
});

test('an ordinary resource has nothing to say', async () => {
  write('t.json', template({ Other: { Type: 'AWS::S3::Bucket' } }));
  expect((await refgate('check', 't.json', '--account', '111122223333')).out).not.toContain(
    'also in the input',
  );
});

test('a folder in a folder of templates is said', async () => {
  for (const name of ['d', 'd/below', 'd/texts', 'd/node_modules']) mkdirSync(join(folder(), name));
  write('d/a.json', template());
  write('d/below/b.json', template());
  write('d/texts/c.txt', 'notes');
  write('d/node_modules/b.json', template());
  const { code, out } = await refgate('check', 'd', '--account', '111122223333');
  expect(code).toBe(0);
  expect(out).toContain('a folder in the folder of templates is not read');
  expect(out).toContain('1: d/below');
});

test('an artifact of an unknown type that has a template is refused', async () => {
  mkdirSync(join(folder(), 'cdk.out'));
  const artifact = (type: string): object => ({
    type,
    environment: 'aws://111122223333/eu-west-1',
    properties: { templateFile: 'S.template.json' },
  });
  const manifest = (...types: readonly string[]): object => ({
    version: '36.0.0',
    artifacts: Object.fromEntries(types.map((type, index) => [`S${index}`, artifact(type)])),
  });
  write('cdk.out/S.template.json', template());
  write('cdk.out/manifest.json', manifest('aws:cloudformation:stack'));
  expect(await refgate('check', 'cdk.out')).toMatchObject({ code: 0 });
  write('cdk.out/manifest.json', manifest('aws:cloudformation:stack', 'aws:cloudformation:stacks'));
  const { code, err } = await refgate('check', 'cdk.out');
  expect(code).toBe(2);
  expect(err).toContain('a template in an artifact of an unknown type: `aws:cloudformation:stacks`');
});
