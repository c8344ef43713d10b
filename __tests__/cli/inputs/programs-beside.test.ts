import { cliFolder } from '../../support/cli-folder';
import { NARROW_ROLE as ROLE } from '../../support/narrow-role';

const { write, refgate } = cliFolder();

const CHECK = ['check', '.', '--account', '111122223333'];
const TEMPLATE = { Resources: { Topic: { Type: 'AWS::SNS::Topic' } } };

const AZURE = 'service: web\nprovider:\n  name: azure\n';

test.each<[file: string, text: string, hint: string]>([
  ['Pulumi.yaml', 'name: x\nruntime: nodejs\n', 'pulumi stack export'],
  ['Pulumi.yml', 'name: x\nruntime: yaml\n', 'pulumi stack export'],
  ['serverless.yml', 'service: web\nprovider:\n  name: aws\n', 'serverless package'],
  ['serverless.yaml', 'service: web\nprovider: ${file(provider.yml)}\n', 'serverless package'],
  ['serverless.ts', '', 'serverless package'],
  ['serverless-compose.yml', '', 'serverless package'],
  ['serverless.yml', `${AZURE}resources: ${'${file(aws.yml)}'}\n`, 'serverless package'],
  ['cdk.json', '{"app": "node bin/app.js"}', 'cdk synth'],
  ['cdktf.json', '{"app": "node main.js"}', 'cdktf synth'],
  ['sst.config.ts', '', 'aws iam get-account-authorization-details'],
])('%s beside Terraform is named, with what to give, and never green', async (file, text, hint) => {
  write('main.tf', ROLE);
  expect(await refgate(...CHECK)).toMatchObject({ code: 0 });
  write(file, text);
  for (const input of ['.', 'main.tf']) {
    const { code, out } = await refgate('check', input, '--account', '111122223333');
    expect(code).toBe(2);
    expect(out).toContain(`? ${file}`);
    expect(out).toContain(hint);
  }
});

test.each([
  ['serverless.yml', AZURE],
  ['Pulumi.dev.yaml', 'config: {}\n'],
  ['serverless.md', ''],
  ['package.json', '{}'],
])('%s deploys nothing to AWS', async (file, text) => {
  write('main.tf', ROLE);
  write(file, text);
  expect(await refgate(...CHECK)).toMatchObject({ code: 0 });
});

test('an output that is judged, too, takes the place of its program', async () => {
  write('infra/main.tf', ROLE);
  write('infra/serverless.yml', 'provider:\n  name: aws\n');
  write('infra/.serverless/cloudformation-template-update-stack.json', TEMPLATE);
  write('infra/cdk.json', '{"output": "made"}');
  write('infra/made/S.template.json', TEMPLATE);
  write('infra/made/manifest.json', {
    version: '36.0.0',
    artifacts: {
      S: {
        type: 'aws:cloudformation:stack',
        environment: 'aws://111122223333/eu-west-1',
        properties: { templateFile: 'S.template.json' },
      },
    },
  });
  write('infra/Pulumi.yaml', 'name: x\nruntime: go\n');
  write('stack.json', { version: 3, deployment: { resources: [] } });
  const template = 'infra/.serverless/cloudformation-template-update-stack.json';
  const { code, out } = await refgate(
    'check',
    'infra',
    template,
    './infra/made',
    'stack.json',
    '--account',
    '111122223333',
  );
  expect(out).not.toContain('may create a role');
  expect(code).toBe(0);
  const some = await refgate('check', 'infra', template, '--account', '111122223333');
  expect(some.code).toBe(2);
  expect(some.out).toContain('? infra/cdk.json');
  expect(some.out).toContain('? infra/Pulumi.yaml');
  expect(some.out).not.toContain('serverless.yml');
});

test('a folder that only a program deploys is refused with what to give', async () => {
  write('Pulumi.yaml', 'name: x\nruntime: go\n');
  const { code, err } = await refgate('check', '.');
  expect(code).toBe(2);
  expect(err).toContain('a Pulumi program is not read, and it may create a role: give the output of');
});
