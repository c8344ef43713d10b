import { iamArn, partitionOf } from '../arn';
import { isGitlabCom } from '../context/index';

/** What a first declaration has to say. */
export interface Starter {
  /** Web address of the GitLab instance. */
  readonly gitlabUrl: string;
  /** Absent = `sts.amazonaws.com`, in China `sts.amazonaws.com.cn`. */
  readonly audience?: string;
  /** Full path of the project. */
  readonly projectPath: string;
  /** Decimal digits; needed on gitlab.com. */
  readonly projectId?: string;
  readonly namespaceId?: string;
  /** Twelve digits. */
  readonly accountId: string;
  readonly region: string;
  /** The branch that deploys. */
  readonly branch: string;
}

/** Where the facts of a first declaration are from. */
export interface StarterOptions {
  /** Whether the project is declared as GitLab has it. @default false: it has to be looked at */
  readonly fromGitlab?: boolean;
}

/**
 * Writes a commented `federation.yaml` with two roles, a table that holds, and promises for all tokens. What it says of the
 * project's protected branches has to be true: the reader is told to look.
 */
export function renderStarter(starter: Starter, { fromGitlab = false }: StarterOptions = {}): string {
  const { gitlabUrl, projectPath, projectId, namespaceId, accountId, region, branch } = starter;
  const { audience = usualAudience(region) } = starter;
  const key = keyOf(projectPath);
  const com = isGitlabCom(gitlabUrl);
  const ids = [
    ...(projectId === undefined ? [] : [`    id: ${number(projectId)} # Settings > General`]),
    ...(namespaceId === undefined
      ? []
      : [`    namespace_id: ${number(namespaceId)} # of the group that holds the project`]),
  ];
  const components = com
    ? []
    : ['    sub_claim: [project_path, ref_type, ref, ref_protected] # set in the project, GitLab 18.7'];
  const sources = com ? ', sources: [push, web, schedule]' : '';
  return `${[
    '# Who may assume what. `refgate check` says whether it holds; `refgate synth` writes the Terraform.',
    '',
    'gitlab:',
    `  url: ${quoted(gitlabUrl)}`,
    `  audience: ${quoted(audience)} # the jobs' \`id_tokens: { AWS_TOKEN: { aud: ${quoted(audience).replaceAll(/\s+/g, ' ')} } }\``,
    ...(com
      ? []
      : [
          "  reused_paths: refused # GitLab's setting `block_jwt_for_reclaimed_paths` is on, or no user can take over a path: look, and correct this",
        ]),
    '',
    'projects:',
    `  ${key}:`,
    `    path: ${quoted(projectPath)}`,
    ...ids,
    fromGitlab
      ? '    # What is protected in the project, as GitLab has it: `refgate pull` updates it.'
      : '    # What is protected in the project today: look at Settings > Repository, and correct this.',
    '    protected_branches:',
    `      ${quoted(branch)}: { push: maintainer, merge: maintainer }`,
    '    protected_tags: {}',
    ...components,
    '',
    'accounts:',
    `  main: { id: ${inQuotes(accountId)}, region: ${quoted(region)} }`,
    '',
    'roles:',
    `  # Deploys from the protected branch${com ? '. The sources omit merge requests from that branch, which have the same `sub`' : ''}.`,
    '  deploy:',
    '    account: main',
    '    trust:',
    `      - { project: ${key}, branches: [${quoted(branch)}], protected: true${sources} }`,
    '    permissions: { managed: [] } # add what a deployment needs',
    '    variables:',
    '      - { key: AWS_ROLE_ARN, protected: true }',
    '',
    '  # Shows on every branch what a deployment would change.',
    '  plan:',
    '    account: main',
    '    trust:',
    `      - { project: ${key}, branches: ['*'] }`,
    `    permissions: { managed: ['${iamArn(partitionOf(region), 'aws', 'policy/ReadOnlyAccess')}'] }`,
    '    variables:',
    '      - { key: AWS_PLAN_ROLE_ARN }',
    '',
    '# Simulated pipelines. A role that a row does not list must refuse it.',
    'table:',
    `  - { pipeline: { project: ${key}, branch: ${quoted(branch)} }, assumes: [deploy, plan] }`,
    `  - { pipeline: { project: ${key}, branch: feature/x }, assumes: [plan] }`,
    `  - { pipeline: { project: ${key}, tag: ${quoted(branch)} }, assumes: [], note: a tag named like the branch }`,
    `  - { pipeline: { project: ${key}, merge_request: { from: feature/x, into: ${quoted(branch)} } }, assumes: [plan] }`,
    `  - { pipeline: { fork_of: ${key}, branch: ${quoted(branch)} }, assumes: [] }`,
    ...(com
      ? [
          `  - { pipeline: { impostor_of: ${key}, branch: ${quoted(branch)} }, assumes: [], note: 'same path, other ids' }`,
        ]
      : []),
    '',
    '# For every token there is, not only for the rows above.',
    'prove:',
    '  - { role: deploy, only: protected_refs }',
    `  - { role: deploy, never: [${com ? 'fork, impostor, merge_request, tag' : 'fork, tag'}] }`,
    '  - { implies: [deploy, plan] }',
    '# Not promised:',
    ...starterOmissions(starter, { fromGitlab }).map((line) => `# - ${line.replaceAll(/\s+/g, ' ')}`),
  ].join('\n')}\n`;
}

/**
 * Guarantees that the starter omits, each in one sentence: they are in the file, and whoever writes it prints them. AWS sees only
 * `sub` and `aud` of an instance that is not gitlab.com.
 */
export function starterOmissions(
  { gitlabUrl, projectId, branch }: Starter,
  { fromGitlab = false }: StarterOptions = {},
): readonly string[] {
  const elsewhere = [
    'merge_request: a merge request from a protected branch has the `sub` of that branch, and can assume `deploy`',
    'sources: AWS does not see how a pipeline was started, so that a trigger or a schedule can assume `deploy`',
    'impostor: a project that takes over the path has the same `sub`, unless `project_id` is in `sub_claim`',
    projectId === undefined
      ? 'ids: the project is known by its path alone, because no id was given'
      : 'ids: they are declared, and in no policy unless `project_id` is in `sub_claim`',
  ];
  return [
    ...(isGitlabCom(gitlabUrl) ? [] : elsewhere),
    fromGitlab
      ? 'tags: no role trusts a tag, protected or not'
      : 'tags: none is declared as protected, so no role trusts a tag',
    fromGitlab
      ? 'protection: it is what GitLab had when this was written; run `refgate pull --check` on a schedule, or set `gitlab.guards: true`'
      : `protection: that only maintainers push to and merge into \`${branch}\` is assumed; set \`gitlab.guards: true\` for plans that look`,
  ];
}

