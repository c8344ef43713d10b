import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { parseFederation } from '../../../policies/federation/index';
import { SMALL_FEDERATION } from './small-federation';
import { rounds } from '../../support/rounds';

const SAMPLE = readFileSync(join(__dirname, '../../../federation.yaml'), 'utf8');
const RUNS = { numRuns: rounds({ short: 30, long: 100 }), seed: 20261122 };

/** Whatever was read, it is a federation, or problems that each have a place in the text. */
function expectAnswer(text: string): void {
  const parsed = parseFederation(text, 'f.yaml');
  if (parsed.ok) return;
  expect(parsed.problems.length).toBeGreaterThan(0);
  const lines = text.split('\n').length;
  for (const { position, message } of parsed.problems) {
    expect(message).not.toBe('');
    expect(position?.line).toBeLessThanOrEqual(lines + 1);
    expect(position?.column).toBeGreaterThan(0);
  }
  const places = parsed.problems.map(({ position }) => (position?.line ?? 0) * 1e6 + (position?.column ?? 0));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
}

const scrap = fc.constantFrom(
  ...[
    '',
    ' ',
    '\n',
    ':',
    '- ',
    '[',
    ']',
    '{',
    '}',
    '"',
    "'",
    '*',
    '&a',
    '#',
    '!',
    'null',
    '0',
    '1e9',
    'true',
    '~',
  ].concat([
    '\t',
    'constructor',
    'toString',
    '__proto__',
    '<<',
    'é',
    '機',
    '\u0000',
    '${x}',
    '\r\n',
    '---',
    'x: y',
  ]),
);

test('a sample with random pieces put in, taken out or doubled never throws', () => {
  const edit = fc.record({ at: fc.nat(SAMPLE.length), drop: fc.nat(40), put: scrap, again: fc.boolean() });
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
      const text = edits.reduce((old, { at, drop, put, again }) => {
        const rest = old.slice(at + (again ? 0 : drop));
        return `${old.slice(0, at + (again ? drop : 0))}${put}${rest}`;
      }, SAMPLE);
      expectAnswer(text);
    }),
    RUNS,
  );
});

test('a value of another kind in any place never throws', () => {
  const values = [
    'null',
    '7',
    '-1.5',
    'true',
    '[]',
    '{}',
    '[[x]]',
    '{ a: { b: c } }',
    '"text"',
    '.nan',
    '""',
    '[null]',
  ];
  const lines = SMALL_FEDERATION.split('\n');
  fc.assert(
    fc.property(fc.nat(lines.length - 1), fc.nat(20), fc.constantFrom(...values), (line, nth, value) => {
      let seen = -1;
      const changed = (lines[line] ?? '').replace(/: ?(\[[^\]]*\]|\{[^}]*\}|[^,{}[\]\s][^,}\]]*)/g, (old) => {
        seen += 1;
        return seen === nth % 6 ? `: ${value}` : old;
      });
      expectAnswer(lines.with(line, changed).join('\n'));
    }),
    { ...RUNS, numRuns: rounds({ short: 100, long: 400 }) },
  );
});

test('any text at all never throws', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), expectAnswer), RUNS);
});
