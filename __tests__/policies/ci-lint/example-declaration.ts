import { parseFederation, type Federation } from '../../../policies/index';

/** What the examples of the lint rules are judged with. */
export const EXAMPLE_DECLARATION = `gitlab: { url: https://gitlab.com, audience: sts.amazonaws.com }
projects:
  api:
    path: acme/api
    id: 7
    namespace_id: 3
    protected_branches: { main: { push: maintainer, merge: maintainer } }
    protected_tags: { v*: { create: maintainer } }
    protected_environments: [production]
    sub_claim: [project_path, ref_type, ref, environment_protected, deployment_tier]
accounts:
  main: { id: '111122223333', region: eu-west-1 }
roles:
  deploy:
    account: main
    max_session: 4h
    trust: [{ project: api, branches: [main], protected: true, sources: [push, web, schedule] }]
    variables: [{ key: AWS_ROLE_ARN, protected: true }]
  release:
    account: main
    trust: [{ project: api, branches: [main], environment: { protected: true, tier: production } }]
    variables: [{ key: RELEASE_ROLE_ARN, environment: production }]
  plan:
    account: main
    trust: [{ project: api, branches: ['*'] }]
    variables: [{ key: AWS_PLAN_ROLE_ARN }]
table: []
`;

/** @throws when a declaration is wrong */
export function declarationOf(text: string): Federation {
  const parsed = parseFederation(text, 'federation.yaml');
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
  return parsed.federation;
}
