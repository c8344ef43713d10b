import { quote, type Problem } from '../errors';
import { isBody } from './terraform/block';

/** A file that was given as an input. */
export interface GivenFile {
  /** As the user named it; `-` or nothing for standard input. */
  readonly name?: string;
  readonly text: string;
  /** The parsed text, if it is JSON. */
  readonly json?: unknown;
}

/** What a row looks at. */
interface Seen extends GivenFile {
  readonly name: string;
  /** The members of the JSON object, or the keys at the left margin of YAML. */
  readonly keys: ReadonlySet<string>;
}

/** A form of file that is not read as an input. */
interface OtherForm {
  /** What messages call it. */
  readonly what: string;
  /** How to get an input from it, in the imperative. */
  readonly fix: string;
  readonly isForm: (seen: Seen) => boolean;
}

const ROLE = 'give the role as AWS has it: `aws iam get-role --role-name NAME > role.json`';
const TRUST =
  'give the trust policy, which is another document: `aws iam get-role --role-name NAME > role.json`';
const SHOW_PLAN = 'run `terraform show -json plan.tfplan > plan.json` and give `plan.json`';
const PULUMI =
  'run `pulumi stack export > stack.json` or `pulumi preview --json --show-sames > preview.json`, and give its output';

/** A block of Terraform that only HCL has. */
const HCL_BLOCK =
  /^(?:(?:resource|data)\s+"[^"\n]+"\s+"[^"\n]+"|(?:module|variable|provider|output)\s+"[^"\n]+"|locals|terraform)\s*\{/m;

const all =
  (...names: readonly string[]) =>
  ({ keys }: Seen): boolean =>
    names.every((name) => keys.has(name));

const begins =
  (start: RegExp) =>
  ({ text }: Seen): boolean =>
    start.test(text);

/**
 * Forms of files that look like an input to their owner, each with the way to one; the first that fits counts.
 * @see https://developer.hashicorp.com/terraform/cli/commands/show
 * @see https://opentofu.org/docs/language/state/encryption/
 * @see https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-output-format.html
 */
