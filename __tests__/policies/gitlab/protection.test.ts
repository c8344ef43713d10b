import { protectingRule, ruleCovers } from '../../../policies/gitlab/index';

test.each([
  ['a name is itself', 'main', 'main', true],
  ['and nothing longer', 'main', 'mainline', false],
  ['case counts', 'main', 'Main', false],
  ['a star is any run', 'release/*', 'release/1.2', true],
  ['`/` included', 'release/*', 'release/1.2/rc1', true],
  ['and nothing at all', 'hotfix-*', 'hotfix-', true],
  ['but the text before it must be there', 'release/*', 'release', false],
  ['in the middle', 'a*c', 'a/b/c', true],
  ['in front', '*-stable', '1-stable', true],
  ['the documented example', '*gitlab*', 'master/gitlab/production', true],
  ['alone it covers everything', '*', 'anything/at.all', true],
  ['several stars', 'a*b*c', 'a-b-c', true],
  ['in order', 'a*b*c', 'a-c-b', false],
  ['a middle part must be there', 'a*b*c', 'a-c', false],
  ['first and last part may not overlap', 'aba*aba', 'ababa', false],
  ['nor may a middle part and the last', 'a*bc*c', 'abc', false],
  ['a middle part takes its first place', 'a*b*b', 'abb', true],
  ['a question mark is itself', 'v?', 'v1', false],
  ['so are brackets', 'v[0-9]', 'v1', false],
  ['and a dot', 'v1.2', 'v1x2', false],
  ['an empty rule covers nothing', '', '', false],
  ['an empty ref is covered by nothing', '*', '', false],
] as const)('%s: rule `%s`, ref `%s`: %s', (_note, pattern, ref, covered) => {
  expect(ruleCovers(pattern, ref)).toBe(covered);
});

describe('protectingRule', () => {
  const rule = (pattern: string) => ({ pattern, push: 'maintainer', merge: 'developer' }) as const;
  test('the first rule that covers the ref', () => {
    expect(protectingRule([rule('v*'), rule('main'), rule('m*')], 'main')).toEqual(rule('main'));
  });
  test('none', () => {
    expect(protectingRule([rule('v*')], 'main')).toBeUndefined();
    expect(protectingRule([], 'main')).toBeUndefined();
  });
  test('unknown rules', () => {
    expect(protectingRule('unknown', 'main')).toBe('unknown');
  });
});
