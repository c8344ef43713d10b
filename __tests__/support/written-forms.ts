import {
  readCloudFormation,
  readJsonArtifact,
  readTerraformConfiguration,
  readTerraformJson,
  type WrittenArtifact,
} from '../../policies/index';
import { hclToJson } from '../../cli/inputs/hcl';
import { byFunctions, isNested, templateOf, yamlTemplate } from './as-template';
import type { Choose } from './seed';

const ACCOUNT = { account: '111122223333', partition: 'aws' } as const;
const ARN = 'arn:aws:iam::111122223333:role/r';

/** A role with a trust policy, in one of the forms that are read; nothing where the form cannot hold the policy as it is. */
type Form = (
  policy: object,
  choose: Choose,
) => Promise<WrittenArtifact | undefined> | WrittenArtifact | undefined;

const json = (value: unknown): WrittenArtifact =>
  readJsonArtifact(JSON.stringify(value), { ...ACCOUNT }).artifact;

/** Terraform holds strings in Unicode's composed form. */
const isComposed = (policy: object): boolean => {
  const text = JSON.stringify(policy);
  // half of a surrogate pair is escaped in JSON, and no character of HCL
  return text === text.normalize('NFC') && !/\\ud[89a-f]/.test(text);
};

const attributes = (policy: object): object => ({
  name: 'r',
  arn: ARN,
  assume_role_policy: JSON.stringify(policy),
});
const PLANNED = { address: 'aws_iam_role.r', mode: 'managed', type: 'aws_iam_role', name: 'r' };
const PROVIDER = 'registry.terraform.io/hashicorp/aws';

/** A template of Terraform that gives a string. */
const escaped = (text: string): string => text.replace(/[$%](?=\{)/g, '$&$&');

/** JSON as an expression of HCL. */
function hcl(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(escaped(value));
  if (Array.isArray(value)) return `[${value.map(hcl).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([name, item]) => `${JSON.stringify(escaped(name))} = ${hcl(item)}`)
    .join(', ')} }`;
}

/** Every form in which the same trust policy can be given, by its name. */
export const WRITTEN_FORMS: Readonly<Record<string, Form>> = {
  'a bare policy': (policy) => json(policy),
  'aws iam get-role': (policy) =>
    json({ Role: { Path: '/', RoleName: 'r', Arn: ARN, AssumeRolePolicyDocument: policy } }),
  'aws iam list-roles, URL-encoded': (policy) =>
    json({
      Roles: [
        {
          Path: '/',
          RoleName: 'r',
          Arn: ARN,
          AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(policy)),
        },
      ],
    }),
  'a Terraform plan': (policy) => {
    const values = attributes(policy);
    return json({
      format_version: '1.2',
      planned_values: { root_module: { resources: [{ ...PLANNED, values }] } },
      resource_changes: [{ ...PLANNED, change: { actions: ['create'], after: values } }],
      configuration: { root_module: { resources: [PLANNED] } },
    });
  },
  'a Terraform state': (policy) =>
    json({
      format_version: '1.0',
      values: { root_module: { resources: [{ ...PLANNED, values: attributes(policy) }] } },
    }),
  'a state file': (policy) =>
    json({
      version: 4,
      terraform_version: '1.9.0',
      serial: 1,
      lineage: 'l',
      resources: [
        {
          mode: 'managed',
          type: 'aws_iam_role',
          name: 'r',
          provider: `provider["${PROVIDER}"]`,
          instances: [{ attributes: attributes(policy) }],
        },
      ],
    }),
  '.tf.json': (policy) =>
    isComposed(policy)
      ? readTerraformJson(
          {
            resource: {
              aws_iam_role: {
                r: { name: 'r', assume_role_policy: escaped(JSON.stringify(policy)) },
              },
            },
          },
          ACCOUNT,
        )
      : undefined,
  HCL: async (policy) => {
    if (!isComposed(policy)) return undefined;
    const text = `resource "aws_iam_role" "r" {\n  name = "r"\n  assume_role_policy = jsonencode(${hcl(policy)})\n}\n`;
    const body = await hclToJson(text, 'main.tf');
    return readTerraformConfiguration({
      root: '.',
      directories: new Map([['.', [{ path: 'main.tf', text, syntax: 'hcl', body }]]]),
      defaults: ACCOUNT,
    });
  },
  'a template of CloudFormation': (policy) => readCloudFormation(JSON.stringify(templateOf(policy)), ACCOUNT),
  'a template as the CDK writes one': (policy, choose) =>
    readCloudFormation(JSON.stringify(templateOf(byFunctions(choose, policy))), ACCOUNT),
  'a template in YAML': (policy, choose) =>
    readCloudFormation(yamlTemplate(choose, templateOf(byFunctions(choose, policy))), ACCOUNT),
  'a policy as text of a template': (policy) =>
    isNested(JSON.stringify(policy))
      ? undefined
      : readCloudFormation(
          JSON.stringify(templateOf({ 'Fn::Sub': JSON.stringify(policy).replaceAll('${', '${!') })),
          ACCOUNT,
        ),
  'an export of a Pulumi stack': (policy) =>
    json({
      version: 3,
      deployment: {
        manifest: {},
        resources: [
          {
            urn: 'urn:pulumi:dev::acme::aws:iam/role:Role::r',
            custom: true,
            type: 'aws:iam/role:Role',
            inputs: { name: 'r', assumeRolePolicy: JSON.stringify(policy) },
            outputs: { name: 'r', arn: ARN, assumeRolePolicy: JSON.stringify(policy) },
          },
        ],
      },
    }),
};
