import type { ChainRole } from '../../policies/chain/index';
import { parsePolicy } from '../../policies/trust/index';
import type { Choose } from './seed';

type Json = Readonly<Record<string, unknown>>;

/** A role of a random world, with its policies as documents. */
export interface RandomRole {
  readonly key: string;
  readonly name: string;
  readonly account: string;
  readonly arn: string;
  readonly trust: Json;
  readonly inline: readonly Json[];
  readonly boundary?: Json;
}

const ACCOUNTS = ['111122223333', '444455556666'] as const;
export const EXTERNAL_IDS = ['acme', 'globex'] as const;
const PATHS = ['/', '/ci/', '/ci/deep/'] as const;

/** Roles that trust and reach each other in every way that chains know: two accounts, paths, sessions, conditions, Deny, boundaries. */
export function randomRoles(choose: Choose): readonly RandomRole[] {
  const identities = Array.from({ length: 2 + choose(5) }, (_, index) => {
    const account = pick(choose, ACCOUNTS);
    const name = `r${index}`;
    return {
      key: `role ${index}`,
      name,
      account,
      arn: `arn:aws:iam::${account}:role${pick(choose, PATHS)}${name}`,
    };
  });
  return identities.map((identity) => {
    const other = (): (typeof identities)[number] => pick(choose, identities);
    const resource = (): string => {
      const { account, arn, name } = other();
      return pick(choose, [
        arn,
        arn,
        '*',
        `arn:aws:iam::${account}:role/*`,
        `arn:aws:iam::*:role/ci/*`,
        `arn:aws:iam::*:role/*${name}`,
        `arn:aws:iam::??????223333:role/*`,
      ]);
    };
    const principal = (): unknown => {
      const { account, arn, name } = other();
      return pick(choose, [
        { AWS: arn },
        { AWS: [arn, other().arn] },
        { AWS: `arn:aws:iam::${account}:root` },
        { AWS: account },
        { AWS: `arn:aws:sts::${account}:assumed-role/${name}/job` },
        { Service: 'ec2.amazonaws.com' },
      ]);
    };
    const condition = (): Json => {
      const { account, arn, name } = other();
      const value = pick(choose, EXTERNAL_IDS);
      return pick<Json>(choose, [
        {},
        {},
        {},
        { Condition: { StringEquals: { 'sts:ExternalId': value } } },
        { Condition: { StringLike: { 'aws:PrincipalArn': `arn:aws:iam::*:role/*${name}` } } },
        { Condition: { ArnNotEquals: { 'aws:PrincipalArn': arn } } },
        { Condition: { StringNotEquals: { 'aws:PrincipalAccount': account } } },
        { Condition: { StringEqualsIfExists: { 'sts:ExternalId': value } } },
        { Condition: { Null: { 'sts:ExternalId': pick(choose, ['true', 'false']) } } },
      ]);
    };
    const effect = (): string => (choose(6) === 0 ? 'Deny' : 'Allow');
    const action = (): Json =>
      pick<Json>(choose, [
        { Action: 'sts:AssumeRole' },
        { Action: 'sts:*' },
        { Action: ['s3:GetObject', 'STS:assumerole'] },
        { NotAction: 'iam:*' },
        { Action: 'sts:TagSession' },
      ]);
    const grants = (count: number): Json => ({
      Version: '2012-10-17',
      Statement: Array.from({ length: count }, () => ({
        Effect: effect(),
        ...action(),
        ...(choose(8) === 0
          ? { NotResource: resource() }
          : { Resource: [resource(), resource()].slice(choose(2)) }),
        ...condition(),
      })),
    });
    return {
      ...identity,
      trust: {
        Version: '2012-10-17',
        Statement: Array.from({ length: 1 + choose(3) }, () => ({
          Effect: effect(),
          Action: pick(choose, [
            'sts:AssumeRole',
            'sts:AssumeRole',
            ['sts:AssumeRole', 'sts:TagSession'],
            'sts:AssumeRoleWithWebIdentity',
          ]),
          Principal: principal(),
          ...condition(),
        })),
      },
      inline: choose(4) === 0 ? [] : [grants(1 + choose(2))],
      ...(choose(4) === 0 ? { boundary: grants(1) } : {}),
    };
  });
}

/** ARN of the boundary of a role. */
const boundaryArn = ({ account, name }: RandomRole): string =>
  `arn:aws:iam::${account}:policy/${name}-boundary`;

/** The same for the code under test. */
export function chainRoles(roles: readonly RandomRole[]): {
  readonly roles: readonly ChainRole[];
  readonly documents: ReadonlyMap<string, unknown>;
} {
  return {
    roles: roles.map((role): ChainRole => {
      const { key, name, account, arn, inline, boundary } = role;
      const trust = parsePolicy(role.trust);
      if (!trust.ok) throw new Error(JSON.stringify(trust.problems));
      const limit = boundary === undefined ? {} : { boundary: boundaryArn(role) };
      const permissions = { managed: [], inline: inline.map((document) => ({ document })), ...limit };
      return { key, name, account, arn, trust: trust.policy, permissions };
    }),
    documents: new Map(
      roles.flatMap((role) => (role.boundary === undefined ? [] : [[boundaryArn(role), role.boundary]])),
    ),
  };
}

function pick<T>(choose: Choose, from: readonly T[]): T {
  return from[choose(from.length)] as T;
}
