import { JsonPositions, positionAt, TextLines } from '../../../policies/trust/index';

test('a position by the lines of a text is that of its characters', () => {
  for (const text of ['', '\n', 'a', 'a\nb', '\n\na\r\nb\n', 'x\n'.repeat(50)]) {
    const lines = new TextLines(text, 'a.json');
    for (let offset = 0; offset <= text.length; offset += 1)
      expect(lines.at(offset)).toEqual(positionAt(text, offset, 'a.json'));
  }
  expect(new TextLines('a\nb').at(2)).toEqual({ line: 2, column: 1 });
});

test('the lines of a large text are looked for once, however many positions are asked for', () => {
  const text = JSON.stringify(
    Array.from({ length: 2000 }, (_, n) => n),
    null,
    1,
  );
  let [cut, searched] = [0, 0];
  const counted = new Proxy(new String(text), {
    get(target, name): unknown {
      if (name === 'slice' || name === 'split') cut += 1;
      if (name === 'indexOf') searched += 1;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  }) as unknown as string;
  const lines = new TextLines(counted);
  for (let offset = 0; offset < text.length; offset += 5) lines.at(offset);
  expect(cut).toBe(0);
  expect(searched).toBe(text.split('\n').length);
  expect(new JsonPositions(text).at([1999])).toEqual({ line: 2001, column: 2 });
});
