import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  calculateJwkThumbprint,
  CompactSign,
  compactVerify,
  createLocalJWKSet,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  type JSONWebKeySet,
} from 'jose';
import { parse } from 'yaml';
import type { IssuerKeys } from '../../cli/sts/issuer-keys';
import { startStsServer, type StsServer } from '../../cli/sts/server';
import { servedAccounts, type PublishedKey } from '../../policies/index';
import { describeAwsCli, runBeside, type Ran } from '../support/aws-cli';
import { bundledProgram } from '../support/bundled-program';
import { CertificateWorkshop } from '../support/certificates';
import { startIssuerServer } from '../support/issuer-server';
import { describeNpmTool } from '../support/npm-tool';

const PAGE = readFileSync(join(__dirname, '../../docs/how-to/publish-an-issuer.md'), 'utf8');
const HOST = 'gitlab.internal.example.com';
const BUCKET = 'example-issuer';
const ISSUER = `https://${BUCKET}.s3.eu-west-1.amazonaws.com`;
const KEYS = 'oauth/discovery/keys';
const DISCOVERY = '.well-known/openid-configuration';

/** The commands of the page: the first copy, and the job that repeats it. */
const fence = (language: string, what: RegExp): string => {
  const found = [...PAGE.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].find(
    ([, name, text = '']) => name === language && what.test(text),
  );
  if (found?.[2] === undefined) throw new Error(`the page has no such ${language}`);
  return found[2];
};
const FIRST_COPY = fence('text', /publish-issuer/).replace(/^refgate doctor .*\n/m, '');
const JOB = (
  parse(fence('yaml', /publish-issuer/)) as {
    readonly 'publish issuer': { readonly script: readonly string[] };
  }
)['publish issuer'].script.join('\n');

/** A signing key of an instance, with the `kid` that GitLab gives it. @see https://www.rfc-editor.org/rfc/rfc7638 */
async function signingKey() {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  const { kty, n, e } = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint({ kty, n, e });
  const published: PublishedKey = { kty, kid, n, e, use: 'sig', alg: 'RS256' };
  const sign: IssuerKeys['sign'] = (claims) =>
    new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
      .setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' })
      .sign(privateKey);
  return { kid, published, sign, pem: await exportSPKI(publicKey) };
}
type SigningKey = Awaited<ReturnType<typeof signingKey>>;

