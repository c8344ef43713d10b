import { DEFAULT_SUB_CLAIM, type Project } from '../gitlab/index';
import { WEB_IDENTITY_ACTION } from '../trust/index';
import type { Example } from './check';
import type { KnownFacts } from './check-input';

type Json = Readonly<Record<string, unknown>>;

/** The account and the provider of every example. */
export const EXAMPLE_ACCOUNT = '111122223333';
export const GITLAB_COM_ARN = `arn:aws:iam::${EXAMPLE_ACCOUNT}:oidc-provider/gitlab.com`;
export const SELF_MANAGED_ARN = `arn:aws:iam::${EXAMPLE_ACCOUNT}:oidc-provider/gitlab.example.com`;

/** `sub` of branch `main` of the examples' project. */
export const MAIN = 'project_path:acme/platform/api:ref_type:branch:ref:main';

/** The examples' project, as it may be declared. */
export const EXAMPLE_PROJECT = {
  path: 'acme/platform/api',
  id: '101',
  namespaceId: '12',
  protectedBranches: [{ pattern: 'main', push: 'no_one', merge: 'maintainer' }],
  protectedTags: [{ pattern: 'v*', push: 'maintainer', merge: 'maintainer' }],
  protectedEnvironments: 'unknown',
  subClaim: DEFAULT_SUB_CLAIM,
  visibility: 'private',
} as const satisfies Project;

/** Conditions that pin the examples' project and audience on gitlab.com. */
export const PINS = {
  'gitlab.com:aud': 'sts.amazonaws.com',
  'gitlab.com:namespace_id': '12',
  'gitlab.com:project_id': '101',
} as const;

/** The same, and only protected refs, pushed, started by hand or on schedule. */
export const STRICT = {
  ...PINS,
  'gitlab.com:pipeline_source': ['push', 'schedule', 'web'],
  'gitlab.com:ref_protected': 'true',
} as const;

/** An Allow statement for gitlab.com; `changes` replace its parts. */
export function allow(condition: Json | undefined, changes: Json = {}): Json {
  return {
    Effect: 'Allow',
    Principal: { Federated: GITLAB_COM_ARN },
    Action: WEB_IDENTITY_ACTION,
    ...(condition === undefined ? {} : { Condition: condition }),
    ...changes,
  };
}

/** A Deny statement for gitlab.com. */
export function deny(condition: Json): Json {
  return allow(condition, { Effect: 'Deny' });
}

/** The policy of some statements. */
export function policyOf(...statements: readonly Json[]): Json {
  return { Version: '2012-10-17', Statement: statements };
}

/** An example with one Allow statement for gitlab.com. */
export function onGitlabCom(condition: Json | undefined, known?: KnownFacts, changes: Json = {}): Example {
  return example([allow(condition, changes)], known);
}

/** An example with one Allow statement for a self-managed GitLab. */
export function onSelfManaged(condition: Json | undefined, known?: KnownFacts): Example {
  return example([allow(condition, { Principal: { Federated: SELF_MANAGED_ARN } })], known);
}

/** An example of several statements. */
export function example(statements: readonly Json[], known?: KnownFacts): Example {
  const document = policyOf(...statements);
  return known === undefined ? { document } : { document, known };
}

/** The policy to strive for: exact `sub`, audience, ids, protection and sources. */
export const STRICT_EXAMPLE: Example = onGitlabCom({ StringEquals: { ...STRICT, 'gitlab.com:sub': MAIN } });

const GITHUB = 'token.actions.githubusercontent.com';

/** An example with one Allow statement for GitHub Actions. */
export function onGithub(sub: string): Example {
  return {
    document: policyOf(
      allow(
        { StringEquals: { [`${GITHUB}:aud`]: 'sts.amazonaws.com' }, StringLike: { [`${GITHUB}:sub`]: sub } },
        { Principal: { Federated: `arn:aws:iam::${EXAMPLE_ACCOUNT}:oidc-provider/${GITHUB}` } },
      ),
    ),
  };
}
