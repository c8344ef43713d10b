import { excludesStar } from '../../../../policies/artifact/cloudformation/allowed-pattern';

test.each<[pattern: unknown, excludes: boolean, note: string]>([
  ['[a-z]+/[a-z]+', true, 'a path'],
  ['^[A-Za-z0-9._/-]+$', true, 'anchored'],
  ['main|release/.+', true, 'words'],
  ['.*', false, 'anything'],
  ['', false, 'an empty pattern is found everywhere'],
  ['[^:]+', false, 'anything but a colon'],
  ['[a-z*]+', false, 'the star is listed'],
  ['(main|\\*)', false, 'an escaped star'],
  ['[a-z]*', false, 'found in any value, if it need not match the whole'],
  ['[a[*]]', false, 'Java unites a class within a class'],
  ['[*&&[*]]', false, 'Java intersects classes'],
  ['[]*]', false, 'a bracket at the beginning of a class'],
  ['(?=x)', false, 'not of RE2'],
  ['(', false, 'not a regular expression'],
  [undefined, false, 'no pattern'],
  [7, false, 'not a string'],
])('%j excludes `*`: %s (%s)', (pattern, excludes) => {
  expect(excludesStar(pattern)).toBe(excludes);
});
