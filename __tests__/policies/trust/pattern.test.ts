import {
  escapeLiteral,
  escapePattern,
  isLiteral,
  literalText,
  parsePattern,
  substitute,
  type PatternToken,
} from '../../../policies/trust/index';

const like = { wildcards: true, variables: true };
const lit = (text: string): PatternToken => ({ kind: 'literal', text });
const any: PatternToken = { kind: 'any' };
const one: PatternToken = { kind: 'one' };
const variable = (key: string, fallback?: string): PatternToken =>
  fallback === undefined ? { kind: 'variable', key } : { kind: 'variable', key, fallback };

describe('what a value of `StringLike` under version 2012-10-17 says', () => {
  test.each<[string, string, PatternToken[]]>([
    ['plain text', 'main', [lit('main')]],
    ['nothing', '', []],
    ['wildcards', 'a*?b', [lit('a'), any, one, lit('b')]],
    ['escapes are text and join their neighbours', 'a${*}${?}${$}{b}', [lit('a*?${b}')]],
    ['a variable, its key in lower case', 'x${AWS:UserId}y', [lit('x'), variable('aws:userid'), lit('y')]],
    ['a tag as a variable', '${aws:PrincipalTag/team-1}', [variable('aws:principaltag/team-1')]],
    ['a fallback', "${k, 'all of it'}", [variable('k', 'all of it')]],
    ['a fallback without the space', "${k,'x'}", [variable('k', 'x')]],
    ['an empty fallback', "${k, ''}", [variable('k', '')]],
    ['a fallback with wildcards, which will be text', "${k, '*?'}", [variable('k', '*?')]],
    ['a dollar alone', 'a$b$', [lit('a$b$')]],
    ['braces alone', '{a}', [lit('{a}')]],
    ['two variables', '${a}${b}', [variable('a'), variable('b')]],
  ])('%s: `%s`', (_note, value, tokens) => {
    expect(parsePattern(value, like)).toEqual(tokens);
  });

  test.each([
    ['no closing brace', '${k'],
    ['an empty name', '${}'],
    ['a space in front of the name', '${ k}'],
    ['a space in the name', '${aws:PrincipalTag/my team}'],
    ['a space behind the name', '${k }'],
    ['a fallback without quotes', '${k, x}'],
    ['a fallback that does not close', "${k, 'x}"],
    ['a fallback in double quotes', '${k, "x"}'],
    ['a variable in a variable', '${a${b}}'],
    ['a wildcard in a name', '${a*}'],
  ])('malformed: %s, `%s`', (_note, value) => {
    expect(parsePattern(`p*${value}`, like)).toEqual([lit('p'), any, { kind: 'malformed', text: value }]);
  });
});

test('without wildcards `*` and `?` are text', () => {
  expect(parsePattern('a*?${*}', { wildcards: false, variables: true })).toEqual([lit('a*?*')]);
});

test('without variables `${…}` is text, and the wildcards in it count', () => {
  expect(parsePattern('${*}', { wildcards: true, variables: false })).toEqual([lit('${'), any, lit('}')]);
  expect(parsePattern('${k', { wildcards: true, variables: false })).toEqual([lit('${k')]);
});

describe('substitute', () => {
  test('puts in the value as text, wildcards and all', () => {
    const tokens = parsePattern('a${k}*', like);
    expect(substitute(tokens, () => '*${x}')).toEqual([lit('a'), lit('*${x}'), any]);
  });
  test('prefers the value, the empty one too, to the fallback', () => {
    expect(substitute([variable('k', 'f')], () => '')).toEqual([lit('')]);
    expect(substitute([variable('k', 'f')], () => undefined)).toEqual([lit('f')]);
  });
  test('has no answer without value and fallback', () => {
    expect(substitute([lit('a'), variable('k')], () => undefined)).toBeUndefined();
  });
  test('takes no multivalued key, and no fallback in its place', () => {
    expect(substitute([variable('k', 'f')], () => ['one'])).toBeUndefined();
  });
});

describe('writing text so that IAM reads it exactly', () => {
  const nasty = 'release/${x}$$*?%{y}';
  test('escapeLiteral, for `StringEquals`', () => {
    expect(escapeLiteral(nasty)).toBe('release/${$}{x}${$}${$}*?%{y}');
    const tokens = parsePattern(escapeLiteral(nasty), { wildcards: false, variables: true });
    expect([isLiteral(tokens), literalText(tokens)]).toEqual([true, nasty]);
  });
  test('escapePattern, where `*` stays a wildcard', () => {
    expect(escapePattern('a?$*')).toBe('a${?}${$}*');
    expect(parsePattern(escapePattern('a?$*'), like)).toEqual([lit('a?$'), any]);
  });
});

test('joining what is not literal drops it', () => {
  expect(isLiteral([lit('a'), any])).toBe(false);
  expect(literalText([lit('a'), any, lit('b')])).toBe('ab');
});
