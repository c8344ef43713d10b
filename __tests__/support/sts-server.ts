import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { IssuerKeys } from '../../cli/sts/issuer-keys';
import { minter } from '../../cli/sts/mint';
import { startStsServer, type StsServer, type StsServerOptions } from '../../cli/sts/server';
import {
  readTrusts,
  servedAccounts,
  type Algorithm,
  type PublishedKey,
  type WrittenArtifact,
  type WrittenRole,
} from '../../policies/index';

/** A role as an input has it. */
export function writtenRole(name: string, document: unknown, more: Partial<WrittenRole> = {}): WrittenRole {
  return {
    address: `aws_iam_role.${name}`,
    name,
    account: '111122223333',
    partition: 'aws',
    document,
    text: JSON.stringify(document),
    permissions: { managed: [], inline: [] },
    ...more,
  };
}

/** Keys of a test, which signs whatever it likes. */
export interface TestKeys extends IssuerKeys {
  published: readonly PublishedKey[];
  /** A token with any header and any payload text. */
  readonly raw: (header: object, payload: string) => string;
}

export const KIDS = { RSA: 'rsa', ES256: 'p256', ES384: 'p384', ES512: 'p521' } as const;

export function testKeys(): TestKeys {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const curves = {
    ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    ES384: generateKeyPairSync('ec', { namedCurve: 'P-384' }),
    ES512: generateKeyPairSync('ec', { namedCurve: 'P-521' }),
  };
  const published = (key: KeyObject, kid: string): PublishedKey => ({
    ...key.export({ format: 'jwk' }),
    kid,
    use: 'sig',
  });
  const raw = (header: object, payload: string): string => {
    const text = [JSON.stringify(header), payload]
      .map((part) => Buffer.from(part).toString('base64url'))
      .join('.');
    const alg = String((header as { alg?: unknown }).alg);
    const key = alg in curves ? curves[alg as keyof typeof curves].privateKey : rsa.privateKey;
    const hash = `sha${/\d{3}$/.exec(alg)?.[0] ?? '256'}`;
    const signature = createSign(hash).update(text).sign({ key, dsaEncoding: 'ieee-p1363' }, 'base64url');
    return `${text}.${signature}`;
  };
  return {
    published: [
      published(rsa.publicKey, KIDS.RSA),
      ...(['ES256', 'ES384', 'ES512'] as const).map((alg) => published(curves[alg].publicKey, KIDS[alg])),
    ],
    raw,
    sign: async (claims, alg) => raw({ alg, kid: kidOf(alg), typ: 'JWT' }, JSON.stringify(claims)),
  };
}

export function kidOf(alg: Algorithm): string {
  return alg.startsWith('RS') ? KIDS.RSA : KIDS[alg as 'ES256'];
}

export interface TestServer extends StsServer {
  readonly keys: TestKeys;
  /** The lines of its log. */
  readonly log: readonly string[];
}

/** A server over what was written, on a free port. */
export async function startTestServer(
  artifact: WrittenArtifact,
  more: Partial<StsServerOptions> = {},
): Promise<TestServer> {
  const keys = testKeys();
  const log: string[] = [];
  const input = { input: { kind: 'state' as const, name: 'test' }, artifacts: [artifact] };
  const mint = await minter(input, keys, () => 'https://probe.example.com');
  const server = await startStsServer({
    host: '127.0.0.1',
    port: 0,
    accounts: servedAccounts(readTrusts(input), input.artifacts),
    issuer: 'https://probe.example.com',
    keys,
    mint,
    log: (line) => log.push(line),
    ...more,
  });
  return { ...server, keys, log };
}

/** Calls the query API with a form. */
export async function callSts(
  { url }: StsServer,
  parameters: Readonly<Record<string, string | null | undefined>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ status: number; body: string; headers: Headers; field: (name: string) => string | undefined }> {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined && value !== null) form.set(name, value);
  const response = await fetch(url, { method: 'POST', body: form, headers });
  const body = await response.text();
  return {
    status: response.status,
    body,
    headers: response.headers,
    field: (name) => {
      const text = new RegExp(`<${name}>([^<]*)</${name}>`).exec(body)?.[1];
      return text
        ?.replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&quot;', '"')
        .replaceAll('&#xA;', '\n')
        .replaceAll('&#xD;', '\r')
        .replaceAll('&amp;', '&');
    },
  };
}
