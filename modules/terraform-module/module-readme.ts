import { parse } from '@cdktf/hcl2json';

/** What `terraform-docs` would show of a variable or an output. */
interface Documented {
  readonly name: string;
  readonly description: string;
  readonly type: string;
  /** As Terraform; absent = required. */
  readonly default?: string;
}

/** The sources that a README is written from. */
export interface ReadmeSources {
  readonly variables: string;
  readonly outputs: string;
  readonly versions: string;
  /** Folders of examples, each with what it shows. */
  readonly examples: readonly { readonly folder: string; readonly shows: string }[];
}

/** The README of the module: how it is called, and its inputs and outputs as its Terraform declares them. */
export async function moduleReadme(sources: ReadmeSources): Promise<string> {
  const variables = await documented('variable', sources.variables);
  const outputs = await documented('output', sources.outputs);
  const inputs = variables.map(
    ({ name, description, type, default: value }) =>
      `| \`${name}\` | ${cell(firstParagraph(description))} | \`${typeName(type)}\` | ${value === undefined ? 'required' : `\`${value}\``} |`,
  );
  const roles = variables.find(({ name }) => name === 'roles');
  return (
    [
      INTRODUCTION,
      '## Inputs',
      ['| name | description | type | default |', '| --- | --- | --- | --- |', ...inputs].join('\n'),
      '### `roles`',
      roles?.description ?? '',
      `\`\`\`hcl\n${roles?.type ?? ''}\n\`\`\``,
      '## Outputs',
      [
        '| name | description |',
        '| --- | --- |',
        ...outputs.map((output) => `| \`${output.name}\` | ${cell(output.description)} |`),
      ].join('\n'),
      REFUSALS,
      TESTS,
      PUBLISHED,
      '## Examples',
      sources.examples.map(({ folder, shows }) => `- [\`${folder}\`](${folder}): ${shows}`).join('\n'),
      '## Requirements',
      `\`\`\`hcl\n${sources.versions.trim()}\n\`\`\``,
    ].join('\n\n') + '\n'
  );
}

async function documented(kind: 'variable' | 'output', text: string): Promise<readonly Documented[]> {
  const parsed = (await parse(`${kind}s.tf`, text)) as Record<
    string,
    Record<string, readonly Record<string, unknown>[]>
  >;
  const places = (name: string): number => text.indexOf(`${kind} "${name}"`);
  return Object.entries(parsed[kind] ?? {})
    .toSorted(([a], [b]) => places(a) - places(b))
    .map(([name, [body = {}]]) => ({
      name,
      description: String(body['description'] ?? '').trim(),
      type: unindented(String(body['type'] ?? '').replace(/^\$\{|\}$/g, '')),
      default: 'default' in body ? JSON.stringify(body['default']) : undefined,
    }));
}

/** `map(object({ … }))` in a table is `map(object)`. */
function typeName(type: string): string {
  return type.includes('\n') ? type.replace(/\(\{[\s\S]*\}\)/, '') : type;
}

function unindented(text: string): string {
  return text.replace(/\n {2}/g, '\n');
}

function firstParagraph(text: string): string {
  return text.split('\n\n')[0] ?? '';
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

const INTRODUCTION = `# GitLab CI jobs in AWS roles

IAM roles that GitLab CI jobs assume with their ID token (OIDC), and the provider that lets AWS check the tokens. Each role admits
exactly what its \`trust\` says: the project by its ids, the refs, and where they are demanded protection and what started the
pipeline. \`sub\` and \`aud\` are always demanded; a pattern is under \`StringLike\`, a name under \`StringEquals\`; conditions that
belong to different entries never share a statement, so that they never combine.

\`\`\`hcl
module "gitlab_roles" {
  source = "./terraform-module"

  issuer   = "https://gitlab.com"
  audience = "sts.amazonaws.com"

  roles = {
    deploy = {
      trust = [{
        project   = { path = "acme/platform/api", id = "101", namespace_id = "12" }
        branches  = ["main"]
        protected = true
        sources   = ["push", "web", "schedule"]
      }]
      managed_policy_arns = { ReadOnlyAccess = "arn:aws:iam::aws:policy/ReadOnlyAccess" }
    }
  }
}
\`\`\`

The job asks for the token and assumes the role:

\`\`\`yaml
deploy:
  id_tokens:
    AWS_TOKEN: { aud: sts.amazonaws.com }
\`\`\``;

const REFUSALS = `## What is refused

A plan fails, with the reason, for an issuer with a trailing slash, without https or with a port; for an empty trust or an entry without a
ref; for refs that git forbids, other wildcards than \`*\`, and characters that IAM does not accept; on gitlab.com for a project
without ids; elsewhere for \`sources\`, and for \`protected\` without \`ref_protected\` in the subject, because AWS could not check
them; and for a trust policy that is longer than the account allows.`;

const TESTS = `## Tests

\`\`\`shell
terraform init && terraform test
\`\`\`

needs Terraform 1.7, no network after \`init\` and no credentials: the providers are mocked. \`tests/table-*.tftest.hcl\` try the table of
pipelines, and tokens that differ from an admitted one in a single claim, on the trust policies as they are rendered, and compare what
the policies demand with what was proved for every token. Change a role, and the rows that no longer hold are red; change a promise,
and edit its row and its conditions. The examples of the accounts carry the same tests for the roles
in them: copy both.`;

const PUBLISHED = `## An instance that AWS cannot reach

[\`modules/published-issuer\`](modules/published-issuer) makes the bucket that the discovery document and the keys of such an instance are published
from: two objects that everybody can read, over TLS alone, or behind CloudFront with a domain; versions, encryption, and one role that writes.`;
