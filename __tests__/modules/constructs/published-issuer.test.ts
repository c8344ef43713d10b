import { readFileSync } from 'node:fs';
import path from 'node:path';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { TerraformOutput } from 'cdktf';
import {
  type PortableStack,
  PublishedIssuer,
  type PublishedIssuerProps,
  synthesizedStack,
} from '../../../modules/index';
import { moduleSource } from '../../../modules/terraform-module/module-source';
import { describeTerraform, type Terraform } from '../../support/terraform/index';
import { addresses, jsonOf, only, refusal, Workbench } from '../workbench';

const workbench = new Workbench();
afterAll(() => workbench.clear());

const BUCKET = 'example-issuer';
const WRITER = 'arn:aws:iam::111122223333:role/publisher';

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

test('tags are those of the bucket and of the policy', () => {
  const stack = stackOf({ tags: { team: 'platform' } });
  for (const type of ['aws_s3_bucket', 'aws_iam_policy'])
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
])('%j is refused', (props, says) => {
  expect(refusal(() => stackOf(props))).toContain(says);
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
  test('the same is stored for the same bucket and role', () => {
    const folder = 'modules/published-issuer/';
    const files = [...moduleSource()].flatMap(([name, text]) =>
      name.startsWith(folder) ? [[name.slice(folder.length), text] as const] : [],
    );
    const inputs = JSON.stringify({ bucket: BUCKET, writer_role_arn: WRITER });
    const ofModule = applied(terraform({ ...Object.fromEntries(files), 'terraform.tfvars.json': inputs }));
    const ofConstruct = applied(terraform({ 'cdk.tf.json': synthesizedStack(stackOf()).json }));
    expect(ofModule.size).toBe(7);
    expect(ofConstruct).toEqual(ofModule);
  });
});
