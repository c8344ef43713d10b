import { boundedCache } from '../../../policies/evaluate/bounded-cache';

function counting(most: number, longest: number) {
  const made: string[] = [];
  const remember = boundedCache<number>(most, longest);
  const ask = (text: string): number =>
    remember(text, () => {
      made.push(text);
      return made.length;
    });
  return { ask, made };
}

test('the same text is made into something once', () => {
  const { ask, made } = counting(2, 5);
  expect([ask('a'), ask('b'), ask('a'), ask('b')]).toEqual([1, 2, 1, 2]);
  expect(made).toEqual(['a', 'b']);
});

test('beyond its bound it starts again, so that memory stays bounded', () => {
  const { ask, made } = counting(2, 5);
  for (const text of ['a', 'b', 'c', 'a', 'c']) ask(text);
  expect(made).toEqual(['a', 'b', 'c', 'a']);
});

test('a long text is never kept', () => {
  const { ask, made } = counting(2, 5);
  for (const text of ['123456', '123456', '12345', '12345']) ask(text);
  expect(made).toEqual(['123456', '123456', '12345']);
});
