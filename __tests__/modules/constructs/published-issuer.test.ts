import { readFileSync } from 'node:fs';
import path from 'node:path';
import { AcmCertificate } from '@cdktf/provider-aws/lib/acm-certificate';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { TerraformOutput } from 'cdktf';
import {
  type PortableStack,
  PublishedIssuer,
  type PublishedIssuerProps,
  synthesizedStack,
} from '../../../modules/index';
import { renderHcl } from '../../../modules/hcl/index';
import { moduleSource } from '../../../modules/terraform-module/module-source';
import { describeTerraform, type Terraform } from '../../support/terraform/index';
import { addresses, jsonOf, only, refusal, Workbench } from '../workbench';

const workbench = new Workbench();
afterAll(() => workbench.clear());

const BUCKET = 'example-issuer';
const WRITER = 'arn:aws:iam::111122223333:role/publisher';
const DOMAIN = 'oidc.example.com';
const CERTIFICATE = 'arn:aws:acm:us-east-1:111122223333:certificate/1';

const FOLDER = 'modules/published-issuer/';
const MODULE = Object.fromEntries(
  [...moduleSource()].flatMap(([name, text]) =>
    name.startsWith(FOLDER) ? [[name.slice(FOLDER.length), text] as const] : [],
  ),
);

function stackOf(props: Partial<PublishedIssuerProps> = {}): PortableStack {
  const stack = workbench.stack();
  const published = new PublishedIssuer(stack, 'issuer', { bucket: BUCKET, writerRoleArn: WRITER, ...props });
  const outputs = { url: published.issuer, policy: published.writerPolicyArn };
  for (const [name, value] of Object.entries(outputs)) addOutput(stack, name, value);
  return stack;
}

const addOutput = (stack: PortableStack, name: string, value: string): TerraformOutput =>
  new TerraformOutput(stack, name, { value });

test('the bucket, what protects it and the policy of the writer', () => {
  const stack = stackOf();
  expect(addresses(jsonOf(stack))).toEqual([
    'aws_iam_policy.issuer_writer',
    'aws_s3_bucket.issuer',
    'aws_s3_bucket_ownership_controls.issuer',
    'aws_s3_bucket_policy.issuer',
    'aws_s3_bucket_public_access_block.issuer',
    'aws_s3_bucket_server_side_encryption_configuration.issuer',
    'aws_s3_bucket_versioning.issuer',
  ]);
  expect(jsonOf(stack).output).toMatchObject({
    url: { value: 'https://${aws_s3_bucket.issuer.bucket_regional_domain_name}' },
    policy: { value: '${aws_iam_policy.issuer_writer.arn}' },
  });
  // S3 refuses a public policy as long as the block is there.
  expect(only(stack, 'aws_s3_bucket_policy')['depends_on']).toEqual([
    'aws_s3_bucket_public_access_block.issuer',
  ]);
});

test('behind a distribution the bucket is private, and the distribution alone reads', () => {
  const stack = stackOf({ distribution: {} });
  expect(addresses(jsonOf(stack)).filter((address) => address.includes('cloudfront'))).toEqual([
    'aws_cloudfront_distribution.issuer',
    'aws_cloudfront_origin_access_control.issuer',
  ]);
  expect(jsonOf(stack).output).toMatchObject({
    url: { value: 'https://${aws_cloudfront_distribution.issuer.domain_name}' },
  });
  expect(only(stack, 'aws_s3_bucket_public_access_block')).toMatchObject({
    block_public_policy: true,
    restrict_public_buckets: true,
  });
  const policy = String(only(stack, 'aws_s3_bucket_policy')['policy']);
  expect(policy).not.toContain('EverybodyReads');
  expect(policy).toContain('"AWS:SourceArn":"${aws_cloudfront_distribution.issuer.arn}"');
});

test('domain and certificate can be references', () => {
  const stack = workbench.stack();
  const { arn, domainName } = new AcmCertificate(stack, 'certificate', { domainName: DOMAIN });
  const distribution = { domain: domainName, certificateArn: arn };
  const published = new PublishedIssuer(stack, 'issuer', {
    bucket: BUCKET,
    writerRoleArn: WRITER,
    distribution,
  });
  addOutput(stack, 'url', published.issuer);
  expect(only(stack, 'aws_cloudfront_distribution')).toMatchObject({
    aliases: ['${aws_acm_certificate.certificate.domain_name}'],
    viewer_certificate: { acm_certificate_arn: '${aws_acm_certificate.certificate.arn}' },
  });
  expect(jsonOf(stack).output).toMatchObject({
    url: { value: 'https://${aws_acm_certificate.certificate.domain_name}' },
  });
});

test('tags are those of the bucket, of the policy and of the distribution', () => {
  const stack = stackOf({ tags: { team: 'platform' }, distribution: {} });
  for (const type of ['aws_s3_bucket', 'aws_iam_policy', 'aws_cloudfront_distribution'])
    expect(only(stack, type)['tags']).toEqual({ team: 'platform' });
});