/**
 * The audience that examples use, by the partition: AWS takes any text, and a token for one partition should not do in another.
 * @see https://github.com/aws-actions/configure-aws-credentials#oidc
 */
function usualAudience(region: string): string {
  return partitionOf(region) === 'aws-cn' ? 'sts.amazonaws.com.cn' : 'sts.amazonaws.com';
}

/** The last part of the path, as a key: letters, digits, `-` and `_`. */
function keyOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/[^A-Za-z0-9_-]/g, '-');
  return /^[A-Za-z_]/.test(name) ? name.slice(0, 64) : `p-${name}`.slice(0, 64);
}

/** Plain where YAML takes it so, else in single quotes. */
function quoted(text: string): string {
  return /^[A-Za-z][A-Za-z0-9/._-]*(?::\/\/[A-Za-z0-9/._-]+(?::\d+)?[A-Za-z0-9/._-]*)?$/.test(text) &&
    !/^(?:true|false|null|yes|no|on|off)$/i.test(text)
    ? text
    : inQuotes(text);
}

function inQuotes(text: string): string {
  return /\s/.test(text.replaceAll(' ', '')) ? JSON.stringify(text) : `'${text.replaceAll("'", "''")}'`;
}

function number(text: string): string {
  return /^\d+$/.test(text) ? text : inQuotes(text);
}
