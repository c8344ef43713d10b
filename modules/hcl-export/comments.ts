import type { Federation } from '../../policies/index';
import { accountAudiences, describeGrant } from '../../policies/index';
import { addressOf } from '../constructs/address';
import { declarationName } from './declaration-name';
import type { GitlabAwsFederation } from '../constructs/gitlab-aws-federation';
import type { GitlabCiVariablesTarget } from '../constructs/gitlab-ci-variables-props';

/** What a reader who does not know refgate asks at each block, by the block's address. */
export function blockComments(
  federation: Federation,
  stack: GitlabAwsFederation,
): ReadonlyMap<string, string> {
  const { instance } = federation;
  const audience = accountAudiences(federation, stack.account).join(' and ');
  const roles = [...stack.roles].map(([key, { resource }]): readonly [string, string] => {
    const rules = federation.roles.get(key);
    const lines = rules === undefined ? [] : describeGrant(rules.grant).map((line) => `- ${line}`);
    return [
      `aws_iam_role.${resource.friendlyUniqueId}`,
      ['Only CI jobs with these tokens can assume it:', ...lines].join('\n'),
    ];
  });
  const guards = [...stack.guards.values()].map(({ project, dataSource }): readonly [string, string] => [
    `data.gitlab_project.${dataSource.friendlyUniqueId}`,
    `Stops the plan when ${project.path} is no longer the project that was proved.`,
  ]);
  const variables = stack.variables.flatMap(({ resources, target }) =>
    resources.map((resource): readonly [string, string] => [
      addressOf(resource) ?? '',
      `A CI/CD variable of ${owner(federation, target)}.`,
    ]),
  );
  return new Map([
    ['provider.aws', `Refuses to work in another account than ${stack.account.key}.`],
    ['provider.gitlab', 'Takes its token from GITLAB_TOKEN in the environment.'],
    [
      'aws_iam_openid_connect_provider.gitlab',
      `Lets AWS check tokens of ${instance.issuer} that were made for ${audience}.`,
    ],
    [
      'data.aws_iam_openid_connect_provider.gitlab',
      `Exists already and is not managed here: lets AWS check tokens of ${instance.issuer} that were made for ${audience}.`,
    ],
    ['module.guards', 'Stops the plan when a project in GitLab is no longer what was proved.'],
    ['locals', 'For the outputs: the ARN of each role, and what a job needs to assume one.'],
    ...guards,
    ...roles,
    ...variables,
  ]);
}

/** What is in the place of input variables: a stack has none, because everything is declared. */
export function noInputs(federation: Federation): string {
  return `# No inputs: everything is declared in ${declarationName(federation)}. Credentials come from the environment.\n`;
}

function owner({ projects }: Federation, target: GitlabCiVariablesTarget): string {
  if ('group' in target) return `the group ${target.group}`;
  const project = [...projects.values()].find(({ id, path }) => (id ?? path) === target.project);
  return project?.path ?? target.project;
}

/**
 * What is at the top of `main.tf`: whose it is, how it came about, and what was checked.
 * @param checked whether every promise of the declaration held for what is written
 */
export function fileHeader(federation: Federation, stack: GitlabAwsFederation, checked: boolean): string {
  const { account } = stack;
  const { table } = federation;
  const roles = [...federation.roles.values()].filter((role) => role.account === account).length;
  return [
    `Which GitLab CI jobs may assume which roles of account ${account.key} (${account.id}).`,
    '',
    `Written by refgate from ${declarationName(federation)}: change that file, not this one, and write it again with refgate synth --hcl.`,
    checked
      ? `The trust policies were read back and judged before they were written: ${count(table.length, 'pipeline')} of the table against ${count(roles, 'role')}.`
      : 'NOT CHECKED: nobody has judged whether the table of pipelines holds. Do not apply this.',
    'The same table is in tests/: terraform init && terraform test (Terraform 1.7 or newer)',
    ...(stack.account.existingProvider !== undefined && 'arn' in stack.account.existingProvider
      ? ['', 'The OIDC provider that the roles trust exists already and is not managed here.']
      : []),
  ]
    .map((line) => `# ${line}`.trimEnd())
    .join('\n');
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
