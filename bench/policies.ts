import type { Instance, Project } from '../policies/gitlab/index';
import type { RoleTrust } from '../policies/prove/index';
import { parsePolicy, type Policy } from '../policies/trust/index';

export const ACCOUNT = '111122223333';
export const GITLAB_COM: Instance = { url: 'https://gitlab.com', issuer: 'https://gitlab.com' };
export const SELF_MANAGED: Instance = {
  url: 'https://gitlab.example.com',
  issuer: 'https://gitlab.example.com',
};

type Values = Readonly<Record<string, string | readonly string[]>>;

/** A trust policy as one writes it: `subjects` under `StringLike`, everything else under `StringEquals`. */
export function trustDocument(subjects: readonly string[], equals: Values, { issuer }: Instance): object {
  const host = issuer.slice('https://'.length);
  const keyed = (values: Values): Values =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [`${host}:${name}`, value]));
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/${host}` },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: keyed({ aud: 'sts.amazonaws.com', ...equals }),
          StringLike: keyed({ sub: subjects }),
        },
      },
    ],
  };
}

export function parsed(document: object): Policy {
  const answer = parsePolicy(document);
  if (!answer.ok) throw new Error(JSON.stringify(answer.problems));
  return answer.policy;
}

export function roleTrust(document: object, { issuer }: Instance): RoleTrust {
  return { policy: parsed(document), provider: { issuer, account: ACCOUNT } };
}

export function declared(path: string, id: string, namespaceId: string): Project {
  const rule = (pattern: string) => ({ pattern, push: 'maintainer', merge: 'maintainer' }) as const;
  return {
    path,
    id,
    namespaceId,
    protectedBranches: [rule('main'), rule('release/*')],
    protectedTags: [{ pattern: 'v*', push: 'maintainer', merge: 'maintainer' }],
    protectedEnvironments: ['production'],
    protectMergeRequestPipelines: true,
    subClaim: ['project_path', 'ref_type', 'ref'],
    visibility: 'private',
  };
}
