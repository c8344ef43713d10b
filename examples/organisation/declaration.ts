const TEAMS = ['checkout', 'catalog', 'search', 'identity', 'payments', 'logistics', 'insights', 'platform'];

/** How the projects of the example protect themselves: all alike, as an organisation would have it. */
const RULES =
  'protected_branches: { main: { push: no_one, merge: maintainer } }, protected_tags: { v*: { create: maintainer } }, protect_merge_request_pipelines: true';

/**
 * A declaration of many projects with three roles each: `deploy` from main, `release` from tags, `plan` from anywhere. Half of the projects
 * live in one account, half in another.
 * @param projects how many
 */
export function organisationDeclaration(projects = 200): string {
  const numbers = Array.from({ length: projects }, (_, index) => index + 1);
  return [
    `# ${projects} projects with three roles each, written by declaration.ts beside this file. What all roles share is said once, under`,
    '# `defaults`; a project is four lines.',
    '',
    'gitlab: { url: https://gitlab.com, audience: sts.amazonaws.com }',
    '',
    'accounts:',
    "  blue: { id: '111111111111', region: eu-west-1 }",
    "  green: { id: '222222222222', region: eu-west-1 }",
    '',
    'defaults: { path: /gitlab/, max_session: 1h, tags: { managed-by: refgate } }',
    '',
    'projects:',
    ...numbers.map(
      (n) =>
        `  ${key(n)}: { path: acme/${team(n)}/${key(n)}, id: ${10_000 + n}, namespace_id: ${100 + (n % TEAMS.length)}, ${RULES} }`,
    ),
    '',
    'roles:',
    ...numbers.flatMap(rolesOf),
    '',
    'table:',
    ...numbers.filter((n) => n <= 2 || n === projects).flatMap(rowsOf),
    '',
  ].join('\n');
}

function key(n: number): string {
  return `${team(n)}-${String(n).padStart(3, '0')}`;
}

function team(n: number): string {
  return TEAMS[n % TEAMS.length] as string;
}

function rolesOf(n: number): readonly string[] {
  const account = n % 2 === 0 ? 'blue' : 'green';
  const role = (name: string, trust: string, policy: string): string =>
    `  ${key(n)}-${name}: { account: ${account}, trust: [{ project: ${key(n)}, ${trust} }], permissions: { managed: ['arn:aws:iam::aws:policy/${policy}'] } }`;
  return [
    role('deploy', 'branches: [main], protected: true, sources: [push, web]', 'AmazonECS_FullAccess'),
    role('release', 'tags: [v*], protected: true, sources: [push]', 'AmazonEC2ContainerRegistryPowerUser'),
    role('plan', "branches: ['*']", 'ReadOnlyAccess'),
  ];
}

function rowsOf(n: number): readonly string[] {
  const row = (pipeline: string, ...roles: string[]): string =>
    `  - { pipeline: { ${pipeline} }, assumes: [${roles.map((role) => `${key(n)}-${role}`).join(', ')}] }`;
  return [
    row(`project: ${key(n)}, branch: main`, 'deploy', 'plan'),
    row(`project: ${key(n)}, branch: topic`, 'plan'),
    row(`project: ${key(n)}, tag: v1.0.0`, 'release'),
    row(`impostor_of: ${key(n)}, branch: main, protected: true`),
  ];
}