const OTHER_FORMS: readonly OtherForm[] = [
  {
    what: 'a saved plan of Terraform, or another ZIP archive',
    fix: SHOW_PLAN,
    isForm: ({ text }) => text.startsWith('PK\u0003\u0004'),
  },
  {
    what: 'the log of `terraform plan -json`, which does not contain the plan',
    fix: `save the plan with \`-out plan.tfplan\`, ${SHOW_PLAN}`,
    isForm: begins(/^\s*\{"@level":/),
  },
  {
    what: 'a plan of Terraform in words',
    fix: `save the plan with \`-out plan.tfplan\`, ${SHOW_PLAN}`,
    isForm: begins(
      /^(?:Terraform|OpenTofu) (?:used the selected providers|will perform the following actions)/m,
    ),
  },
  {
    what: 'a state or plan that OpenTofu has encrypted',
    fix: 'run `tofu show -json > state.json`, with the plan as argument if it is a plan, and give its output',
    isForm: all('encrypted_data'),
  },
  {
    what: 'a token',
    fix: 'treat the token as compromised if this file is in a repository; ask about it with `refgate explain ROLE INPUT --token FILE`',
    isForm: begins(/^\s*"?eyJ[\w-]+\.eyJ[\w-]+\.[\w-]*"?\s*$/),
  },
  {
    what: 'the payload of a token',
    fix: 'ask about it with `refgate explain ROLE INPUT --claims FILE`',
    isForm: all('iss', 'sub'),
  },
  {
    what: 'the discovery document of an issuer',
    fix: 'examine the issuer with `refgate doctor URL`',
    isForm: all('issuer', 'jwks_uri'),
  },
  {
    what: 'an answer of the AWS CLI in YAML',
    fix: 'run the command with `--output json`',
    isForm: ({ keys, json, text }) =>
      json === undefined &&
      ['Role', 'Roles', 'RoleDetailList', 'AssumeRolePolicyDocument'].some((name) => keys.has(name)) &&
      text.includes('AssumeRolePolicyDocument'),
  },
  {
    what: 'an answer of the AWS CLI as text or as a table',
    fix: 'run the command with `--output json`',
    isForm: begins(/^(?:ROLES?\t|ASSUMEROLEPOLICYDOCUMENT\t|-{8,}\r?\n\|\s+(?:Get|List|Create)\w*Roles?\b)/),
  },
  {
    what: 'a trust policy in YAML',
    fix: 'convert it to JSON, the only form that IAM stores',
    isForm: ({ keys, json }) => json === undefined && keys.has('Statement'),
  },
  {
    what: 'the permissions of a role, which do not specify who can assume it',
    fix: TRUST,
    isForm: ({ keys, json }) =>
      isPermissionsPolicy(json) ||
      keys.has('PolicyVersion') ||
      (keys.has('PolicyName') && keys.has('PolicyDocument')),
  },
  {
    what: 'a Terragrunt configuration',
    fix: 'run `terragrunt show -json plan.tfplan > plan.json`, or give the folder of its module with the inputs by `--var`',
    isForm: ({ name, text }) =>
      /(?:^|\/)terragrunt\.hcl$/.test(name) || /^(?:include|dependency|remote_state)\b[^{\n]*\{/m.test(text),
  },
  {
    what: 'the lock file of Terraform',
    fix: 'give the folder that it is in',
    isForm: ({ name }) => name.endsWith('.terraform.lock.hcl'),
  },
  {
    what: 'values of Terraform variables',
    fix: 'give the folder of the configuration, and this file with `--var-file`',
    isForm: ({ name }) => /\.tfvars(?:\.json)?$/.test(name),
  },
  {
    what: 'a Terraform configuration',
    fix: 'save it in a file whose name ends in `.tf`, and give that file',
    isForm: begins(HCL_BLOCK),
  },
  { what: 'a Pulumi project', fix: PULUMI, isForm: all('name', 'runtime') },
  {
    what: 'a Pulumi program',
    fix: PULUMI,
    isForm: begins(/["']@pulumi\/|^\s*(?:import|from) pulumi|github\.com\/pulumi\//m),
  },
  {
    what: 'a program for the AWS CDK',
    fix: 'run `cdk synth` and give the folder `cdk.out`',
    isForm: begins(
      /["'](?:aws-cdk-lib|@aws-cdk\/core)|^\s*(?:import|from) aws_cdk|software\.amazon\.awscdk/m,
    ),
  },
  {
    what: 'a program for CDKTF',
    fix: 'run `cdktf synth` and give the folder `cdktf.out`',
    isForm: begins(/["']cdkt[fn]["'/]|^\s*(?:import|from) cdkt[fn]\b|com\.hashicorp\.cdktf/m),
  },
  {
    what: 'a script that calls `aws iam`',
    fix: `save the document of \`--assume-role-policy-document\` in a file and give that file, or ${ROLE}`,
    isForm: ({ text, json }) =>
      json === undefined &&
      /\baws(?:\s+--\S+)*\s+iam\s+(?:create-role|update-assume-role-policy)\b/.test(text),
  },
  { what: 'a Kubernetes manifest', fix: ROLE, isForm: all('apiVersion', 'kind') },
  {
    what: 'a workflow of GitHub Actions',
    fix: `give the role that it assumes, as AWS has it: \`aws iam get-role --role-name NAME > role.json\``,
    isForm: all('on', 'jobs'),
  },
  {
    what: 'a CI/CD configuration of GitLab',
    fix: 'lint it with `refgate ci --lint FILE`, and give the role that its jobs assume',
    isForm: ({ name, keys, text, json }) =>
      /\.gitlab-ci\.ya?ml$/.test(name) ||
      (json === undefined && (keys.has('stages') || keys.has('include')) && /^\s+script:/m.test(text)),
  },
  {
    what: 'an Ansible playbook',
    fix: ROLE,
    isForm: ({ text, json }) =>
      json === undefined &&
      /^\s*- /m.test(text) &&
      /^\s*-? *(?:hosts|tasks|(?:amazon|community)\.aws\.\w+):/m.test(text),
  },
  {
    what: 'a configuration of the Serverless Framework',
    fix: 'run `serverless package` and give the template in `.serverless`',
    isForm: all('service', 'provider'),
  },
  { what: 'an HTML page', fix: ROLE, isForm: begins(/^\s*<(?:!doctype html|html)\b/i) },
];

/** Whether a text is Terraform's own syntax, with something in it that may make a role. */
export function looksLikeTerraform(text: string): boolean {
  return /^(?:resource\s+"[^"\n]+"\s+"[^"\n]+"|module\s+"[^"\n]+")\s*\{/m.test(text);
}

/** The error about a file that is not an input, if its form is known. No content of the file is repeated. */
export function otherFormProblem(file: GivenFile, expected: string): Problem | undefined {
  const { name = '-', text, json } = file;
  const seen: Seen = { ...file, name, keys: keysOf(text, json) };
  const form = OTHER_FORMS.find(({ isForm }) => isForm(seen));
  if (form === undefined) return undefined;
  return {
    code: 'ERR_INPUT_KIND',
    message: `no trust policy can be read from ${name === '-' ? 'the text' : quote(name)}`,
    got: form.what,
    expected,
    fix: form.fix,
  };
}

/** Whether a policy has resources and no principals: it is attached to a role, and is not its trust policy. */
export function isPermissionsPolicy(document: unknown): boolean {
  if (!isBody(document)) return false;
  const { Statement: written } = document;
  const statements: readonly unknown[] = Array.isArray(written) ? written : [written];
  return (
    statements.some((statement) => isBody(statement) && hasOne(statement, ['Resource', 'NotResource'])) &&
    statements.every((statement) => isBody(statement) && !hasOne(statement, ['Principal', 'NotPrincipal']))
  );
}

function hasOne(statement: object, names: readonly string[]): boolean {
  return names.some((name) => Object.hasOwn(statement, name));
}

function keysOf(text: string, json: unknown): ReadonlySet<string> {
  if (isBody(json)) return new Set(Object.keys(json));
  if (json !== undefined) return new Set();
  return new Set([...text.matchAll(/^["']?([A-Za-z][\w-]*)["']?[ \t]*:/gm)].map(([, key = '']) => key));
}
