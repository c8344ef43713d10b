import { asksGrammar } from '../asks-grammar';
import { onGithub } from '../example';
import { SOURCES } from '../sources';

export const openWorkload = asksGrammar({
  id: 'open-workload',
  severity: 'warning',
  title: 'several repositories, workspaces or service accounts of one organization can assume the role',
  rationale:
    'A `sub` such as `repo:acme/*`, `organization:acme:*` or `system:serviceaccount:prod:*` admits everything that belongs to the organization, the cluster or the namespace, and what will be made there later. Many people who may not touch the deployment can create such a thing.',
  bad: onGithub('repo:acme/*'),
  good: onGithub('repo:acme/api:ref:refs/heads/main'),
  fix: 'name each repository, workspace, project or service account',
  sources: [SOURCES.githubOidc, SOURCES.hcpTerraform, SOURCES.eksRoles],
  level: 'workload',
  says: ({ issuer }) => `more than one ${issuer.workload.noun} can assume the role`,
});
