import type { IncomingMessage } from 'node:http';

/** The longest body that is read: a token of 20,000 characters and a session policy, percent-encoded. */
export const MAX_BODY = 131_072;

/** The body of a request as text; `undefined` when it is longer than it may be, and the rest of it is not read. */
export async function readBody(request: IncomingMessage): Promise<string | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY) return undefined;
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MAX_BODY) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
