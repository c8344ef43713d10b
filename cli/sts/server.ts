import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RenderedReply, ServedAccounts } from '../../policies/index';
import { withoutTokens } from '../inputs/jwt';
import { credentialsOf, parametersOf } from './query-request';
import { SIGNING_ALGORITHMS, signatureVerifier, type IssuerKeys } from './issuer-keys';
import type { Mint } from './mint';
import { readBody, type UnreadBody } from './read-body';
import { freshSecrets, newSessionStore } from './session-store';

export interface StsServerOptions {
  readonly host: string;
  /** 0 = any that is free. */
  readonly port: number;
  readonly accounts: ServedAccounts;
  /** The issuer that is simulated. */
  readonly issuer: string | undefined;
  readonly keys: IssuerKeys;
  readonly mint: Mint;
  /** One line for each request. */
  readonly log: (line: string) => void;
  /** Whether answers carry refgate's explanation in a header. @default false */
  readonly explain?: boolean;
  /** Seconds since 1970. */
  readonly now?: () => number;
}

export interface StsServer {
  /** `http://127.0.0.1:8099` */
  readonly url: string;
  /** The issuer of the tokens: the simulated one, or the server itself. */
  readonly issuer: string;
  /** Ends it: what is being answered is answered first. */
  readonly close: () => Promise<void>;
}

/** Requests at a time; one more is answered with 503. */
const MAX_AT_A_TIME = 128;
const MAX_CONNECTIONS = 512;
/** How long what is being answered may take when the server is closed. */
const GRACE_MS = 2_000;

/** What a request is answered with, and what the log says of it. */
interface Answer extends RenderedReply {
  /** `AssumeRoleWithWebIdentity`, or the method and path. */
  readonly what: string;
  readonly explanation: string;
  readonly decision?: 'allow' | 'deny' | 'undetermined';
  /** As in the body; any for an answer that has none. */
  readonly requestId?: string;
}

