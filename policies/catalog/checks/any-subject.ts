import { asksGrammar } from '../asks-grammar';
import { onGithub } from '../example';
import { SOURCES } from '../sources';

export const anySubject = asksGrammar({
  id: 'any-subject',
  severity: 'error',
  title: 'any workload of the issuer can assume the role',
  rationale:
    'A shared issuer such as GitHub Actions or HCP Terraform mints tokens for everyone who has an account there. A `sub` such as `repo:*` or `organization:*` names nobody: any repository or organization can assume the role. On an EKS cluster `system:serviceaccount:*` is every service account of the cluster. IAM looks for the bare `*` only and stores all of these.',
  bad: onGithub('repo:*'),
  good: onGithub('repo:acme/api:ref:refs/heads/main'),
  fix: 'name the organization and the repository, workspace, project or service account in `sub`',
  sources: [SOURCES.awsControls, SOURCES.githubOidc, SOURCES.hcpTerraform, SOURCES.eksRoles],
  level: 'anything',
  says: ({ issuer }) =>
    `any ${issuer.workload.noun} of ${issuer.tenant === undefined ? 'this issuer' : issuer.name} can assume the role`,
});
