import { one, type Choose } from './choose';

/** Bytes that parsers of text tend to stumble over. */
const ODD: readonly (string | readonly number[])[] = [
  [0x00],
  [0xff],
  [0xc0, 0x80],
  [0xed, 0xa0, 0x80],
  [0xef, 0xbb, 0xbf],
  '\u2028',
  '\u0085',
  '\u202e',
  '\u{1f600}',
  'İ',
  '\r',
  '\r\n',
  '\n',
  '\t',
  '"',
  "'",
  '\\',
  '\\u0000',
  '\\ud800',
  '${',
  '%{',
  '{',
  '}',
  '[',
  ']',
  ':',
  ',',
  '#',
  '&a ',
  '*a',
  '<<: ',
  '!!binary ',
  '--- ',
  '|\n',
  '-0',
  '1e999',
  '9007199254740993',
  'null',
  'true',
  '__proto__',
  'constructor',
  'toString',
];

/** No input is longer: what is slow only because it is long is another question. */
const LONGEST = 60_000;

/** Changes a valid input in one to six places: bits, bytes, words of the language, repetition, nesting, the order of pieces, and the end. */
export function changedBytes(valid: Buffer, words: readonly string[], choose: Choose): Buffer {
  let bytes = valid;
  for (let left = 1 + choose(6); left > 0; left -= 1) bytes = change(bytes, words, choose);
  return bytes.subarray(0, LONGEST);
}

function change(bytes: Buffer, words: readonly string[], choose: Choose): Buffer {
  const at = choose(bytes.length + 1);
  const end = Math.min(bytes.length, at + 1 + choose(choose(8) === 0 ? 400 : 12));
  const put = (from: number, to: number, ...middle: readonly Uint8Array[]): Buffer =>
    Buffer.concat([bytes.subarray(0, from), ...middle, bytes.subarray(to)]);
  switch (choose(10)) {
    case 0: {
      const copy = Buffer.from(bytes);
      if (at < copy.length) copy[at]! ^= 1 << choose(8);
      return copy;
    }
    case 1:
      return put(at, Math.min(bytes.length, at + 1), Buffer.from([choose(256)]));
    case 2:
      return put(at, end);
    case 3:
      return put(at, at, oddBytes(choose));
    case 4:
      return put(at, choose(2) === 0 ? at : end, Buffer.from(one(choose, words)));
    case 5: {
      const piece = bytes.subarray(at, end);
      return put(end, end, ...Array.from({ length: 1 + choose(choose(6) === 0 ? 40 : 3) }, () => piece));
    }
    case 6: {
      const to = choose(bytes.length + 1);
      return put(to, to, bytes.subarray(at, end));
    }
    case 7:
      return choose(4) === 0 ? bytes.subarray(0, at) : put(at, end);
    case 8: {
      const [open, close] = one(choose, NESTED);
      const depth = 1 + choose(choose(5) === 0 ? 3_000 : 30);
      const whole = choose(2) === 0;
      return put(at, at, Buffer.from(open.repeat(depth) + (whole ? close.repeat(depth) : '')));
    }
    default: {
      const lines = bytes.toString('latin1').split('\n');
      const [from, to] = [choose(lines.length), choose(lines.length)];
      const line = lines[from]!;
      lines[from] = lines[to]!;
      lines[to] = line;
      return Buffer.from(lines.join('\n'), 'latin1');
    }
  }
}

const NESTED: readonly (readonly [string, string])[] = [
  ['[', ']'],
  ['{"a":', '}'],
  ['(', ')'],
  ['${', '}'],
  ['- ', ''],
  ['!', ''],
  ['\n ', ''],
  ['a.', ''],
  ['*', ''],
];

function oddBytes(choose: Choose): Buffer {
  const odd = one(choose, ODD);
  return typeof odd === 'string' ? Buffer.from(odd) : Buffer.from(odd);
}
