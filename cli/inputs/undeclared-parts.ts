import {
  declaredArtifact,
  isGitlabCom,
  type Account,
  type Federation,
  type RoleVariable,
  type WrittenArtifact,
} from '../../policies/index';

type Json = Readonly<Record<string, unknown>>;

/** A stack as JSON of Terraform, and the account that it is for. */
export interface StackJson {
  readonly name: string;
  readonly json: unknown;
}

/** What a synth of a declaration writes, by section and type. */
const WRITTEN: Readonly<Record<string, true | readonly string[]>> = {
  '//': true,
  terraform: true,
  provider: ['aws', 'gitlab'],
  resource: [
    'aws_iam_openid_connect_provider',
    'aws_iam_role',
    'aws_iam_role_policy',
    'aws_iam_role_policy_attachment',
    'gitlab_branch_protection',
    'gitlab_group_variable',
    'gitlab_project_protected_environment',
    'gitlab_project_variable',
    'gitlab_tag_protection',
  ],
  data: [
    'aws_iam_openid_connect_provider',
    'gitlab_project',
    'gitlab_project_protected_branches',
    'gitlab_project_protected_tags',
  ],
  locals: ['audiences', 'ci_job', 'role_arns'],
  output: ['gitlab_ci_jobs', 'provider_arn', 'role_arns'],
  import: true,
  moved: true,
};

/** The registries that its providers come from. */
const SOURCES: Readonly<Record<string, string>> = { aws: 'hashicorp/aws', gitlab: 'gitlabhq/gitlab' };

/** What the provider of the account may say. */
const PROVIDER = ['region', 'allowed_account_ids', 'profile', 'assume_role'];

/**
 * What beside roles is in stacks that a synth of the declaration would not write there, or would write otherwise: resources of other types,
 * another account, provider or issuer, variables that are not declared. Addresses, sorted.
 */
export function undeclaredParts(
  federation: Federation,
  stacks: readonly StackJson[],
  artifacts: readonly WrittenArtifact[],
): readonly string[] {
  const found = stacks.flatMap(({ name, json }) => {
    const account = federation.accounts.get(name);
    if (account === undefined || !isObject(json)) return [name];
    return [
      ...otherBlocks(json),
      ...settings(json, account),
      ...gitlabProvider(json, federation),
      ...variables(json, federation, account),
    ];
  });
  return [...new Set([...found, ...providers(federation, artifacts)])].toSorted();
}

function otherBlocks(json: Json): readonly string[] {
  return Object.entries(json).flatMap(([section, content]) => {
    const known = Object.hasOwn(WRITTEN, section) ? WRITTEN[section] : [];
    if (known === true) return [];
    return Object.entries(isObject(content) ? content : {}).flatMap(([type, inner]) => {
      if (known?.includes(type) === true) return [];
      const prefix = section === 'resource' ? '' : `${section}.`;
      const names = ['resource', 'data'].includes(section) && isObject(inner) ? Object.keys(inner) : [];
      return names.length === 0 ? [`${prefix}${type}`] : names.map((name) => `${prefix}${type}.${name}`);
    });
  });
}

/** The account that Terraform works in, the providers that it fetches, and where it keeps the state. */
function settings(json: Json, account: Account): readonly string[] {
  const found: string[] = [];
  const { aws } = object(json.provider);
  const [only = {}, ...more] = list(aws).map(object);
  const { allowed_account_ids: ids, assume_role: assumed } = only;
  const isDeclared =
    more.length === 0 &&
    Object.keys(only).every((name) => PROVIDER.includes(name)) &&
    JSON.stringify(ids) === JSON.stringify([account.id]) &&
    only.region === account.region &&
    only.profile === account.profile &&
    (list(assumed).map(object)[0]?.role_arn ?? undefined) === account.assumeRole?.roleArn;
  if (!isDeclared) found.push('provider.aws');
  const { required_providers: required, backend, cloud } = object(json.terraform);
  for (const [name, constraint] of Object.entries(object(required)))
    if (object(constraint).source !== SOURCES[name]) found.push(`terraform.required_providers.${name}`);
  if (json.import !== undefined && account.adopt !== true && account.adopt.length === 0) found.push('import');
  if (json.moved !== undefined && account.moved.length === 0) found.push('moved');
  if (account.backend === undefined && (backend !== undefined || cloud !== undefined))
    found.push('terraform.backend');
  return found;
}

/** The GitLab that gets the token of whoever applies the stack. */
function gitlabProvider(json: Json, { instance }: Federation): readonly string[] {
  const { gitlab } = object(json.provider);
  const isDeclared = list(gitlab)
    .map(object)
    .every(({ base_url: address, ...others }, at) => {
      const own = isGitlabCom(instance.url)
        ? address === undefined
        : typeof address === 'string' && address.startsWith(`${instance.url}/`);
      return own && at === 0 && Object.keys(others).length === 0;
    });
  return isDeclared ? [] : ['provider.gitlab'];
}

/** Variables that no role declares, of another reach, or with the ARN of something else. */
function variables(json: Json, federation: Federation, account: Account): readonly string[] {
  const declared = [...federation.roles.values()]
    .filter((role) => role.account.key === account.key)
    .flatMap((role) => role.variables.map(reach));
  const written = object(json.resource);
  return ['gitlab_project_variable', 'gitlab_group_variable'].flatMap((type) =>
    Object.entries(object(written[type])).flatMap(([name, body]) => {
      const { key, environment_scope: scope = '*', protected: guarded = false, value } = object(body);
      const isKnown = declared.includes(JSON.stringify([key, scope, guarded]));
      const isOwn = typeof value === 'string' && !value.startsWith('arn:');
      return isKnown && isOwn ? [] : [`${type}.${name}`];
    }),
  );
}

function reach({ key, environment, protected: guarded }: RoleVariable): string {
  return JSON.stringify([key, environment, guarded]);
}

/** OIDC providers that are not as they are declared. */
function providers(federation: Federation, artifacts: readonly WrittenArtifact[]): readonly string[] {
  const text = ({
    account,
    url,
    clientIds = [],
    thumbprints = [],
  }: WrittenArtifact['providers'][number]): string =>
    JSON.stringify([account, url, clientIds.toSorted(), thumbprints.toSorted()]);
  const declared = declaredArtifact(federation).providers.map(text);
  return artifacts
    .flatMap((artifact) => artifact.providers)
    .flatMap((provider) => (declared.includes(text(provider)) ? [] : [provider.address]));
}

function object(value: unknown): Json {
  return isObject(value) ? value : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
