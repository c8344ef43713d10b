import { issuerHost, providerArn } from '../context/index';
import { escapeLiteral, type Policy } from '../trust/index';
import type { BoundedTrust } from './provable-trust';

/** For which roles the client ids of the providers of both versions are part of a comparison. */
export interface ComparedAudiences {
  /** Keys of the roles whose client ids are not known of every version that has the role: there every audience counts as registered. */
  readonly unknown: ReadonlySet<string>;
  /** Those of them whose client ids one version specifies. */
  readonly oneSided: ReadonlySet<string>;
}

/** Client ids are compared where every version that has the role specifies those of its provider. */
export function comparedAudiences(
  before: readonly BoundedTrust[],
  after: readonly BoundedTrust[],
): ComparedAudiences {
  const unknown = new Set<string>();
  const known = new Set<string>();
  for (const { key, provider } of [...before, ...after]) {
    if (provider === undefined) continue;
    (provider.clientIds === undefined ? unknown : known).add(key);
  }
  return { unknown, oneSided: new Set([...unknown].filter((key) => known.has(key))) };
}

/**
 * The policy behind the client ids of its provider, for requests whose issuer is only a prefix of keys: STS rejects a token whose audience
 * is not registered, as a Deny of every other audience would.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
 */
export function behindClientIds(policy: Policy, provider: BoundedTrust['provider']): Policy {
  if (provider?.clientIds === undefined) return policy;
  const { issuer, account, partition, clientIds } = provider;
  if (clientIds.length === 0) return { ...policy, statements: [] };
  const isLiteral = policy.version === '2012-10-17';
  return {
    ...policy,
    statements: [
      ...policy.statements,
      {
        index: policy.statements.length,
        effect: 'Deny',
        principal: {
          kind: 'listed',
          federated: [providerArn(issuer, account, partition)],
          aws: [],
          other: [],
        },
        action: { negated: false, actions: ['*'] },
        conditions: [
          {
            operator: 'StringNotEquals',
            form: { base: 'StringNotEquals', ifExists: false },
            key: `${issuerHost(issuer)}:aud`,
            values: clientIds.map((id) => (isLiteral ? escapeLiteral(id) : id)),
            pointer: '',
          },
        ],
      },
    ],
  };
}
