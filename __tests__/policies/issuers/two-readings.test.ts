import { ISSUERS, readingsOf, twoReadings, type Issuer } from '../../../policies/issuers/index';
import { chooser, seedFor } from '../../support/seed';

test.each(ISSUERS.filter(({ id }) => id !== 'circleci').map((issuer) => [issuer.id, issuer] as const))(
  '%s: no string is a subject in two ways',
  (_, issuer) => {
    expect(readingsOf(issuer)).toBeUndefined();
  },
);

test('buildkite: also where the key of a step, which is last, contains any characters', () => {
  const buildkite = ISSUERS.find(({ id }) => id === 'buildkite') as Issuer;
  expect(readingsOf({ ...buildkite, fields: { ...buildkite.fields, step: { stops: '' } } })).toBeUndefined();
});

test('circleci: neither the origin nor the branch is free of `/vcs-ref/`, so the boundary between them can be in two places', () => {
  const found = readingsOf(ISSUERS.find(({ id }) => id === 'circleci') as Issuer);
  expect(found?.readings.map(({ fields }) => [fields.origin, fields.ref])).toEqual([
    ['x/vcs-ref', 'x'],
    ['x', 'vcs-ref/x'],
  ]);
});

test.each([
  [
    'a field that has the text between two fields',
    ['{a}-{b}'],
    { a: { stops: '' }, b: { stops: '' } },
    'x--x',
  ],
  ['two forms of one text', ['{a}', 'a:{b}'], { a: { stops: '' }, b: { stops: ':' } }, 'a:x'],
  ['fields side by side', ['{a}{b}'], { a: { stops: '' }, b: { stops: '' } }, 'xxx'],
] as const)('%s', (_, forms, fields, subject) => {
  expect(twoReadings(forms, fields)?.subject.length).toBe(subject.length);
});

test('stops that leave out every character that is shown first hide no subject', () => {
  const stops = 'xyz0123456789/:;.-_@ ';
  expect(twoReadings(['{a}{b}'], { a: { stops }, b: { stops } })?.subject).toBe('ĀĀĀ');
});

const ALPHABET = ['a', 'b', ':'];

/** Every way to read a text by a form, by trying every length of every field. */
function readings(text: string, parts: readonly string[], fields: Issuer['fields']): readonly string[] {
  const [part, ...rest] = parts;
  if (part === undefined) return text === '' ? [''] : [];
  const name = /^\{(.*)\}$/.exec(part)?.[1];
  if (name === undefined) return text.startsWith(part) ? readings(text.slice(part.length), rest, fields) : [];
  const { stops } = fields[name] as { stops: string };
  const found: string[] = [];
  for (let length = 1; length <= text.length; length += 1) {
    const value = text.slice(0, length);
    if ([...stops].some((stop) => value.includes(stop))) break;
    found.push(...readings(text.slice(length), rest, fields).map((more) => `${value}|${more}`));
  }
  return found;
}

function textsUpTo(length: number): readonly string[] {
  const lists: string[][] = [['']];
  for (let n = 0; n < length; n += 1)
    lists.push((lists[n] as string[]).flatMap((text) => ALPHABET.map((one) => text + one)));
  return lists.flat();
}

test('random grammars: the answer of trying every string of up to seven characters, with a subject as short', () => {
  const choose = chooser(seedFor('two readings'));
  const pick = <T>(list: readonly T[]): T => list[choose(list.length)] as T;
  const texts = textsUpTo(7);
  let ambiguous = 0;
  let unambiguous = 0;
  for (let round = 0; round < 150; round += 1) {
    const fields = Object.fromEntries(
      ['f', 'g', 'h'].map((name) => [name, { stops: pick(['', ':', 'a', ':a', 'ab']) }]),
    );
    const forms = Array.from({ length: pick([1, 1, 2, 3]) }, () => {
      const names = ['f', 'g', 'h'].filter(() => choose(10) < 6);
      return names.flatMap((name, index) => [
        ...(index > 0 || choose(2) === 0 ? [pick(['a', ':', 'a:', 'b', ''])] : []),
        `{${name}}`,
      ]);
    }).filter((parts) => parts.length > 0);
    const shortest = texts.find((text) => forms.flatMap((parts) => readings(text, parts, fields)).length > 1);
    const found = twoReadings(
      forms.map((parts) => parts.join('')),
      fields,
    );
    const told = JSON.stringify({ forms, fields, found, shortest });
    if (shortest !== undefined) {
      ambiguous += 1;
      expect([told, found?.subject.length]).toEqual([told, shortest.length]);
    } else if (found === undefined) unambiguous += 1;
    // letters beside those that are tried
    else expect([told, found.subject.length > 7 || /[^ab:]/.test(found.subject)]).toEqual([told, true]);
  }
  expect(Math.min(ambiguous, unambiguous)).toBeGreaterThan(15);
});
