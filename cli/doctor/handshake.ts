import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { connect, type SecureVersion, type TLSSocket } from 'node:tls';
import type { TlsVersion } from '../../policies/index';
import { systemReason } from '../system-reason';
import { sentChain } from './sent-chain';

/** Where a host is, and how long it may take. */
export interface Endpoint {
  readonly host: string;
  readonly address: string;
  readonly port: number;
}

export interface HandshakeOptions {
  readonly timeoutMs: number;
  /** Roots in PEM that the chain is verified with. */
  readonly roots?: readonly string[];
  /** The only version that is offered. @default what Node offers: 1.2 and 1.3 */
  readonly version?: TlsVersion;
}

export type Handshake =
  | {
      readonly ok: true;
      readonly version: TlsVersion;
      /** DER of the certificates, in the order in which they were sent. */
      readonly chain: readonly Buffer[];
      /** Why the chain does not lead to one of the roots: OpenSSL's code; absent where it does. Names are not compared. */
      readonly trustProblem?: string;
    }
  /** `tcp`: no connection. `tls`: a connection, and no handshake. */
  | { readonly ok: false; readonly layer: 'tcp' | 'tls'; readonly reason: string };

/** One TLS handshake, and what the server sent in it. Never throws. */
export function handshake(endpoint: Endpoint, options: HandshakeOptions): Promise<Handshake> {
  return new Promise((resolve) => {
    const { tapped, tcp, bytes } = recordedSocket(endpoint);
    let secret: Buffer | undefined;
    let connected = false;
    tcp.once('connect', () => (connected = true));
    const secure = connect({
      socket: tapped,
      ...(isIP(endpoint.host) === 0 ? { servername: endpoint.host } : {}),
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
      ca: options.roots && [...options.roots],
      ...versionOptions(options.version),
    });
    const timer = setTimeout(
      () =>
        finish({
          ok: false,
          layer: connected ? 'tls' : 'tcp',
          reason: `no answer within ${options.timeoutMs / 1000} s`,
        }),
      options.timeoutMs,
    );
    const finish = (result: Handshake): void => {
      clearTimeout(timer);
      secure.destroy();
      tcp.destroy();
      resolve(result);
    };
    const fail = (error: Error): void =>
      finish({ ok: false, layer: connected ? 'tls' : 'tcp', reason: connectionReason(error) });
    tcp.on('error', fail);
    secure.on('error', fail);
    secure.on('keylog', (line) => (secret ??= serverSecret(line)));
    secure.once('secureConnect', () => {
      const version = (secure.getProtocol() ?? 'TLSv1.2') as TlsVersion;
      const recorded = { bytes: Buffer.concat(bytes), version, cipher: secure.getCipher().name };
      const trustProblem = problemOf(secure);
      finish({
        ok: true,
        version,
        chain: sentChain(secret === undefined ? recorded : { ...recorded, secret }),
        trustProblem,
      });
    });
  });
}

/** A connection, and every byte that comes over it. */
function recordedSocket({ address, port }: Endpoint): {
  readonly tapped: Duplex;
  readonly tcp: Socket;
  readonly bytes: readonly Buffer[];
} {
  const bytes: Buffer[] = [];
  const tcp = connectTcp({ host: address, port });
  const tapped = new Duplex({
    read: () => void tcp.resume(),
    write: (chunk: Buffer, _, done) => void tcp.write(chunk, (error) => done(error ?? null)),
    final: (done) => void tcp.end(() => done()),
    destroy: (error, done) => {
      tcp.destroy();
      done(error);
    },
  });
  tcp.on('data', (chunk: Buffer) => {
    bytes.push(chunk);
    if (!tapped.push(chunk)) tcp.pause();
  });
  tcp.once('end', () => tapped.push(null));
  return { tapped, tcp, bytes };
}

/** Older versions need ciphers and signatures that OpenSSL refuses by default. */
function versionOptions(version: TlsVersion | undefined): object {
  if (version === undefined) return {};
  const only = { minVersion: version as SecureVersion, maxVersion: version as SecureVersion };
  return version === 'TLSv1' || version === 'TLSv1.1' ? { ...only, ciphers: 'DEFAULT@SECLEVEL=0' } : only;
}

/** @see https://developer.mozilla.org/docs/Mozilla/Projects/NSS/Key_Log_Format */
function serverSecret(line: Buffer): Buffer | undefined {
  const found = /^SERVER_HANDSHAKE_TRAFFIC_SECRET [0-9a-f]+ ([0-9a-f]+)/i.exec(line.toString('latin1'));
  return found?.[1] === undefined ? undefined : Buffer.from(found[1], 'hex');
}

/** Node gives the code of OpenSSL's verification here, whatever the type says. */
function problemOf(secure: TLSSocket): string | undefined {
  if (secure.authorized) return undefined;
  const error: unknown = secure.authorizationError;
  return error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : String(error);
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was closed',
  EHOSTUNREACH: 'there is no route to the host',
  ENETUNREACH: 'there is no route to the network',
  ETIMEDOUT: 'the connection timed out',
  EPIPE: 'the connection was closed',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'the server takes none of the offered TLS versions',
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'the server speaks an older TLS version only',
  ERR_SSL_WRONG_VERSION_NUMBER: 'the server does not answer with TLS',
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: 'the server refused the handshake',
};

/** Why there is no connection, in plain words. */
export function connectionReason(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return WORDS[code ?? ''] ?? (code === undefined ? systemReason(error) : `${code}`);
}
