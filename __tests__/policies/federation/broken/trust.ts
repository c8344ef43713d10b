import type { BrokenCase } from './broken-case';

export const TRUST: readonly BrokenCase[] = [
  {
    note: 'no trust at all',
    from: '    trust: [{ project: api, branches: ["*"] }]\n',
    to: '',
    problems: ['ERR_SCHEMA: missing key `trust` at /roles/plan/trust (federation.yaml:21:3); add `trust: …`'],
  },
  {
    note: 'empty trust',
    from: 'trust: [{ project: api, branches: ["*"] }]',
    to: 'trust: []',
    problems: [
      'ERR_GRANT: role `plan` trusts nobody at /roles/plan/trust (federation.yaml:23:12); expected at least one entry under `trust`; add `{ project: …, branches: […] }`',
    ],
  },
  {
    note: 'no ref',
    from: ', branches: ["*"] }',
    to: ' }',
    problems: [
      'ERR_GRANT: a trust entry names no branch and no tag at /roles/plan/trust/0 (federation.yaml:23:13); expected at least one pattern under `branches` or `tags`; add `branches: [main]`; every branch is `branches: ["*"]`',
    ],
  },
  {
    note: 'an empty list of refs',
    from: 'branches: ["*"]',
    to: 'branches: []',
    problems: [
      'ERR_GRANT: a trust entry names no branch and no tag at /roles/plan/trust/0 (federation.yaml:23:13); expected at least one pattern under `branches` or `tags`; add `branches: [main]`; every branch is `branches: ["*"]`',
    ],
  },
  {
    note: 'an empty list of sources',
    from: 'sources: [push]',
    to: 'sources: []',
    problems: [
      'ERR_GRANT: `sources` is empty: no pipeline would assume the role at /roles/deploy/trust/0/sources (federation.yaml:18:69); expected at least one source; add `push`, or remove `sources`',
    ],
  },
  {
    note: 'a ref that git forbids',
    from: 'branches: [main]',
    to: 'branches: [release/1..2]',
    problems: [
      'ERR_REF: ref pattern `release/1..2` can match nothing: git forbids `..` at /roles/deploy/trust/0/branches/0 (federation.yaml:18:36); expected a short branch or tag name in which only `*` is special, such as `main` or `release/*`; did you mean `release/1-2`?',
    ],
  },
  {
    note: 'a wildcard that GitLab does not have',
    from: 'branches: [main]',
    to: 'branches: ["v[0-9]"]',
    problems: [
      'ERR_REF: ref pattern `v[0-9]` can match nothing: `[` is not a wildcard in GitLab, and git forbids it in names at /roles/deploy/trust/0/branches/0 (federation.yaml:18:36); expected a short branch or tag name in which only `*` is special, such as `main` or `release/*`; write `*`, or one pattern for each name',
    ],
  },
  {
    note: 'a regular expression',
    from: 'branches: [main]',
    to: 'branches: [.*]',
    problems: [
      'ERR_REF: ref pattern `.*` can match nothing: it is a regular expression, not a pattern at /roles/deploy/trust/0/branches/0 (federation.yaml:18:36); expected a short branch or tag name in which only `*` is special, such as `main` or `release/*`; write `*`',
    ],
  },
  {
    note: 'a ref that no policy can hold',
    from: 'branches: [main]',
    to: 'branches: [機能/*]',
    problems: [
      'ERR_REF: ref pattern `機能/*` cannot be written in an IAM policy at /roles/deploy/trust/0/branches/0 (federation.yaml:18:36); got `機` (U+6A5F); expected characters up to U+00FF; rename the ref, or cover it with `*`',
    ],
  },
  {
    note: 'sources where AWS does not see them',
    from: 'protected: true',
    to: 'protected: true, sources: [push]',
    problems: [
      'ERR_GRANT: `sources` cannot be enforced: AWS sees `pipeline_source` of gitlab.com tokens only at /roles/deploy/trust/0/sources (federation.yaml:17:60); remove it',
    ],
    selfManaged: true,
  },
  {
    note: 'a runner where AWS does not see it',
    from: 'protected: true',
    to: 'protected: true, runner: self-hosted',
    problems: [
      'ERR_GRANT: `runner` cannot be enforced: AWS reads `runner_environment` from gitlab.com tokens only at /roles/deploy/trust/0/runner (federation.yaml:17:60); remove it',
    ],
    selfManaged: true,
  },
  {
    note: 'protection where neither AWS nor `sub` tells it',
    from: ', ref_protected]',
    to: ']',
    problems: [
      'ERR_GRANT: `protected` cannot be enforced: AWS sees `ref_protected` of gitlab.com tokens only, and it is not in `sub` at /roles/deploy/trust/0/protected (federation.yaml:17:43); add `ref_protected` to `sub_claim` of project `api`, here and in GitLab',
    ],
    selfManaged: true,
  },
  {
    note: 'refs that `sub` does not tell apart',
    from: '[project_path, ref_type, ref,',
    to: '[project_path, ref,',
    problems: [
      'ERR_GRANT: no role can tell the refs of project `api` apart: its `sub` is the same for a branch and for a tag of that name: both called `main`, they have `project_path:acme/platform/api:ref:main:ref_protected:false` at /projects/api/sub_claim (federation.yaml:7:16); add `ref_type`, here and in GitLab',
    ],
    selfManaged: true,
  },
  {
    note: 'an environment that `sub` does not tell',
    from: 'protected: true',
    to: 'protected: true, environment: { protected: true, tier: production }',
    problems: [
      'ERR_GRANT: `protected` of an environment cannot be enforced: AWS sees it nowhere but in `sub` at /roles/deploy/trust/0/environment/protected (federation.yaml:18:75); add `environment_protected` to `sub_claim` of project `api`, here and in GitLab',
      'ERR_GRANT: `tier` cannot be enforced: AWS sees it nowhere but in `sub` at /roles/deploy/trust/0/environment/tier (federation.yaml:18:92); add `deployment_tier` to `sub_claim` of project `api`, here and in GitLab',
    ],
  },
  {
    note: 'an environment that demands nothing',
    from: 'protected: true',
    to: 'environment: {}',
    problems: [
      'ERR_GRANT: `environment` demands nothing at /roles/deploy/trust/0/environment (federation.yaml:18:56); expected `protected: true`, `tier`, or both; add `protected: true`, or remove `environment`',
    ],
  },
  {
    note: 'an environment that may be unprotected',
    from: 'protected: true',
    to: 'environment: { protected: false }',
    problems: [
      'ERR_GRANT: `protected: false` demands nothing of an environment at /roles/deploy/trust/0/environment/protected (federation.yaml:18:69); expected `true`; remove it: without it, protected or not makes no difference',
    ],
  },
];
