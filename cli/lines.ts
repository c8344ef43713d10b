/** A line longer than this many characters is not kept: reading goes on, memory stays bounded. */
export const LONGEST_LINE = 16 * 1024 * 1024;

/** A line of a stream; `tooLong` when only its beginning was kept. */
export interface Line {
  readonly text: string;
  readonly tooLong: boolean;
}

/** Splits a stream of UTF-8 into lines; `\n` and `\r\n` both end one. Holds one chunk and one line at a time. */
export async function* lines(source: AsyncIterable<Uint8Array | string>): AsyncGenerator<Line> {
  const decoder = new TextDecoder();
  let parts: string[] = [];
  let length = 0;
  const keep = (text: string): void => {
    if (length <= LONGEST_LINE) parts.push(text);
    length += text.length;
  };
  const finish = (): Line => {
    const tooLong = length > LONGEST_LINE;
    const text = parts.join('');
    parts = [];
    length = 0;
    return { text: text.endsWith('\r') ? text.slice(0, -1) : text, tooLong };
  };
  for await (const chunk of source) {
    const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      keep(text.slice(from, end));
      yield finish();
      from = end + 1;
    }
    keep(text.slice(from));
  }
  keep(decoder.decode());
  if (length > 0) yield finish();
}
