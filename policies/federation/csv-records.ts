export interface CsvField {
  readonly text: string;
  /** Where it begins, in UTF-16 units of the text. */
  readonly offset: number;
}

export type CsvRecord = readonly CsvField[];

type Split =
  | { readonly ok: true; readonly records: readonly CsvRecord[] }
  | { readonly ok: false; readonly offset: number };

/**
 * Splits CSV into records and keeps where each field stands, which parsers of CSV do not tell: a message names the line and column of a
 * field. Blank lines and lines that begin with `#` are passed over; `;` separates where the first
 * line has no comma. Cost: linear.
 * @see https://www.rfc-editor.org/rfc/rfc4180
 */
export function splitRecords(text: string): Split {
  const [first = ''] = text.split('\n', 1);
  const separator = first.includes(';') && !first.includes(',') ? ';' : ',';
  const records: CsvRecord[] = [];
  let at = text.startsWith('\ufeff') ? 1 : 0;
  while (at < text.length) {
    if (text[at] === '#') {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end + 1;
      continue;
    }
    const record: CsvField[] = [];
    for (;;) {
      const field = readField(text, at, separator);
      if (field === undefined) return { ok: false, offset: at };
      record.push({ text: field.text, offset: at });
      at = field.end;
      if (text[at] !== separator) break;
      at += 1;
    }
    if (text[at] === '\r') at += 1;
    if (text[at] === '\n') at += 1;
    if (record.some(({ text: content }) => content.trim() !== '')) records.push(record);
  }
  return { ok: true, records };
}

function readField(
  text: string,
  start: number,
  separator: string,
): { readonly text: string; readonly end: number } | undefined {
  if (text[start] !== '"') {
    let end = start;
    while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end += 1;
    return { text: text.slice(start, end), end };
  }
  const quoted = /"((?:[^"]|"")*)"[ \t]*/y;
  quoted.lastIndex = start;
  const match = quoted.exec(text);
  if (match === null) return undefined;
  const next = text[quoted.lastIndex];
  const closed = next === undefined || next === separator || next === '\n' || next === '\r';
  return closed ? { text: (match[1] as string).replaceAll('""', '"'), end: quoted.lastIndex } : undefined;
}
