import { asksGrammar } from '../asks-grammar';
import { onGithub } from '../example';
import { SOURCES } from '../sources';

export const openContext = asksGrammar({
  id: 'open-context',
  severity: 'warning',
  title: 'any branch, environment or run phase of the repository or workspace can assume the role',
  rationale:
    'A `sub` that ends after the repository or the workspace, such as `repo:acme/api:*`, admits every branch, tag, environment and pull request: whoever may push a branch can assume the role without a review. With `run_phase:*` the plans of pull requests have the same access as an apply.',
  bad: onGithub('repo:acme/api:*'),
  good: onGithub('repo:acme/api:environment:production'),
  fix: 'name the branch, the environment or the run phase in `sub`',
  sources: [SOURCES.githubOidc, SOURCES.hcpTerraform, SOURCES.buildkiteOidc],
  level: 'context',
  says: ({ issuer }) => `any ${issuer.context?.noun ?? 'context'} that matches can assume the role`,
});
