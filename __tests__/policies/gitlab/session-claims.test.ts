import { sessionClaims as read, type SessionClaims } from '../../../policies/context/session-claims';

const sessionClaims = (claims: Readonly<Record<string, unknown>>): SessionClaims =>
  read(claims, '111122223333');

const TAGS = 'https://aws.amazon.com/tags';
const ROLES = 'https://aws.amazon.com/roles';
const IDENTITY = 'https://aws.amazon.com/source_identity';
const bare = ['sts:roleauthorizedbyidp', 'false'];

test('a GitLab token asks for nothing: no action more, and the roles key is false', () => {
  expect(sessionClaims({ sub: 'x' })).toEqual({ kind: 'accepted', actions: [], context: [bare] });
});

test('nested tags', () => {
  expect(
    sessionClaims({
      [TAGS]: { principal_tags: { Team: ['ops'], env: [''] }, transitive_tag_keys: ['Team'] },
    }),
  ).toEqual({
    kind: 'accepted',
    actions: ['sts:TagSession'],
    context: [
      bare,
      ['aws:requesttag/team', 'ops'],
      ['aws:requesttag/env', ''],
      ['aws:tagkeys', ['Team', 'env']],
      ['sts:transitivetagkeys', ['Team']],
    ],
  });
});

test('flattened tags', () => {
  expect(
    sessionClaims({ [`${TAGS}/principal_tags/Team`]: 'ops', [`${TAGS}/transitive_tag_keys`]: ['Team'] }),
  ).toEqual({
    kind: 'accepted',
    actions: ['sts:TagSession'],
    context: [
      bare,
      ['aws:requesttag/team', 'ops'],
      ['aws:tagkeys', ['Team']],
      ['sts:transitivetagkeys', ['Team']],
    ],
  });
});

test('a tag named like a property of objects is a tag', () => {
  const claims = JSON.parse(`{"${TAGS}": {"principal_tags": {"__proto__": ["x"]}}}`) as Record<
    string,
    unknown
  >;
  expect(sessionClaims(claims)).toMatchObject({
    context: [bare, ['aws:requesttag/__proto__', 'x'], ['aws:tagkeys', ['__proto__']]],
  });
});

const malformed = { kind: 'refused', reason: 'principal_tags passed in claim is not in correct format.' };
test.each<[string, Record<string, unknown>]>([
  ['a value that is not a list', { [TAGS]: { principal_tags: { a: 'x' } } }],
  ['an empty list', { [TAGS]: { principal_tags: { a: [] } } }],
  ['a list of two', { [TAGS]: { principal_tags: { a: ['x', 'y'] } } }],
  ['a number', { [TAGS]: { principal_tags: { a: [1] } } }],
  ['tags that are text', { [TAGS]: 'x' }],
  ['tags that are null', { [TAGS]: null }],
  ['tags that are a list', { [TAGS]: [] }],
  ['principal tags that are a list', { [TAGS]: { principal_tags: [['x']] } }],
  ['a flattened tag that is a list', { [`${TAGS}/principal_tags/a`]: ['x'] }],
])('refused: %s', (_note, claims) => {
  expect(sessionClaims(claims)).toEqual(malformed);
});

test.each<[string, unknown]>([
  ['text', 'a'],
  ['numbers', [1]],
  ['null', null],
])('transitive tag keys that are %s: no recording says what STS does', (_note, transitive_tag_keys) => {
  expect(sessionClaims({ [TAGS]: { principal_tags: { a: ['x'] }, transitive_tag_keys } })).toEqual({
    kind: 'undetermined',
    reason: 'the transitive tag keys are no list of strings',
  });
});

test.each(['ab', 'm.aya@example.com', 'a'.repeat(64), '+=,.@-_'])('source identity `%s`', (identity) => {
  expect(sessionClaims({ [IDENTITY]: identity })).toEqual({
    kind: 'accepted',
    actions: ['sts:SetSourceIdentity'],
    context: [bare, ['sts:sourceidentity', identity]],
  });
});

test.each<[unknown]>([['a'], ['a'.repeat(65)], ['aws:x'], ['a b'], ['ä!'], [7], [['ab']]])(
  'no source identity: %p',
  (identity) => {
    expect(sessionClaims({ [IDENTITY]: identity })).toEqual({
      kind: 'refused',
      reason: 'the claim `source_identity` is not 2 to 64 of the characters that AWS takes',
    });
  },
);

const OPEN = 'the token has a roles claim and the ARN of the role is not known';
const ELSEWHERE = 'The target role ARN is not present in the roles claim of the identity token';

test.each<[unknown, string, string]>([
  [[], 'refused', 'The roles claim contains no valid role ARNs'],
  ['', 'refused', 'The roles claim contains no valid role ARNs'],
  [{}, 'refused', 'The roles claim is not in a supported format'],
  [true, 'refused', 'The roles claim is not in a supported format'],
  [7, 'refused', 'The roles claim is not in a supported format'],
  [['arn:aws:iam::111122223333:role/x', 7], 'undetermined', OPEN],
  ['x; arn:aws:iam::111122223333:role/p/x ;', 'undetermined', OPEN],
  [['arn:aws:iam::444455556666:role/x'], 'refused', ELSEWHERE],
  ['arn:aws:iam::444455556666:role/x;junk', 'refused', ELSEWHERE],
  [['arn:aws:iam::111122223333:user/x', null, {}], 'refused', ELSEWHERE],
])('roles claim %p: %s', (roles, kind, reason) => {
  expect(sessionClaims({ [ROLES]: roles })).toEqual({ kind, reason });
});

test.each<[string, Record<string, unknown>]>([
  ['a key of 129 characters', { ['k'.repeat(129)]: ['x'] }],
  ['an empty key', { '': ['x'] }],
  ['a value of 257 characters', { k: ['x'.repeat(257)] }],
  ['51 tags', Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`k${i}`, ['x']]))],
])('refused: %s', (_note, principal_tags) => {
  expect(sessionClaims({ [TAGS]: { principal_tags } })).toMatchObject({
    kind: 'refused',
    reason: expect.stringMatching(/^a session (tag )?has /) as unknown,
  });
});

test('the largest tags that AWS takes are taken', () => {
  const principal_tags = Object.fromEntries(
    Array.from({ length: 50 }, (_, i) => [`${'k'.repeat(126)}${10 + i}`, ['x'.repeat(256)]]),
  );
  expect(sessionClaims({ [TAGS]: { principal_tags } })).toMatchObject({ kind: 'accepted' });
});

test('no recording says what STS does with a source identity of null', () => {
  expect(sessionClaims({ [IDENTITY]: null })).toMatchObject({ kind: 'undetermined' });
});

test('`roles: null` is not a roles claim', () => {
  expect(sessionClaims({ [ROLES]: null })).toEqual({ kind: 'accepted', actions: [], context: [bare] });
});
