import { createHash } from 'node:crypto';
import { request, type RequestOptions } from 'node:https';
import { isIP } from 'node:net';
import type { RequestFacts } from '../../policies/index';
import { connectionReason } from './handshake';

/** Longer than AWS waits, so that a slow answer is seen as one. */
const REQUEST_TIMEOUT_MS = 10_000;
const MAX_BYTES = 1_048_576;

export interface FetchOptions {
  /** Milliseconds of a clock, for the time that it takes. @default Date.now */
  readonly now?: (() => number) | undefined;
  /** Roots in PEM: the certificate must lead to one of them, and be valid for the host. */
  readonly roots?: readonly string[];
}

/** One answer: its facts, and its body where it was complete. */
export interface FetchedDocument {
  readonly facts: RequestFacts;
  readonly body?: string;
}

/**
 * Fetches a document over https from an address. Redirects are not followed, and without `roots` certificates are not verified: both are
 * judged. Never throws.
 */
export function fetchDocument(
  url: URL,
  { address, port }: { readonly address: string; readonly port: number },
  { now = Date.now, roots }: FetchOptions = {},
): Promise<FetchedDocument> {
  return new Promise((resolve) => {
    const start = now();
    const done = (facts: Omit<RequestFacts, 'milliseconds'>, body?: string): void => {
      clearTimeout(timer);
      sent.destroy();
      resolve({ facts: { ...facts, milliseconds: now() - start }, body });
    };
    const options: RequestOptions = {
      host: address,
      port,
      path: `${url.pathname}${url.search}`,
      headers: { host: url.host, accept: 'application/json' },
      ...(isIP(url.hostname) === 0 ? { servername: url.hostname } : {}),
      ...(roots === undefined ? { rejectUnauthorized: false } : { rejectUnauthorized: true, ca: [...roots] }),
      agent: false,
    };
    const sent = request(options, (response) => {
      const { statusCode = 0, headers } = response;
      const date = Date.parse(headers.date ?? '');
      const facts = {
        status: statusCode,
        location: headers.location,
        contentType: headers['content-type'],
        clockAheadSeconds: Number.isNaN(date) ? undefined : Math.round((date - Date.now()) / 1000),
      };
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        chunks.push(chunk);
        if (size > MAX_BYTES) done({ ...facts, failure: `the answer is longer than ${MAX_BYTES} bytes` });
      });
      response.on('error', (error) => done({ ...facts, failure: connectionReason(error) }));
      response.on('end', () => {
        const body = Buffer.concat(chunks);
        const bodySha256 = createHash('sha256').update(body).digest('hex');
        done({ ...facts, bodySha256 }, body.toString('utf8'));
      });
    });
    const timer = setTimeout(
      () => done({ failure: `no answer within ${REQUEST_TIMEOUT_MS / 1000} s` }),
      REQUEST_TIMEOUT_MS,
    );
    sent.on('error', (error) => done({ failure: connectionReason(error) }));
    sent.end();
  });
}
