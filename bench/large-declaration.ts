import { ACCOUNT } from './policies';

/** A project and a role each, and a table of branches that mostly must be refused; JSON is YAML too. */
export function largeDeclaration(roles: number, rows: number): string {
  const keys = Array.from({ length: roles }, (_, i) => String(i).padStart(4, '0'));
  const projects = keys.map((key, i) => [
    `p${key}`,
    {
      path: `acme/p${key}`,
      id: 10_000 + i,
      namespace_id: 12,
      protected_branches: { main: { push: 'no_one', merge: 'maintainer' } },
      protected_tags: { 'v*': { create: 'maintainer' } },
      protect_merge_request_pipelines: true,
    },
  ]);
  const declared = keys.map((key) => [
    `r${key}`,
    { account: 'one', trust: [{ project: `p${key}`, branches: ['main'], protected: true }] },
  ]);
  const pipelines = Array.from({ length: rows }, (_, i) => {
    const key = keys[i % roles] as string;
    const other = Math.floor(i / roles);
    const branch = other === 0 ? 'main' : `feature/${other}`;
    return { pipeline: { project: `p${key}`, branch }, assumes: other === 0 ? [`r${key}`] : [] };
  });
  return JSON.stringify({
    gitlab: { url: 'https://gitlab.com', audience: 'sts.amazonaws.com' },
    accounts: { one: { id: ACCOUNT, region: 'eu-west-1' } },
    projects: Object.fromEntries(projects),
    roles: Object.fromEntries(declared),
    table: pipelines,
  });
}
