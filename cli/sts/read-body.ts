import type { IncomingMessage } from 'node:http';

/** The longest body that is read: a token of 20,000 characters and a session policy, percent-encoded. */
const MAX_BODY = 131_072;

/** Why there is no body to answer. */
export interface UnreadBody {
  readonly status: 400 | 413;
  readonly error: string;
}

const TOO_LONG: UnreadBody = { status: 413, error: `the body is longer than ${MAX_BODY} bytes` };
const CUT_OFF: UnreadBody = { status: 400, error: 'the client ended the request before its body' };

/** The body of a request as text. The rest of one that is longer than it may be is not read. */
export async function readBody(request: IncomingMessage): Promise<string | UnreadBody> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY) return TOO_LONG;
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of request as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > MAX_BODY) return TOO_LONG;
      parts.push(part);
    }
  } catch {
    return CUT_OFF;
  }
  return Buffer.concat(parts).toString('utf8');
}
