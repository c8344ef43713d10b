import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TlsOptions } from 'node:tls';

export const HOST = 'gitlab.test';

export interface IssuerServerOptions extends TlsOptions {
  /** The certificates as they are sent, the key of the first. */
  readonly cert: string;
  readonly key: string;
  readonly discovery: object | string;
  readonly jwks: object | string;
  /** Answers instead, where it returns true. */
  readonly answer?: (request: IncomingMessage, response: ServerResponse) => boolean;
}

/** A real TLS server with the two documents of an issuer, on loopback. */
export async function startIssuerServer({ discovery, jwks, answer, ...tls }: IssuerServerOptions) {
  const text = (value: object | string): string =>
    typeof value === 'string' ? value : JSON.stringify(value);
  const server = createServer(tls, (request, response) => {
    if (answer?.(request, response) === true) return;
    const body =
      request.url?.endsWith('/.well-known/openid-configuration') === true ? text(discovery) : text(jwks);
    response.setHeader('content-type', 'application/json');
    response.end(body);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    close: () =>
      new Promise<void>((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
