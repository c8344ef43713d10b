/** A federation that is as small as it can be and still has one of everything. Tests break it in one place each. */
export const SMALL_FEDERATION = `gitlab:
  url: https://gitlab.com
  audience: sts.amazonaws.com
projects:
  api:
    path: acme/platform/api
    id: 101
    namespace_id: 12
    protected_branches: { main: { push: maintainer, merge: maintainer } }
    protected_tags: { v*: { create: maintainer } }
    protected_environments: [production]
accounts:
  production: { id: "111122223333", region: eu-west-1 }
roles:
  deploy:
    account: production
    trust:
      - { project: api, branches: [main], protected: true, sources: [push] }
    permissions: { managed: ["arn:aws:iam::aws:policy/ReadOnlyAccess"] }
    variables: [{ key: AWS_ROLE_ARN, environment: production }]
  plan:
    account: production
    trust: [{ project: api, branches: ["*"] }]
table:
  - { pipeline: { project: api, branch: main }, assumes: [deploy, plan] }
  - { pipeline: { fork_of: api, branch: main }, assumes: [] }
prove:
  - { role: deploy, only: protected_refs }
  - { implies: [deploy, plan] }
`;

/** The same elsewhere: an instance for which AWS fills `sub` and `aud` and nothing else. */
export const SELF_MANAGED_FEDERATION = SMALL_FEDERATION.replace(
  'https://gitlab.com',
  'https://gitlab.example.com',
)
  .replace(', protected: true, sources: [push]', ', protected: true')
  .replace(
    '    id: 101\n    namespace_id: 12\n',
    '    sub_claim: [project_path, ref_type, ref, ref_protected]\n',
  );

/** The text with one place changed. @throws when the place is not there exactly once */
export function edited(text: string, from: string, to: string): string {
  const pieces = text.split(from);
  if (pieces.length !== 2)
    throw new Error(`${JSON.stringify(from)} stands ${pieces.length - 1} times in the text`);
  return pieces.join(to);
}
