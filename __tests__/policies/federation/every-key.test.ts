import { formatProblem } from '../../../policies/errors';
import { parseFederation } from '../../../policies/federation/index';
import { EVERY_KEY, KEYS, PLACES, without } from './every-key';

/** What is made of a declaration, its places in the file omitted; `undefined` where it is refused. */
function readAs(declaration: unknown): string | undefined {
  const parsed = parseFederation(JSON.stringify(declaration), 'federation.yaml');
  if (!parsed.ok) return undefined;
  return JSON.stringify(parsed.federation, (key, value: unknown) => {
    if (key === 'position' || key.endsWith('Position')) return undefined;
    return value instanceof Map ? [...value] : value;
  });
}

test('the declarations are right, and have every key of the schema', () => {
  for (const declaration of EVERY_KEY) {
    const parsed = parseFederation(JSON.stringify(declaration), 'federation.yaml');
    expect(parsed.ok ? [] : parsed.problems.map(formatProblem)).toEqual([]);
  }
  const written = new Set(PLACES.map(({ key }) => key));
  expect([...KEYS].filter((key) => !written.has(key))).toEqual([]);
});

/** It has to agree with the region, and follows from it. */
const WITHOUT_EFFECT = ['/accounts/*/partition'];

test('every key is read: without it another federation is declared, or none', () => {
  const whole = new Map(EVERY_KEY.map((declaration) => [declaration, readAs(declaration)]));
  const read = new Set(
    PLACES.filter((place) => readAs(without(place)) !== whole.get(place.declaration)).map(({ key }) => key),
  );
  expect([...KEYS].filter((key) => !read.has(key))).toEqual(WITHOUT_EFFECT);
});