/** Starts the server. @throws the error of `listen` */
export async function startStsServer(options: StsServerOptions): Promise<StsServer> {
  const now = options.now ?? (() => Math.floor(Date.now() / 1000));
  let url = '';
  const answer = await answerer(options, now, () => url);
  let busy = 0;
  const server = createServer((request, response) => {
    busy += 1;
    const tooMany = busy > MAX_AT_A_TIME;
    void (tooMany ? Promise.resolve(TOO_MANY) : answer(request))
      .catch(internal)
      .then((given) => send(given, request, response, options))
      .finally(() => (busy -= 1));
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.headersTimeout = 5_000;
  server.requestTimeout = 10_000;
  server.keepAliveTimeout = 5_000;
  server.maxRequestsPerSocket = 10_000;
  server.on('clientError', (_, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    else socket.destroy();
  });
  await listening(server, options);
  const { address, port, family } = server.address() as AddressInfo;
  url = `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
  return { url, issuer: options.issuer ?? url, close: () => closed(server) };
}

function listening(server: Server, { host, port }: StsServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const hurry = setTimeout(() => server.closeAllConnections(), GRACE_MS);
    server.close(() => {
      clearTimeout(hurry);
      resolve();
    });
    server.closeIdleConnections();
  });
}

type Answerer = (request: IncomingMessage) => Promise<Answer>;

async function answerer(options: StsServerOptions, now: () => number, url: () => string): Promise<Answerer> {
  const { answerCall, FAKE, renderReply } = await import('../../policies/index');
  const verify = await signatureVerifier();
  const sessions = newSessionStore();
  const { accounts, keys } = options;
  const sts = async (request: IncomingMessage, query: string): Promise<Answer> => {
    const body = request.method === 'POST' ? await readBody(request) : '';
    if (typeof body !== 'string') return unread(request, body);
    const parameters = parametersOf(body === '' ? query : body);
    const reply = await answerCall(
      { parameters, credentials: credentialsOf(request.headers, parameters) },
      {
        accounts,
        now: now(),
        secrets: () => freshSecrets(FAKE),
        keysOf: () => keys.published,
        verify,
        findSession: sessions.find,
      },
    );
    if (reply.ok && 'session' in reply) sessions.keep(reply.session);
    const decision = reply.ok ? 'allow' : reply.outcome;
    const requestId = randomUUID();
    const what = (parameters.get('Action') ?? 'no action').slice(0, 64);
    const code = reply.ok ? '' : `${reply.code}: `;
    return {
      ...renderReply(reply, requestId),
      requestId,
      what,
      decision,
      explanation: `${code}${reply.explanation}`,
    };
  };
  const token = async (request: IncomingMessage): Promise<Answer> => {
    const body = await readBody(request);
    if (typeof body !== 'string') return unread(request, body);
    try {
      const asked: unknown = JSON.parse(body);
      const tokens = await options.mint(typeof asked === 'object' && asked !== null ? asked : {}, now());
      return json(
        request,
        200,
        { tokens },
        `${tokens.length === 1 ? 'one token' : `${tokens.length} tokens`} minted`,
      );
    } catch (error) {
      const message = error instanceof SyntaxError ? 'the body is not JSON' : (error as Error).message;
      return json(request, 400, { error: message }, message.split('\n')[0] ?? '');
    }
  };
  return async (request) => {
    const [path = '/', query = ''] = splitOnce(request.url ?? '/', '?');
    const { method } = request;
    const reading = method === 'GET' || method === 'HEAD';
    if (reading && path.endsWith(DISCOVERY))
      return json(request, 200, discovery(options.issuer ?? url(), url()), 'the discovery document');
    if (reading && path.endsWith(JWKS)) return json(request, 200, { keys: keys.published }, 'the keys');
    if (method === 'POST' && path === TOKEN) return token(request);
    if (path === '/' && (method === 'POST' || method === 'GET')) return sts(request, query);
    return json(
      request,
      404,
      { error: `this server has ${DISCOVERY}, ${JWKS}, POST ${TOKEN} and the STS API at POST /` },
      'nothing is here',
    );
  };
}

/** Paths of GitLab, and the one that a simulation needs beside them. @see https://docs.gitlab.com/ci/secrets/id_token_authentication/ */
const DISCOVERY = '/.well-known/openid-configuration';
const JWKS = '/oauth/discovery/keys';
const TOKEN = '/refgate/token';

function discovery(issuer: string, url: string): object {
  return {
    issuer,
    jwks_uri: `${url}${JWKS}`,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: SIGNING_ALGORITHMS,
  };
}

function splitOnce(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

const whatOf = ({ method = '', url = '' }: IncomingMessage): string => `${method} ${splitOnce(url, '?')[0]}`;

function json(request: IncomingMessage, status: number, body: object, explanation: string): Answer {
  const text = `${JSON.stringify(body)}\n`;
  return { status, contentType: 'application/json', body: text, what: whatOf(request), explanation };
}

function unread(request: IncomingMessage, { status, error }: UnreadBody): Answer {
  return json(request, status, { error }, error);
}

const TOO_MANY: Answer = {
  status: 503,
  contentType: 'application/json',
  body: `{"error":"more than ${MAX_AT_A_TIME} requests at a time"}\n`,
  what: 'a request',
  explanation: `more than ${MAX_AT_A_TIME} requests at a time`,
};

function internal(error: unknown): Answer {
  const message = error instanceof Error ? error.message : String(error);
  return {
    status: 500,
    contentType: 'application/json',
    body: '{"error":"ERR_INTERNAL"}\n',
    what: 'a request',
    explanation: `ERR_INTERNAL: ${message}; please report this`,
  };
}

function send(
  answer: Answer,
  request: IncomingMessage,
  response: ServerResponse,
  { log, explain }: StsServerOptions,
): void {
  const { status, contentType, body, what, explanation, decision, requestId = randomUUID() } = answer;
  log(`${printable(what)} ${status} ${printable(explanation)}`);
  if (response.destroyed) return;
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
    'x-amzn-requestid': requestId,
    // what the rest of a body that was not read would become
    ...(request.complete ? {} : { connection: 'close' }),
    ...(explain === true && decision !== undefined
      ? { 'x-refgate-decision': decision, 'x-refgate-explanation': printable(explanation) }
      : {}),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

/** One line of ASCII without tokens: what a header and a log take. */
function printable(text: string): string {
  const shown = withoutTokens(text).slice(0, 1_000);
  return shown.replaceAll(
    /[^\u0020-\u007e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
