import { operatorsOf, type OperatorSort } from './operators';
import type { Choose } from './seed';

/**
 * Random trust policies and request contexts, made to meet: the values of a policy are cut, starred and cased from the values of
 * the contexts that it will be judged against, so that matches, near misses and misses are all frequent.
 */
export interface RandomRequest {
  readonly principal: string;
  readonly actions: readonly string[];
  readonly context: Readonly<Record<string, string | readonly string[]>>;
  readonly unknown: readonly string[];
}

export interface RandomStatement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal: string | Readonly<Record<string, string | readonly string[]>>;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface RandomPolicy {
  readonly Version?: '2012-10-17' | '2008-10-17';
  readonly Statement: readonly RandomStatement[];
}

export const PROVIDER = 'arn:aws:iam::111122223333:oidc-provider/gitlab.com';
const PROVIDERS = [PROVIDER, PROVIDER, PROVIDER, PROVIDER.replace('1111', '9999'), PROVIDER.toUpperCase()];

export const KEYS = [
  'gitlab.com:sub',
  'gitlab.com:aud',
  'gitlab.com:project_id',
  'gitlab.com:ref_protected',
  'gitlab.com:amr',
  'aws:tagkeys',
  'aws:requesttag/team',
  'aws:sourceip',
  'aws:currenttime',
  'sts:roleauthorizedbyidp',
  '__proto__',
] as const;

const ABSENT = ['gitlab.com:environment', 'constructor'];

const TEXTS = [
  'project_path:acme/api:ref_type:branch:ref:main',
  'project_path:acme/api:ref_type:tag:ref:main',
  'project_path:acme/api-v2:ref_type:branch:ref:release/1.2',
  'acme',
  '',
  '*',
  '?',
  '${x}',
  'ΟΣ',
  'ος',
  'οσ',
  'İ',
  'i\u0307',
  'ſ',
  's',
  'K',
  '\u212a',
  'é',
  'e\u0301',
  '𐐀',
  'a𐐀b',
  'line\nbreak',
  '[a-c]\\d+',
  'aba',
  'abab',
  'aab',
  'abcab',
  'sts.amazonaws.com',
  'true',
  'false',
];
/** Runs that overlap, so that the first place a part fits is not the only one. */
const STARRED = ['a*b*a', '*ab*ab', 'ab*ba', 'aba*aba', 'a*a', '*a?b*', '?ab*', 'ab*ab*ab', '*?ab', '**'];
const NUMBERS = [
  '101',
  '0101',
  '+101',
  '101.0',
  '1.01e2',
  '-3',
  '0',
  '-0',
  '9007199254740993',
  '9007199254740992',
  '.5',
  '5e-1',
  'x1',
];
const DATES = [
  '2026-01-01T00:00:00Z',
  '2026-01-01',
  '1767225600',
  '2026-01-01T02:00:00+02:00',
  '2026-01-01T00:00:00.0009Z',
  '1767225600.5',
  '2026-01-01T00:00',
  '2026-02-30',
  'today',
];
const BOOLS = ['true', 'TRUE', 'false', 'yes', '1', ''];
const BYTES = ['YQ==', 'YR==', 'YQ', 'YWI=', '', '!'];
const ADDRESSES = [
  '192.0.2.1',
  '192.000.2.1',
  '::ffff:192.0.2.1',
  '2001:db8::5',
  '2001:DB8:0::5',
  '10.1.2.3',
  'host',
  '192.0.2.1/32',
];
const NETWORKS = [
  '192.0.2.0/24',
  '192.0.2.9/24',
  '192.0.2.1',
  '2001:db8::/32',
  '2001:db8::5/64',
  '2001:db8::5',
  '::ffff:c000:200/120',
  '0.0.0.0/0',
  '::/0',
  '10.0.0.0/+8',
  '1.2.3.4/33',
];
const ARNS = [
  'arn:aws:iam::111122223333:role/deploy',
  'arn:aws:s3:::bucket/a:b',
  'arn:aws:iam::111122223333',
  'role/deploy',
];
const ARN_PATTERNS = [
  'arn:aws:iam::*:role/*',
  'arn:*:iam::*:role/deploy',
  'arn:aws:*:role/deploy',
  'arn:aws:s3:::bucket/?:b',
  'arn:aws:iam::${gitlab.com:project_id}:role/*',
  '*',
  'a?n:aws:iam::*:*',
  '${gitlab.com:sub}',
  '${gitlab.com:aud}',
  '${aws:requesttag/team}',
  'arn:aws:iam::111122223333:${gitlab.com:sub}',
];
const POOLS = [TEXTS, TEXTS, TEXTS, NUMBERS, DATES, BOOLS, BYTES, ADDRESSES, ARNS, ARNS];

