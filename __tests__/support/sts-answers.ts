import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Algorithm, PublishedKey, WrittenArtifact } from '../../policies/index';
import { kidOf, KIDS, startTestServer, testKeys, writtenRole, type TestServer } from './sts-server';

/** One call of STS. */
export interface StsCall {
  /** Name of the role. @default `probe`, which admits every token of the provider */
  readonly role?: string;
  /** Parameters that differ; `null` leaves one out. */
  readonly parameters?: Readonly<Record<string, string | null>>;
  /** Claims that differ. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly without?: readonly string[];
  /** More members of the payload, as text. */
  readonly payload?: string;
  /** @default RS256 */
  readonly alg?: Algorithm;
  /** Members of the header that differ; `null` leaves one out. */
  readonly header?: Readonly<Record<string, unknown>>;
  /** What the issuer publishes instead of its four keys. */
  readonly jwks?: keyof typeof JWKS;
  /** Whether the payload is changed after it was signed. */
  readonly tampered?: boolean;
}

/** One call of STS, and what AWS answers. */
export interface AnswerCase extends StsCall {
  readonly note: string;
  readonly expect: {
    readonly status: number;
    readonly code?: string;
    readonly text?: string;
    readonly fields?: Readonly<Record<string, string>>;
  };
  readonly source: string;
}

/** Calls of `AssumeRoleWithWebIdentity` and what AWS answers, each with its public source. */
export const STS_ANSWERS = JSON.parse(
  readFileSync(join(__dirname, '../cases/sts-answers.json'), 'utf8'),
) as readonly AnswerCase[];

/** 2026-09-11T10:48:41Z: when the answers of AWS were recorded. */
const NOW = 1789123721;
const ISSUER = 'https://probe.example.com';
const PROVIDER = 'arn:aws:iam::111122223333:oidc-provider/probe.example.com';
const CLAIMS = { iss: ISSUER, aud: 'client-a', sub: 'subject-probe', iat: 1789123688, exp: 1789124598 };

const statement = (more: object = {}): object => ({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Federated: PROVIDER }, Action: 'sts:AssumeRoleWithWebIdentity', ...more },
  ],
});
const EVERY_ACTION = ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession', 'sts:SetSourceIdentity'];

const ARTIFACT: WrittenArtifact = {
  roles: [
    writtenRole('probe', statement({ Action: EVERY_ACTION }), { maxSessionSeconds: 7200 }),
    writtenRole('plain', statement()),
    writtenRole(
      'refusing',
      statement({ Condition: { StringEquals: { 'probe.example.com:sub': 'nobody' } } }),
    ),
    writtenRole('aws-star', statement({ Principal: { AWS: '*' } })),
    writtenRole('other-provider', statement({ Principal: { Federated: `${PROVIDER}/x` } })),
    writtenRole('named', statement({ Condition: { StringEquals: { 'sts:RoleSessionName': 'build-7' } } })),
    writtenRole(
      'unknown-operator',
      statement({ Condition: { StringLik: { 'probe.example.com:sub': 'x' } } }),
    ),
    writtenRole('network', statement({ Condition: { IpAddress: { 'aws:SourceIp': '127.0.0.0/8' } } })),
  ],
  providers: [
    {
      address: 'aws_iam_openid_connect_provider.probe',
      url: ISSUER,
      clientIds: ['client-a', 'client-b'],
      account: '111122223333',
    },
  ],
  unresolved: [],
};

const other = testKeys().published[0] as PublishedKey;

const JWKS = {
  one: ([rsa]) => [rsa],
  none: () => [],
  'without kid': ([rsa]) => [without(rsa, 'kid')],
  later: ([rsa, ...more]) => [{ ...other, kid: KIDS.RSA }, rsa, ...more],
  earlier: ([rsa, ...more]) => [rsa, { ...other, kid: KIDS.RSA }, ...more],
  'use enc': ([rsa, ...more]) => [{ ...rsa, use: 'enc' }, ...more],
  key_ops: ([rsa, ...more]) => [{ ...rsa, key_ops: ['verify'] }, ...more],
  'alg RS256': ([rsa, ...more]) => [{ ...rsa, alg: 'RS256' }, ...more],
  '101 RSA': (keys) => [...keys, ...Array.from({ length: 100 }, (_, i) => ({ ...other, kid: `more-${i}` }))],
} satisfies Record<string, (keys: readonly [PublishedKey, ...PublishedKey[]]) => readonly PublishedKey[]>;

function without(object: PublishedKey, name: string): PublishedKey {
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));
}

/** A server with the roles of the cases, at the time when the answers of AWS were recorded. */
export const startAnswerServer = (): Promise<TestServer> =>
  startTestServer(ARTIFACT, { now: () => NOW, explain: true });

/** Publishes the keys of a case in place of those that the server has, and gives the parameters of its call. */
export function prepareCall(
  server: TestServer,
  own: TestServer['keys']['published'],
  row: StsCall,
): Readonly<Record<string, string | null>> {
  const published = own as readonly [PublishedKey, ...PublishedKey[]];
  server.keys.published = row.jwks === undefined ? published : JWKS[row.jwks](published);
  return {
    RoleArn: `arn:aws:iam::111122223333:role/${row.role ?? 'probe'}`,
    RoleSessionName: 'oidc-probe',
    WebIdentityToken: tokenOf(server, row),
    ...row.parameters,
  };
}

function tokenOf(
  server: TestServer,
  { claims, without: absent = [], payload, alg = 'RS256', header, tampered }: StsCall,
): string {
  const all = Object.entries({ ...CLAIMS, ...claims }).filter(([name]) => !absent.includes(name));
  const text = JSON.stringify(Object.fromEntries(all));
  const head = Object.entries({ alg, kid: kidOf(alg), typ: 'JWT', ...header }).filter(
    ([, value]) => value !== null,
  );
  const token = server.keys.raw(
    Object.fromEntries(head),
    payload === undefined ? text : `${text.slice(0, -1)},${payload}}`,
  );
  if (tampered !== true) return token;
  const [first, , last] = token.split('.');
  return [first, Buffer.from(text.replace('subject', 'Subject')).toString('base64url'), last].join('.');
}
