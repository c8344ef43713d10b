import { lines, MAX_LINE_LENGTH, type Line } from '../../../cli/inputs/lines';

async function split(...chunks: readonly (string | Uint8Array)[]): Promise<readonly Line[]> {
  const source = (async function* () {
    yield* chunks;
  })();
  const all: Line[] = [];
  for await (const line of lines(source)) all.push(line);
  return all;
}

const texts = async (...chunks: readonly (string | Uint8Array)[]) =>
  (await split(...chunks)).map(({ text }) => text);

test.each<[string, readonly (string | Uint8Array)[], readonly string[]]>([
  ['lines over chunks', ['a', 'b\nc', '\n', 'd'], ['ab', 'c', 'd']],
  ['Windows ends, also torn', ['a\r', '\nb\r\n'], ['a', 'b']],
  ['empty lines stay', ['\n\na'], ['', '', 'a']],
  ['nothing', [], []],
  ['a byte order mark, before the first line only', ['\ufeffa\n\ufeffb'], ['a', '\ufeffb']],
  ['a character torn between chunks', [Uint8Array.of(0xc3), Uint8Array.of(0xa9, 0x0a)], ['é']],
])('%s', async (_note, chunks, expected) => {
  expect(await texts(...chunks)).toEqual(expected);
});

test('a line that is too long is cut and said to be; the next one is whole', async () => {
  const chunk = 'x'.repeat(1024 * 1024);
  const [long, next] = await split(...Array.from({ length: 20 }, () => chunk), '\nnext');
  expect(long).toMatchObject({ flaw: 'too long' });
  expect(long!.text.length).toBeLessThanOrEqual(MAX_LINE_LENGTH + chunk.length);
  expect(next).toEqual({ text: 'next' });
});

test('bytes that are no UTF-8 spoil their own line only; a U+FFFD that was written is text', async () => {
  const bytes = Uint8Array.of(0x61, 0xff, 0x0a, 0xef, 0xbf, 0xbd, 0x0a, 0xed, 0xa0, 0x80);
  expect(await split(bytes)).toEqual([
    { text: 'a\ufffd', flaw: 'no UTF-8' },
    { text: '\ufffd' },
    { text: '\ufffd\ufffd\ufffd', flaw: 'no UTF-8' },
  ]);
});
