import { readFileSync } from 'node:fs';
import path from 'node:path';
import { moduleSource } from '../../../modules/terraform-module/module-source';
import { fencesOf } from '../../docs/fences';
import { describeTerraform, type OpenTerraform, type Terraform } from '../../support/terraform/index';

const FOLDER = 'modules/published-issuer/';
const source = moduleSource();
const files = Object.fromEntries(
  [...source].flatMap(([name, text]) =>
    name.startsWith(FOLDER) ? [[name.slice(FOLDER.length), text] as const] : [],
  ),
);
const WRITER = 'arn:aws:iam::111122223333:role/publisher';
const CERTIFICATE = 'arn:aws:acm:us-east-1:111122223333:certificate/1';

/** The module with its inputs, after `init`. */
function withInputs(terraform: OpenTerraform, inputs: object): Terraform {
  const all = { bucket: 'example-issuer', writer_role_arn: WRITER, ...inputs };
  return terraform({ ...files, 'terraform.tfvars.json': JSON.stringify(all) }).init();
}

interface Statement {
  readonly Sid: string;
  readonly Principal: unknown;
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

type Values = Readonly<Record<string, unknown>>;

/** What is stored after an apply: values by type of resource. */
function applied(run: Terraform): Readonly<Record<string, Values>> {
  const { directory } = run.apply().succeed();
  const state = JSON.parse(readFileSync(path.join(directory, 'terraform.tfstate'), 'utf8')) as {
    readonly resources: readonly {
      readonly type: string;
      readonly instances: readonly { attributes: Values }[];
    }[];
  };
  return Object.fromEntries(
    state.resources.map(({ type, instances }) => [type, instances[0]?.attributes ?? {}]),
  );
}

const statements = (bucketPolicy: Values | undefined): readonly Statement[] =>
  (JSON.parse(String(bucketPolicy?.['policy'])) as { readonly Statement: readonly Statement[] }).Statement;

describeTerraform('the module of a published issuer', (terraform) => {
  test('everybody reads the two documents over TLS, one role writes', () => {
    const run = withInputs(terraform, {});
    const planned = (run.formatCheck().validate().planJson().resource_changes ?? []).map(
      ({ address }) => address,
    );
    expect(planned.toSorted()).toEqual([
      'aws_iam_policy.writer',
      'aws_s3_bucket.this',
      'aws_s3_bucket_ownership_controls.this',
      'aws_s3_bucket_policy.this',
      'aws_s3_bucket_public_access_block.this',
      'aws_s3_bucket_server_side_encryption_configuration.this',
      'aws_s3_bucket_versioning.this',
    ]);
    const stored = applied(run);
    const arn = String(stored['aws_s3_bucket']?.['arn']);
    const documents = [`${arn}/.well-known/openid-configuration`, `${arn}/oauth/discovery/keys`];
    const [read, write, tls, ...more] = statements(stored['aws_s3_bucket_policy']);
    expect(more).toEqual([]);
    expect(read).toEqual({
      Sid: 'EverybodyReads',
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: documents,
    });
    expect(write).toMatchObject({
      Effect: 'Deny',
      Condition: { ArnNotEquals: { 'aws:PrincipalArn': WRITER } },
    });
    expect(tls).toMatchObject({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } });
    expect(statements(stored['aws_iam_policy'])).toEqual([
      { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: documents },
    ]);
  });

  test('behind a domain the bucket is private, and the distribution alone reads', () => {
    const distribution = { domain: 'oidc.example.com', certificate_arn: CERTIFICATE };
    const run = withInputs(terraform, { distribution });
    const stored = applied(run.validate());
    expect(stored['aws_s3_bucket_public_access_block']).toMatchObject({
      block_public_policy: true,
      restrict_public_buckets: true,
    });
    expect(statements(stored['aws_s3_bucket_policy'])[0]).toMatchObject({
      Principal: { Service: 'cloudfront.amazonaws.com' },
      Condition: { StringEquals: { 'AWS:SourceArn': expect.any(String) as unknown } },
    });
    expect(stored['aws_cloudfront_distribution']?.['aliases']).toEqual(['oidc.example.com']);
    expect(run.outputs()['issuer']).toBe('https://oidc.example.com');
  });

  test('the configuration of the page plans', () => {
    const page = readFileSync(path.join(__dirname, '../../../docs/how-to/publish-an-issuer.md'), 'utf8');
    const [call, ...more] = fencesOf(page).filter(({ options }) => options['file'] === 'issuer.tf');
    expect(more).toEqual([]);
    const module = Object.entries(files).map(([name, text]) => [`terraform-module/${FOLDER}${name}`, text]);
    const run = terraform({
      'issuer.tf': call?.text ?? '',
      ...(Object.fromEntries(module) as Readonly<Record<string, string>>),
    }).init();
    const planned = (run.formatCheck().validate().planJson().resource_changes ?? []).map(
      ({ address }) => address,
    );
    expect(planned).toHaveLength(8);
    expect(planned).toContain('aws_iam_role_policy_attachment.publisher');
    expect(planned).toContain('module.issuer.aws_s3_bucket_server_side_encryption_configuration.this');
  });

  test.each([
    [{ bucket: 'a.b' }, 'letters, digits and dashes'],
    [{ writer_role_arn: '*' }, 'The writer_role_arn must be the ARN of one IAM role'],
    [{ distribution: { domain: 'oidc.example.com' } }, 'must have both a domain and a certificate_arn'],
    [
      { distribution: { domain: 'https://oidc.example.com', certificate_arn: CERTIFICATE } },
      'must be a host name in lower case',
    ],
  ])('%j is refused', (inputs, says) => {
    const run = withInputs(terraform, inputs).plan();
    expect(run.status).toBe(1);
    expect(run.text).toContain(says);
  });
});