describeAwsCli('jobs with the AWS CLI', () => {
  describeNpmTool('s3rver', 'the copy of an issuer in an S3-compatible server', (installed) => {
    const shop = new CertificateWorkshop();
    const program = bundledProgram('cli/main.ts');
    let folder: string;
    let s3: ChildProcess;
    let bucket: string;
    let front: Awaited<ReturnType<typeof startIssuerServer>>;
    /** The issuer that is behind the name of the instance. */
    let instance: StsServer;
    /** What the instance answers in the place of its documents. */
    let broken: ((path: string, text: string) => string) | undefined;
    const open: StsServer[] = [];

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'refgate-published-'));
      const serve = `const S3 = require(${JSON.stringify(installed.file('s3rver'))});
        const configureBuckets = [{ name: '${BUCKET}', configs: [] }];
        const options = { address: '127.0.0.1', port: 0, silent: true, directory: process.argv[1], configureBuckets };
        new S3(options).run().then(({ port }) => console.log(port));`;
      s3 = spawn(process.execPath, ['-e', serve, join(folder, 's3')], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [port] = (await once(s3.stdout!, 'data')) as [Buffer];
      const endpoint = `http://127.0.0.1:${String(port).trim()}`;
      bucket = `${endpoint}/${BUCKET}`;
      const root = shop.make({ name: 'Own Root', ca: true });
      const leaf = shop.make({ name: HOST, names: `DNS:${HOST}`, by: root });
      writeFileSync(join(folder, 'root.pem'), root.certificate);
      front = await startIssuerServer({
        cert: leaf.certificate,
        key: leaf.key,
        discovery: '',
        jwks: '',
        answer: (request, response) => {
          void forward(request, response);
          return true;
        },
      });
      // the commands of the page as they are: they find the server on loopback by these two
      mkdirSync(join(folder, 'bin'));
      const command = (name: string, line: string): void =>
        writeFileSync(join(folder, 'bin', name), `#!/bin/sh\nexec ${line}\n`, { mode: 0o755 });
      command('aws', `/usr/bin/env PATH="$AWS_PATH" aws --endpoint-url ${endpoint} "$@"`);
      const found = `--resolve ${HOST}:127.0.0.1:${front.port} --ca ${join(folder, 'root.pem')}`;
      command('refgate', `${process.execPath} ${program.file} "$@" ${found}`);
    });
    afterAll(async () => {
      await front?.close();
      await Promise.all(open.map((server) => server.close()));
      s3?.kill();
      program.remove();
      shop.close();
      rmSync(folder, { recursive: true });
    });

    /** The TLS server in front of the instance, which names itself in what the instance says of its own place. */
    async function forward({ url = '' }: IncomingMessage, response: ServerResponse): Promise<void> {
      const answer = await fetch(`${instance.url}${url}`);
      const text = (await answer.text()).replaceAll(instance.url, `https://${HOST}`);
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end(broken?.(url, text) ?? text);
    }

    /** An instance that signs with the first of the keys. */
    async function start(keys: readonly SigningKey[]): Promise<void> {
      const [first] = keys as [SigningKey];
      instance = await startStsServer({
        host: '127.0.0.1',
        port: 0,
        accounts: servedAccounts([], []),
        issuer: `https://${HOST}`,
        keys: { published: keys.map(({ published }) => published), sign: first.sign },
        mint: async ({ claims }) => [{ id_token: await first.sign(claims as object, 'RS256'), assuming: [] }],
        log: () => undefined,
      });
      open.push(instance);
    }

    const run = (script: string): Promise<Ran> => {
      const home = mkdtempSync(join(folder, 'home-'));
      const path = `/usr/bin:${process.env.PATH}`;
      return runBeside('sh', ['-c', `set -e\ncd ${home}\ncp ${folder}/*.pem .\n${script}`], home, {
        PATH: `${join(folder, 'bin')}:${path}`,
        AWS_PATH: path,
        AWS_ACCESS_KEY_ID: 'S3RVER',
        AWS_SECRET_ACCESS_KEY: 'S3RVER',
        CI_SERVER_URL: `https://${HOST}`,
        ISSUER,
      });
    };

    const published = async (path: string): Promise<string> => (await fetch(`${bucket}/${path}`)).text();

    /** Whether AWS, which reads the bucket, verifies a token that the instance signs now; and one of each earlier key. */
    async function verified(...tokens: readonly string[]): Promise<readonly boolean[]> {
      const now = (await (
        await fetch(`${instance.url}/refgate/token`, {
          method: 'POST',
          body: JSON.stringify({ claims: { iss: ISSUER } }),
        })
      ).json()) as { readonly tokens: readonly [{ readonly id_token: string }] };
      const keys = createLocalJWKSet(JSON.parse(await published(KEYS)) as JSONWebKeySet);
      return Promise.all(
        [now.tokens[0].id_token, ...tokens].map((token) =>
          compactVerify(token, keys).then(
            () => true,
            () => false,
          ),
        ),
      );
    }

    const digest = async (): Promise<string> =>
      createHash('sha256')
        .update(await published(KEYS))
        .update(await published(DISCOVERY))
        .digest('hex');

    test('from the first copy over a change of the key to its end, every token verifies', async () => {
      const [first, next] = [await signingKey(), await signingKey()];
      writeFileSync(join(folder, 'next.pub.pem'), next.pem);
      await start([first]);
      const copied = await run(FIRST_COPY);
      expect(copied).toEqual({ ...copied, status: 0 });
      expect(JSON.parse(await published(DISCOVERY))).toMatchObject({
        issuer: ISSUER,
        jwks_uri: `${ISSUER}/${KEYS}`,
      });
      const { headers } = await fetch(`${bucket}/${KEYS}`);
      expect([headers.get('content-type'), headers.get('cache-control')]).toEqual([
        'application/json',
        'max-age=60',
      ]);
      const early = await first.sign({ iss: ISSUER }, 'RS256');
      const late = await next.sign({ iss: ISSUER }, 'RS256');
      expect(await verified(early, late)).toEqual([true, true, false]);

      // 1. the next key is published before the instance signs with it
      const withNext = await run(
        JOB.replace('published.json --', 'published.json --next-key next.pub.pem --'),
      );
      expect(withNext).toEqual({ ...withNext, status: 0 });
      expect(await verified(early, late)).toEqual([true, true, true]);
      // 2. the instance signs with it; nothing was copied since
      await start([next]);
      expect(await verified(early, late)).toEqual([true, true, true]);
      // 3. the job goes on; a token of the old key that is on its way verifies
      const after = await run(JOB);
      expect(after).toEqual({ ...after, status: 0 });
      expect(after.stdout).toContain(`keys of the instance: ${next.kid}\nkept: ${first.kid}\n`);
      expect(await verified(early, late)).toEqual([true, true, true]);
      const ended = await run(JOB.replace('published.json --', `published.json --drop-key ${first.kid} --`));
      expect(ended).toEqual({ ...ended, status: 0 });
      expect(await verified(early, late)).toEqual([true, false, true]);
    });

    describe('what is published stays', () => {
      let good: SigningKey;
      let before: string;
      beforeAll(async () => {
        good = await signingKey();
        await start([good]);
        const copied = await run(FIRST_COPY);
        expect(copied).toEqual({ ...copied, status: 0 });
        before = await digest();
      });
      afterEach(() => (broken = undefined));

      const edited =
        (file: string, edit: (document: Record<string, unknown>) => object): NonNullable<typeof broken> =>
        (path, text) =>
          path.endsWith(file) ? JSON.stringify(edit(JSON.parse(text) as Record<string, unknown>)) : text;

      test.each<readonly [string, NonNullable<typeof broken>, RegExp]>([
        [
          'a document of another issuer',
          edited(DISCOVERY, (document) => ({ ...document, issuer: 'https://evil.example' })),
          /not published: .*another issuer: `issuer` is `https:\/\/evil\.example`/,
        ],
        [
          'a key set that was cut off',
          (path, text) => (path.endsWith(KEYS) ? text.slice(0, 40) : text),
          /not published: /,
        ],
        [
          'no key',
          edited(KEYS, () => ({ keys: [] })),
          /not published: no key of the instance is published now/,
        ],
        [
          'a key that STS does not take',
          edited(KEYS, ({ keys }) => ({
            keys: (keys as readonly object[]).map((key) => ({ ...key, key_ops: ['verify'] })),
          })),
          /not published: .*key-ops/,
        ],
        ['a sign-in page', () => '<!doctype html><title>Sign in</title>', /not published: /],
      ])('%s fails the job', async (_, change, reason) => {
        broken = change;
        const refused = await run(JOB);
        expect(refused).toEqual({ ...refused, stderr: expect.stringMatching(reason) as unknown });
        expect(refused.status).not.toBe(0);
        expect(await digest()).toBe(before);
      });

      test('an instance with none of the published keys fails the job, also under the right name', async () => {
        await start([await signingKey()]);
        const refused = await run(JOB);
        expect(refused.status).toBe(1);
        expect(refused.stderr).toContain('no key of the instance is published now');
        expect(await digest()).toBe(before);
      });
    });
  });
});
