/** A line longer than this many bytes is not kept: reading goes on, memory stays bounded. */
export const MAX_LINE_LENGTH = 16 * 1024 * 1024;

const NEWLINE = 0x0a;

/** A line of a stream; `flaw` when it is not what stood there: its end is omitted, or bytes that are no UTF-8 became U+FFFD. */
export interface Line {
  readonly text: string;
  readonly flaw?: 'too long' | 'no UTF-8';
}

/**
 * Splits a stream of UTF-8 into lines; `\n` and `\r\n` both end one, and a byte order mark before the first is dropped. Holds one chunk
 * and one line at a time.
 */
export async function* lines(source: AsyncIterable<Uint8Array | string>): AsyncGenerator<Line> {
  let parts: Uint8Array[] = [];
  let length = 0;
  let first = true;
  const keep = (bytes: Uint8Array): void => {
    if (length <= MAX_LINE_LENGTH) parts.push(bytes);
    length += bytes.length;
  };
  const finish = (): Line => {
    const line = lineOf(parts, length > MAX_LINE_LENGTH, first);
    parts = [];
    length = 0;
    first = false;
    return line;
  };
  for await (const chunk of source) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    let from = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, from)) {
      keep(bytes.subarray(from, end));
      yield finish();
      from = end + 1;
    }
    if (from < bytes.length) keep(bytes.subarray(from));
  }
  if (length > 0) yield finish();
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function lineOf(parts: readonly Uint8Array[], tooLong: boolean, first: boolean): Line {
  const bytes = Buffer.concat(parts);
  const whole = bytes.toString('utf8');
  const from = first && whole.startsWith('\ufeff') ? 1 : 0;
  const text = whole.slice(from, whole.endsWith('\r') ? -1 : undefined);
  if (tooLong) return { text, flaw: 'too long' };
  return whole.includes('\ufffd') && !isUtf8(bytes) ? { text, flaw: 'no UTF-8' } : { text };
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    strict.decode(bytes);
    return true;
  } catch {
    return false;
  }
}