/** Values that a policy would hold under the operators of a sort. */
const VALUES: Readonly<Record<OperatorSort, readonly string[]>> = {
  text: TEXTS,
  arn: [...ARNS, ...ARN_PATTERNS, ...ARN_PATTERNS],
  number: NUMBERS,
  date: DATES,
  truth: BOOLS,
  bytes: BYTES,
  network: [...NETWORKS, ...NETWORKS, ...ADDRESSES],
  presence: BOOLS,
};

/** The operators of each sort, with values that its policies would hold; texts are the most frequent. */
const SORTS = [...(Object.keys(VALUES) as OperatorSort[]), 'text', 'text'] as const;
const FAMILIES: readonly { readonly operators: readonly string[]; readonly values: readonly string[] }[] =
  SORTS.map((sort) => ({ operators: operatorsOf(sort), values: VALUES[sort] }));

export function pick<T>(choose: Choose, list: readonly T[]): T {
  return list[choose(list.length)] as T;
}

function some<T>(choose: Choose, most: number, make: () => T): T[] {
  return Array.from({ length: choose(most + 1) }, make);
}

/** Contexts that share values, so that one may be in a variable of another's condition. */
export function randomRequest(choose: Choose): RandomRequest {
  const context = Object.fromEntries(
    KEYS.filter(() => choose(3) > 0).map((key) => {
      const value = (): string => pick(choose, pick(choose, POOLS));
      return [key, choose(5) === 0 ? some(choose, 3, value) : value()];
    }),
  );
  return {
    principal: pick(choose, PROVIDERS),
    actions: pick(choose, [
      ['sts:AssumeRoleWithWebIdentity'],
      ['sts:AssumeRoleWithWebIdentity'],
      ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession'],
    ]),
    context,
    unknown: choose(4) === 0 ? KEYS.filter(() => choose(3) === 0) : [],
  };
}

export function randomPolicy(choose: Choose, requests: readonly RandomRequest[]): RandomPolicy {
  const Statement = [0, ...some(choose, 2, () => 0)].map((_, index) =>
    randomStatement(choose, requests, index),
  );
  return pick<RandomPolicy>(choose, [
    { Version: '2012-10-17', Statement },
    { Version: '2012-10-17', Statement },
    { Version: '2012-10-17', Statement },
    { Version: '2008-10-17', Statement },
    { Statement },
  ]);
}

