import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { newIssuerKeys, signatureVerifier, type IssuerKeys } from '../cli/sts/issuer-keys';
import { startStsServer } from '../cli/sts/server';
import { readTrusts, servedAccounts, type PublishedKey, type WrittenArtifact } from '../policies/index';
import { ROOT } from './child';
import { medianOf } from './measure';
import { ACCOUNT, GITLAB_COM, trustDocument } from './policies';
import { duration, rounded, table, times, type Effort, type Section } from './section';

const SUB = 'project_path:acme/platform/api:ref_type:branch:ref:';
/** Requests at a time: enough that the server never waits for the client. */
const AT_A_TIME = 32;

/** A server of this process that takes the form of a call. */
interface Served {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** One role of GitLab.com with its provider, as a state has them. */
function artifact(): WrittenArtifact {
  const document = trustDocument([`${SUB}main`], { project_id: '101', namespace_id: '12' }, GITLAB_COM);
  return {
    roles: [
      {
        address: 'aws_iam_role.deploy',
        name: 'deploy',
        account: ACCOUNT,
        partition: 'aws',
        document,
        text: JSON.stringify(document),
        permissions: { managed: [], inline: [] },
      },
    ],
    providers: [{ address: 'p', url: GITLAB_COM.issuer, clientIds: ['sts.amazonaws.com'], account: ACCOUNT }],
    unresolved: [],
  };
}

function refgateSts(keys: IssuerKeys): Promise<Served> {
  const input = { input: { kind: 'state' as const, name: 'bench' }, artifacts: [artifact()] };
  return startStsServer({
    host: '127.0.0.1',
    port: 0,
    accounts: servedAccounts(readTrusts(input), input.artifacts),
    issuer: GITLAB_COM.issuer,
    keys,
    mint: () => Promise.resolve([]),
    log: () => undefined,
  });
}

/** What is compared with: reads the form, verifies the signature of its token, and answers. */
async function bareServer(key: PublishedKey): Promise<Served> {
  const verify = await signatureVerifier();
  const server = createServer((request, response) => {
    void (async () => {
      const token = new URLSearchParams(await text(request)).get('WebIdentityToken') ?? '';
      const answer = (await verify(token, key, 'RS256')) ? 'yes' : 'no';
      response.writeHead(answer === 'yes' ? 200 : 403, { 'content-length': answer.length });
      response.end(answer);
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((done) => server.close(() => done())),
  };
}

/** Processor time of this process for each request, in nanoseconds: what the client and others take does not count. */
async function perRequest({ url }: Served, form: string, count: number): Promise<number> {
  const client = path.join(ROOT, 'bench', 'sts-client.mjs');
  const child = spawn(process.execPath, [client, url, String(count), String(AT_A_TIME)], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const start = process.cpuUsage();
  child.stdin.end(form);
  const [code] = (await once(child, 'exit')) as [number | null];
  const { user, system } = process.cpuUsage(start);
  if (code !== 0) throw new Error(`the client ended with ${code}`);
  return ((user + system) * 1000) / count;
}

async function timed(effort: Effort): Promise<string> {
  const keys = await newIssuerKeys();
  const [rsa] = keys.published;
  if (rsa === undefined) throw new Error('no key');
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: GITLAB_COM.issuer,
    aud: 'sts.amazonaws.com',
    sub: `${SUB}main`,
    project_id: '101',
    namespace_id: '12',
    iat: now,
    exp: now + 3600,
  };
  const form = new URLSearchParams({
    Action: 'AssumeRoleWithWebIdentity',
    Version: '2011-06-15',
    RoleArn: `arn:aws:iam::${ACCOUNT}:role/deploy`,
    RoleSessionName: 'bench',
    WebIdentityToken: await keys.sign(claims, 'RS256'),
  }).toString();
  const servers = [await bareServer(rsa), await refgateSts(keys)] as const;
  const taken: readonly [number[], number[]] = [[], []];
  const [rounds, count] = effort === 'full' ? [5, 2_000] : [1, 20];
  // in turn, and the first round warms up
  for (let round = 0; round <= rounds; round++)
    for (const [i, served] of servers.entries()) {
      const ns = await perRequest(served, form, count);
      if (round > 0) taken[i as 0 | 1].push(ns);
    }
  await Promise.all(servers.map((served) => served.close()));
  const [bare, sts] = [medianOf(taken[0]), medianOf(taken[1])];
  return table(
    [
      'one valid `AssumeRoleWithWebIdentity`',
      '>on one core per second',
      '>each',
      '>time against the bare server',
    ],
    [
      ['a bare server that verifies the signature', rounded(1e9 / bare), duration(bare), ''],
      ['`refgate sts`', rounded(1e9 / sts), duration(sts), times(sts / bare)],
    ],
  );
}

/** The local STS beside a server that does the least that one must. Both verify with the same library; all requests are let in. */
export const sts: Section = { name: 'sts', text: timed };
