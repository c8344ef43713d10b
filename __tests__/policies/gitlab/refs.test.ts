import { refPatternProblem, refProblem } from '../../../policies/gitlab/refs';

test.each([
  'main',
  'release/1.2',
  'hotfix-',
  'v1.2.3',
  'fix/#123+hot@x',
  'fonctionnalité/é',
  '機能',
  'release/${x}',
  'feat/%{x}',
  'a]b',
  'a{b}',
  '"quoted"',
  'a.lock.b',
  'a@b',
  'b.c/d',
  'x'.repeat(244),
])('`%s` may be the name of a ref', (name) => {
  expect(refProblem(name)).toBeUndefined();
});

test.each([
  ['', 'it is empty'],
  ['a b', 'git forbids a space'],
  ['a\tb', 'git forbids control characters'],
  ['a~1', 'git forbids `~`'],
  ['a^', 'git forbids `^`'],
  ['a:b', 'git forbids `:`'],
  ['a?', 'git forbids `?`'],
  ['a*', 'git forbids `*`'],
  ['a[b', 'git forbids `[`'],
  ['a\\b', 'git forbids `\\`'],
  ['a..b', 'git forbids `..`'],
  ['a@{1}', 'git forbids `@{`'],
  ['a//b', 'git forbids `//`'],
  ['@', 'git forbids the bare name `@`'],
  ['/a', 'git forbids a leading `/`'],
  ['a/', 'git forbids a trailing `/`'],
  ['a.', 'git forbids a trailing `.`'],
  ['.a', 'git forbids a part that starts with `.`'],
  ['a/.b', 'git forbids a part that starts with `.`'],
  ['a.lock', 'git forbids a part that ends in `.lock`'],
  ['a.lock/b', 'git forbids a part that ends in `.lock`'],
  ['-a', 'GitLab forbids a leading `-`'],
  ['refs/heads/main', 'GitLab wants the short name, without `refs/heads/` or `refs/tags/`'],
  ['HEAD', 'GitLab forbids the name `HEAD`'],
  ['a'.repeat(40), 'GitLab forbids a name of 40 hexadecimal digits'],
])('`%s` may not: %s', (name, reason) => {
  expect(refProblem(name)?.message).toMatch(/ cannot exist: /);
  expect(refProblem(name)?.message.endsWith(`cannot exist: ${reason}`)).toBe(true);
});

test.each(['*', 'release/*', '*-stable', 'a*b*c', '*/x', 'main', 'v*.*', 'refs*', '${x}*'])(
  'pattern `%s` can match a ref',
  (pattern) => {
    expect(refPatternProblem(pattern)).toBeUndefined();
  },
);

test.each([
  ['v[0-9]', '`[` is not a wildcard in GitLab, and git forbids it in names'],
  ['v?', '`?` is not a wildcard in GitLab, and git forbids it in names'],
  ['.*', 'it is a regular expression, not a pattern'],
  ['*.lock', 'git forbids a part that ends in `.lock`'],
  ['/*', 'git forbids a leading `/`'],
  ['*/', 'git forbids a trailing `/`'],
  ['a..*', 'git forbids `..`'],
  ['a:*', 'git forbids `:`'],
  ['-*', 'GitLab forbids a leading `-`'],
  ['refs/heads/*', 'GitLab wants the short name, without `refs/heads/` or `refs/tags/`'],
])('pattern `%s` cannot: %s', (pattern, reason) => {
  expect(refPatternProblem(pattern)?.message).toBe(`ref pattern \`${pattern}\` can match nothing: ${reason}`);
});