export function randomStatement(
  choose: Choose,
  requests: readonly RandomRequest[],
  index = 1,
): RandomStatement {
  const WHO: readonly RandomStatement['Principal'][] = [
    { Federated: PROVIDER },
    { Federated: PROVIDER },
    { Federated: PROVIDER },
    { Federated: [PROVIDER, PROVIDERS[3] as string] },
    { Federated: PROVIDERS[3] as string, AWS: '*' },
    { Federated: 'arn:aws:iam::*:oidc-provider/gitlab.com' },
    { Federated: ['*', PROVIDERS[3] as string] },
    { AWS: ['arn:aws:iam::111122223333:root'], Service: 'ec2.amazonaws.com' },
    '*',
  ];
  const base = {
    Effect: choose(index === 0 ? 5 : 2) === 0 ? ('Deny' as const) : ('Allow' as const),
    Principal: pick(choose, WHO.slice(0, choose(3) === 0 ? WHO.length : 3)),
    ...pick<Pick<RandomStatement, 'Action' | 'NotAction'>>(choose, [
      { Action: 'sts:AssumeRoleWithWebIdentity' },
      { Action: ['STS:assumerolewithwebidentity', 'sts:TagSession'] },
      { Action: 'sts:*' },
      {
        Action: pick(choose, ['sts:AssumeRole?ithWebIdentity', 'sts:TagSession', 's?s:Assume*Identity', '*']),
      },
      { NotAction: pick(choose, ['sts:TagSession', 'sts:Tag*', 's3:GetObject', 'STS:*']) },
    ]),
  };
  const Condition: Record<string, Record<string, unknown>> = {};
  for (let left = choose(4); left > 0; left -= 1) {
    const [operator, key, values] = randomCondition(choose, requests);
    // `__proto__` must be a key like any other, as JSON.parse makes it.
    Condition[operator] = Object.fromEntries([...Object.entries(Condition[operator] ?? {}), [key, values]]);
  }
  return Object.keys(Condition).length === 0 ? base : { ...base, Condition };
}

/** Operator, key as written, values. */
export function randomCondition(
  choose: Choose,
  requests: readonly RandomRequest[],
): readonly [string, string, unknown] {
  const key = choose(8) === 0 ? pick(choose, ABSENT) : pick(choose, KEYS);
  const family = pick(choose, FAMILIES);
  const base =
    choose(60) === 0
      ? pick(choose, ['StringLik', 'NullIfExists', 'stringequals', 'constructor'])
      : pick(choose, family.operators);
  const operator = `${pick(choose, ['', '', '', '', 'ForAnyValue:', 'ForAllValues:'])}${base}${choose(5) === 0 && base !== 'Null' ? 'IfExists' : ''}`;
  const near = requests
    .flatMap(({ context }) => (Object.hasOwn(context, key) ? [context[key] as string | string[]] : []))
    .flat();
  const value = (): string => {
    const from = choose(3) > 0 && near.length > 0 ? pick(choose, near) : pick(choose, family.values);
    return family.values === TEXTS && choose(2) === 0 ? bend(choose, from) : from;
  };
  const values: unknown[] = choose(20) === 0 ? [] : [value(), ...some(choose, 2, value)];
  const plain = values.length === 1 && choose(2) === 0 ? values[0] : values;
  return [operator, recase(choose, key), plain === 'true' ? true : plain === '101' ? 101 : plain];
}

/** One change to a text: a star or question mark in the place of a part, an escape, a variable, another case. */
function bend(choose: Choose, text: string): string {
  if (choose(6) === 0) return pick(choose, STARRED);
  const at = choose(text.length + 1);
  const to = at + choose(Math.min(text.length - at, 6) + 1);
  const [before, part, after] = [text.slice(0, at), text.slice(at, to), text.slice(to)];
  return pick<() => string>(choose, [
    () => `${before}*${after}`,
    () => `${before}${'?'.repeat(part.length)}${after}`,
    () => bend(choose, `${before}*${after}`),
    () => `${before}\${*}${after}`,
    () => `${before}\${$}${after}`,
    () => `${before}\${${recase(choose, pick(choose, KEYS))}}${after}`,
    () => `${before}\${${pick(choose, [...KEYS, ...ABSENT])}, '${part.replace(/['{}]/g, '')}'}${after}`,
    () => `${before}\${${pick(choose, ['', ' x', 'a b', "k, 'x", 'k, x', '$'])}}${after}`,
    () => text.toUpperCase(),
    () => before,
  ])();
}

export function recase(choose: Choose, text: string): string {
  const how = choose(4);
  if (how > 1) return text;
  return how === 0
    ? text.toUpperCase()
    : text.replace(/[a-z]/g, (c) => (choose(2) === 0 ? c.toUpperCase() : c));
}
