import { listedStrings } from '../../../../policies/artifact/index';
import { allowedByTemplate } from '../../../../policies/artifact/cloudformation/allowed-pattern';

test.each<[pattern: unknown, excludes: boolean, note: string]>([
  ['[a-z]+/[a-z]+', true, 'a path'],
  ['^[A-Za-z0-9._/-]+$', true, 'anchored'],
  ['main|release/.+', true, 'words'],
  ['', true, 'an empty pattern matches nothing else than the empty string'],
  ['[a-z]*', true, 'the whole value has to match'],
  ['.*', false, 'anything'],
  ['[^:]+', false, 'anything but a colon'],
  ['[a-z*]+', false, 'the star is listed'],
  ['(main|\\*)', false, 'an escaped star'],
  ['[a[*]]', false, 'Java unites a class within a class'],
  ['[*&&[*]]', false, 'Java intersects classes'],
  ['[]*]', false, 'a bracket at the beginning of a class'],
  ['(?=x)', false, 'not of RE2'],
  ['(', false, 'not a regular expression'],
  [undefined, false, 'no pattern'],
  [7, false, 'not a string'],
])('%j excludes `*`: %s (%s)', (pattern, excludes) => {
  expect(allowedByTemplate({ AllowedPattern: pattern }, undefined)?.refuses('*') ?? false).toBe(excludes);
});

test('the values that are allowed, of those that the pattern matches', () => {
  const values = ['main', 'release', 'x*'];
  const allowed = allowedByTemplate({ AllowedPattern: '[a-z]+' }, values);
  expect(allowed && listedStrings(allowed)).toEqual(['main', 'release']);
});

test.each([
  [{ AllowedPattern: 'acme/[a-z-]+' }, [['acme/', { without: '*?$&' }]]],
  [{ AllowedPattern: 'acme/.+' }, [['acme/', { without: '' }]]],
  [{ AllowedPattern: '(main|release)' }, [['main'], ['release']]],
])('the form of %j', (declared, forms) => {
  expect(allowedByTemplate(declared, undefined)?.forms).toEqual(forms);
});

test('the least length excludes the empty string', () => {
  expect(allowedByTemplate({ MinLength: 1 }, undefined)?.refuses('')).toBe(true);
  expect(allowedByTemplate({ MinLength: 0 }, undefined)).toBeUndefined();
  expect(allowedByTemplate({ MaxLength: 3 }, undefined)?.refuses('long')).toBe(true);
});
