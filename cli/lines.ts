/** A line longer than this many characters is cut there: the rest is read and dropped, so that memory stays bounded. */
export const LONGEST_LINE = 64 * 1024 * 1024;

/** Splits a stream of UTF-8 into lines; `\n` and `\r\n` both end one. Holds one chunk and one line at a time. */
export async function* lines(source: AsyncIterable<Uint8Array | string>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of source) {
    const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    const parts = text.split('\n');
    rest += parts[0] as string;
    for (let i = 1; i < parts.length; i += 1) {
      yield withoutReturn(rest);
      rest = parts[i] as string;
    }
    if (rest.length > LONGEST_LINE) rest = rest.slice(0, LONGEST_LINE);
  }
  rest += decoder.decode();
  if (rest !== '') yield withoutReturn(rest);
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
