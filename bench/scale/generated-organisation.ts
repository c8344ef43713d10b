import { seededRandom } from '../seeded-random';

/** How large a generated organisation is: five roles a project. */
export interface ScaleSize {
  readonly projects: number;
  readonly accounts: number;
}

/** An organisation as files. */
export interface GeneratedOrganisation {
  /** The declaration; JSON is YAML. */
  readonly declaration: string;
  /** The same before the last change: one project in fifty had one more ref in one role. */
  readonly before: string;
  /** Terraform of other teams: a root module for each account, by the name of its folder. */
  readonly foreign: ReadonlyMap<string, string>;
}

const HOST = 'gitlab.com';
/** As many as an organisation has accounts at most, and no more roles in one than IAM allows without a request. */
const MAX_ACCOUNTS = 50;

/** The size with as many accounts as such an organisation has. */
export function sizeOf(projects: number): ScaleSize {
  return { projects, accounts: Math.min(MAX_ACCOUNTS, Math.max(1, Math.ceil(projects / 40))) };
}

/**
 * An organisation as they are: groups of uneven size, names of uneven length, projects that protect tags or not; of five roles of a project two deploy, one
 * releases, one plans on any branch, and one reads; a pipeline of each kind in the table for one project in ten; a role of another team for each
 * project, written as a document, with `jsonencode`, or with `for_each`. The same seed gives the same bytes.
 */
export function generatedOrganisation(
  { projects, accounts }: ScaleSize,
  seed: number,
): GeneratedOrganisation {
  const random = seededRandom(seed);
  const pick = (bound: number): number => Math.floor(random() * bound);
  const all = Array.from({ length: projects }, (_, i) => project(i, pick));
  const accountOf = (i: number): string => `account-${i % accounts}`;
  const declared = (isBefore: boolean): string =>
    JSON.stringify({
      gitlab: { url: `https://${HOST}`, audience: 'sts.amazonaws.com' },
      accounts: Object.fromEntries(
        Array.from({ length: accounts }, (_, i) => [
          `account-${i}`,
          { id: String(100_000_000_000 + i), region: 'eu-west-1' },
        ]),
      ),
      defaults: { path: '/gitlab/', max_session: '1h', tags: { 'managed-by': 'refgate' } },
      projects: Object.fromEntries(all.map(({ key, declaration }) => [key, declaration])),
      roles: Object.fromEntries(
        all.flatMap(({ key }, i) => rolesOf(key, accountOf(i), isBefore && i % 50 === 0)),
      ),
      table: all.filter((_, i) => i % 10 === 0).flatMap(({ key }) => rowsOf(key)),
    });
  const foreign = new Map<string, string>();
  for (let account = 0; account < accounts; account += 1) {
    const own = all.filter((_, i) => i % accounts === account);
    foreign.set(`account-${account}`, foreignModule(String(100_000_000_000 + account), own, pick));
  }
  return { declaration: declared(false), before: declared(true), foreign };
}

interface GeneratedProject {
  readonly key: string;
  readonly path: string;
  readonly declaration: object;
}

function project(i: number, pick: (bound: number) => number): GeneratedProject {
  // groups of uneven size: the square of a uniform number
  const group = Math.floor((pick(1000) / 1000) ** 2 * 60);
  const key = `app-${String(i).padStart(4, '0')}`;
  const path = `acme/group-${group}/${'sub-'.repeat(pick(3))}${key}`;
  const rule = { push: 'no_one', merge: 'maintainer' };
  return {
    key,
    path,
    declaration: {
      path,
      id: 10_000 + i,
      namespace_id: 100 + group,
      protected_branches: { main: rule, 'release/*': rule },
      protected_tags: { 'v*': { create: 'maintainer' } },
      ...(pick(2) === 0 ? { protected_environments: ['production'] } : {}),
      protect_merge_request_pipelines: true,
    },
  };
}

type Entry = readonly [string, object];

function rolesOf(key: string, account: string, more: boolean): readonly Entry[] {
  const role = (name: string, policy: string, trust: object): Entry => [
    `${key}-${name}`,
    {
      account,
      trust: [{ project: key, ...trust }],
      permissions: { managed: [`arn:aws:iam::aws:policy/${policy}`] },
    },
  ];
  return [
    role('deploy', 'AmazonECS_FullAccess', {
      branches: more ? ['main', 'release/*'] : ['main'],
      protected: true,
      sources: ['push', 'web'],
    }),
    role('hotfix', 'AmazonECS_FullAccess', { branches: ['release/*'], protected: true, sources: ['push'] }),
    role('release', 'AmazonEC2ContainerRegistryPowerUser', {
      tags: ['v*'],
      protected: true,
      sources: ['push'],
    }),
    role('plan', 'ReadOnlyAccess', { branches: ['*'] }),
    role('read', 'ReadOnlyAccess', { branches: ['main'] }),
  ];
}

function rowsOf(key: string): readonly object[] {
  const row = (pipeline: object, ...roles: readonly string[]): object => ({
    pipeline,
    assumes: roles.map((role) => `${key}-${role}`),
  });
  return [
    row({ project: key, branch: 'main' }, 'deploy', 'plan', 'read'),
    row({ project: key, branch: 'release/1.0' }, 'hotfix', 'plan'),
    row({ project: key, branch: 'topic' }, 'plan'),
    row({ project: key, tag: 'v1.0.0' }, 'release'),
    row({ impostor_of: key, branch: 'main', protected: true }),
  ];
}

function foreignModule(
  account: string,
  projects: readonly GeneratedProject[],
  pick: (bound: number) => number,
): string {
  const provider = `arn:aws:iam::${account}:oidc-provider/${HOST}`;
  const document = (sub: string): string =>
    `jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRoleWithWebIdentity", Principal = { Federated = "${provider}" }, Condition = { StringEquals = { "${HOST}:aud" = "sts.amazonaws.com", "${HOST}:sub" = ${sub} } } }] })`;
  const blocks = projects.map(({ key, path }) => {
    const sub = `project_path:${path}:ref_type:branch:ref:main`;
    switch (pick(3)) {
      case 0:
        return `resource "aws_iam_role" "${key}" {\n  name               = "${key}-own"\n  assume_role_policy = ${document(`"${sub}"`)}\n}\n`;
      case 1:
        return `data "aws_iam_policy_document" "${key}" {\n  statement {\n    actions = ["sts:AssumeRoleWithWebIdentity"]\n    principals {\n      type        = "Federated"\n      identifiers = ["${provider}"]\n    }\n    condition {\n      test     = "StringEquals"\n      variable = "${HOST}:sub"\n      values   = ["${sub}"]\n    }\n    condition {\n      test     = "StringEquals"\n      variable = "${HOST}:aud"\n      values   = ["sts.amazonaws.com"]\n    }\n  }\n}\nresource "aws_iam_role" "${key}" {\n  name               = "${key}-own"\n  assume_role_policy = data.aws_iam_policy_document.${key}.json\n}\n`;
      default:
        return `resource "aws_iam_role" "${key}" {\n  for_each           = toset(["blue", "green"])\n  name               = "${key}-\${each.key}"\n  assume_role_policy = ${document(`"project_path:${path}:ref_type:branch:ref:release/\${each.key}"`)}\n}\n`;
    }
  });
  return blocks.join('\n');
}
