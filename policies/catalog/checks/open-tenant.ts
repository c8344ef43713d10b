import { asksGrammar } from '../asks-grammar';
import { onGithub } from '../example';
import { SOURCES } from '../sources';

export const openTenant = asksGrammar({
  id: 'open-tenant',
  severity: 'error',
  title: 'an outsider can register an organization that the `sub` matches',
  rationale:
    'Whoever has an account at a shared issuer chooses the names of his own organization and repositories. `repo:acme*` also matches `acme-evil/x`, and `repo:*/api:…` the repository `api` of everyone. Only the full name of the organization, up to the character that ends it, keeps outsiders out.',
  bad: onGithub('repo:acme*'),
  good: onGithub('repo:acme/api:ref:refs/heads/main'),
  fix: 'write the whole name of the organization, with the character that ends it, such as `repo:acme/`',
  sources: [SOURCES.awsControls, SOURCES.githubOidc, SOURCES.hcpTerraform, SOURCES.buildkiteOidc],
  level: 'tenant',
  says: ({ issuer }) =>
    `anyone can register an ${issuer.tenant?.noun ?? 'account'} that this matches, and assume the role`,
});