test('the writer can be a role of the same stack', () => {
  const stack = workbench.stack();
  const role = new IamRole(stack, 'publisher', { name: 'publisher', assumeRolePolicy: '{}' });
  const { bucketPolicy } = new PublishedIssuer(stack, 'issuer', {
    bucket: BUCKET,
    writerRoleArn: role.arn,
  });
  expect(bucketPolicy.friendlyUniqueId).toBe('issuer');
  expect(only(stack, 'aws_s3_bucket_policy')['policy']).toContain(
    '"aws:PrincipalArn":"${aws_iam_role.publisher.arn}"',
  );
});

test.each([
  [{ bucket: 'oidc.example.com' }, 'ERR_ISSUER: invalid bucket for an issuer: `oidc.example.com` has a dot'],
  [{ bucket: 'Issuer' }, '`Issuer` is not a name of an S3 bucket'],
  [{ writerRoleArn: '*' }, '`*` is not the ARN of a role'],
  [{ writerRoleArn: 'arn:aws:iam::111122223333:role/*' }, 'is not the ARN of a role'],
  [{ tags: { 'aws:team': 'x' } }, 'aws:team'],
  [{ distribution: { domain: DOMAIN } }, 'got a domain only; set `certificateArn`'],
  [{ distribution: { certificateArn: CERTIFICATE } }, 'got a certificateArn only; set `domain`'],
  [{ distribution: { domain: 'localhost', certificateArn: CERTIFICATE } }, 'got `localhost`'],
])('%j is refused', (props, says) => {
  expect(refusal(() => stackOf(props))).toContain(says);
});

test('several problems are reported together', () => {
  const distribution = { domain: 'https://oidc.example.com/' };
  const reported = refusal(() => stackOf({ bucket: 'a.b', distribution }));
  expect(reported.split('\n')).toHaveLength(3);
});

/** The message of the module, with the name of the argument as the construct has it. */
function moduleMessages(): readonly string[] {
  return [...(MODULE['variables.tf'] ?? '').matchAll(/error_message = "The (.*distribution.*)\."/g)].map(
    ([, text = '']) => `the ${text.replaceAll('certificate_arn', 'certificateArn')}`,
  );
}

test('a distribution is refused in the words of the module', () => {
  const [pair, domain, ...more] = moduleMessages();
  expect(more).toEqual([]);
  expect(refusal(() => stackOf({ distribution: { domain: DOMAIN } }))).toContain(`ERR_ISSUER: ${pair}`);
  for (const wrong of [`https://${DOMAIN}`, `${DOMAIN}/path`, 'OIDC.example.com', '']) {
    const distribution = { domain: wrong, certificateArn: CERTIFICATE };
    expect(refusal(() => stackOf({ distribution }))).toContain(`ERR_ISSUER: ${domain}`);
  }
});

/** What is stored after an apply, by type of resource. */
function applied(run: Terraform): ReadonlyMap<string, unknown> {
  const { directory } = run.init().validate().apply().succeed();
  const state = JSON.parse(readFileSync(path.join(directory, 'terraform.tfstate'), 'utf8')) as {
    readonly resources: readonly {
      readonly type: string;
      readonly instances: readonly { attributes: object }[];
    }[];
  };
  return new Map(
    state.resources.map(({ type, instances }) => [
      type,
      instances.map(({ attributes }) =>
        Object.fromEntries(
          Object.entries(attributes).map(([name, value]: [string, unknown]) => [
            name,
            name === 'policy' ? (JSON.parse(String(value)) as unknown) : value,
          ]),
        ),
      ),
    ]),
  );
}

describeTerraform('beside the Terraform module', (terraform) => {
  const withDomain = { domain: DOMAIN, certificateArn: CERTIFICATE };
  test.each([
    { note: 'S3 alone', distribution: undefined, inputs: {}, types: 7 },
    { note: 'an address of CloudFront', distribution: {}, inputs: { distribution: {} }, types: 9 },
    {
      note: 'a domain',
      distribution: withDomain,
      inputs: { distribution: { domain: DOMAIN, certificate_arn: CERTIFICATE } },
      types: 9,
    },
  ])('the same is stored for the same bucket and role: $note', ({ distribution, inputs, types }) => {
    const variables = JSON.stringify({ bucket: BUCKET, writer_role_arn: WRITER, ...inputs });
    const ofModule = applied(terraform({ ...MODULE, 'terraform.tfvars.json': variables }));
    expect(ofModule.size).toBe(types);
    const stack = stackOf({ distribution });
    expect(applied(terraform({ 'cdk.tf.json': synthesizedStack(stack).json }))).toEqual(ofModule);
    expect(applied(terraform(Object.fromEntries(renderHcl(stack))))).toEqual(ofModule);
  });

  test('what the module refuses, the construct refuses, in the same words', () => {
    const inputs = {
      bucket: BUCKET,
      writer_role_arn: WRITER,
      distribution: { certificate_arn: CERTIFICATE },
    };
    const run = terraform({ ...MODULE, 'terraform.tfvars.json': JSON.stringify(inputs) })
      .init()
      .plan();
    expect(run.status).toBe(1);
    const [pair = ''] = moduleMessages();
    expect(run.text).toContain(pair.replace('the ', 'The ').replaceAll('certificateArn', 'certificate_arn'));
    expect(refusal(() => stackOf({ distribution: { certificateArn: CERTIFICATE } }))).toContain(pair);
  });
});
