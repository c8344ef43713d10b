import { lines, LONGEST_LINE, type Line } from '../../cli/lines';

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
  ['a character torn between chunks', [Uint8Array.of(0xc3), Uint8Array.of(0xa9, 0x0a)], ['é']],
])('%s', async (_note, chunks, expected) => {
  expect(await texts(...chunks)).toEqual(expected);
});

test('a line that is too long is cut and said to be; the next one is whole', async () => {
  const chunk = 'x'.repeat(1024 * 1024);
  const [long, next] = await split(...Array.from({ length: 20 }, () => chunk), '\nnext');
  expect(long).toMatchObject({ tooLong: true });
  expect(long!.text.length).toBeLessThanOrEqual(LONGEST_LINE + chunk.length);
  expect(next).toEqual({ text: 'next', tooLong: false });
});
