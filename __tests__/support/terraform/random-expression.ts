import type { Choose } from '../seed';

type Kind = 'string' | 'number' | 'bool' | 'list' | 'object';

/** Text in which Go and JavaScript differ: spaces, letters of several cases and forms, ends of lines, what a pattern or a verb is made of. */
const TEXTS = [
  '',
  'a',
  'ab',
  'main',
  'release/1.0',
  'acme/platform/api',
  ' x ',
  '\\u00a0y\\ufeff',
  '\\u0085z',
  'e\\u0301',
  '\\u00e9',
  'ﬁ',
  'Straße',
  'ΑΣ',
  '\\U0001F600',
  'A-b_c d',
  '*',
  '$1_',
  '$${1}',
  '$x',
  '%d',
  '1',
  '0',
  '1.50',
  '1e3',
  '-7',
  'true',
  'false',
  'null',
  'a\\nb\\n',
  '<&>',
  '\\"q\\"',
  '\\\\',
  'x,y,,z',
  '{\\"b\\":[1,2.5,null],\\"a\\":\\"e\\u0301\\"}',
  'k: v\\nl: [1, two, yes]\\n',
  'YWI=',
];

const PATTERNS = [
  'a',
  'a|ab',
  '(a)|b',
  'x|',
  '[a-z]+',
  '^a',
  'b$',
  '\\\\w+',
  '\\\\b',
  '(?i)A',
  '(?P<n>.)(?P<m>.?)',
  '(.)(.)?',
  'a{1,2}',
  '[^/]+$',
  '\\\\d*',
  '.',
  '(?s).',
  '(?m)^',
  '\\\\s',
  '[[:alpha:]]+',
  '\\\\pL',
  '\\\\.',
  '(a*)*',
  '(a',
  'é',
  '[^a]',
  'a*?',
  '(?U)a+',
  '\\\\Aa\\\\z',
  '\\\\Q.\\\\E',
];

/** A random expression of Terraform's language, mostly well typed: functions inside functions, operators, `for`, conditionals. */
export function randomExpression(choose: Choose, depth = 3): string {
  return expression(choose, pick(choose, ['string', 'string', 'number', 'bool', 'list', 'object']), depth);
}

function pick<T>(choose: Choose, from: readonly T[]): T {
  return from[choose(from.length)] as T;
}

function expression(choose: Choose, wanted: Kind, depth: number): string {
  // now and then something of another type, as people write it
  const kind = choose(14) === 0 ? pick(choose, ['string', 'number', 'bool', 'list'] as const) : wanted;
  if (depth <= 0) return leaf(choose, kind);
  const of = (inner: Kind): string => expression(choose, inner, depth - 1);
  return pick(choose, COMPOUND[kind])(of, choose);
}

function leaf(choose: Choose, kind: Kind): string {
  const text = (): string => `"${pick(choose, TEXTS)}"`;
  switch (kind) {
    case 'string':
      return text();
    case 'number':
      return pick(choose, ['0', '1', '2', '3', '10', '101', '2.5', '0.25', '1000000', '-1', '12345678']);
    case 'bool':
      return pick(choose, ['true', 'false']);
    case 'list':
      return pick(choose, [
        () => '[]',
        () => `[${text()}]`,
        () => `[${text()}, ${text()}]`,
        () => `[${text()}, 1, true]`,
        () => '[3, 1, 2]',
        () => `toset([${text()}, ${text()}, ${text()}])`,
        () => `[[${text()}], [${text()}, ${text()}]]`,
        () => `split(",", ${text()})`,
      ])();
    case 'object':
      return pick(choose, [
        () => '{}',
        () => `{ a = ${text()} }`,
        () => `{ b = 1, a = ${text()} }`,
        () => `{ "e\\u0301" = true, (${text()}) = 2 }`,
        () => '{ a = ["x"], b = { c = 1 } }',
      ])();
  }
}

type Compound = (of: (kind: Kind) => string, choose: Choose) => string;

const pattern: Compound = (of, choose) => (choose(5) === 0 ? of('string') : `"${pick(choose, PATTERNS)}"`);

const COMPOUND: Readonly<Record<Kind, readonly Compound[]>> = {
  string: [
    (_, choose) => leaf(choose, 'string'),
    (of) => `"\${${of('string')}}-\${${of('number')}}"`,
    (of, choose) =>
      `${pick(choose, ['upper', 'lower', 'title', 'trimspace', 'chomp', 'strrev', 'tostring'])}(${of('string')})`,
    (of, choose) =>
      `${pick(choose, ['base64encode', 'urlencode', 'basename', 'dirname', 'base64decode'])}(${of('string')})`,
    (of, choose) => `${pick(choose, ['trimprefix', 'trimsuffix', 'trim'])}(${of('string')}, ${of('string')})`,
    (of) => `replace(${of('string')}, ${of('string')}, ${of('string')})`,
    (of, choose) => `replace(${of('string')}, "/${pick(choose, PATTERNS)}/", ${of('string')})`,
    (of, choose) =>
      `replace(${of('string')}, "/${pick(choose, PATTERNS)}/", "${pick(choose, ['<$0>', '$1x', '$${1}', '$n', '$$', '$', '$9', '$${m}'])}")`,
    (of) => `substr(${of('string')}, ${of('number')}, ${of('number')})`,
    (of) => `join(${of('string')}, ${of('list')})`,
    (of, choose) =>
      `format("${pick(choose, ['%s', '%v', '%q', '%5s|', '%-4s|', '%.2s', '%05s', '%%%s', '%[1]s%[1]v'])}", ${of('string')})`,
    (of, choose) => `format("${pick(choose, ['%d', '%v', '%s', '%03d', '%-5d|', '%4d'])}", ${of('number')})`,
    (of) => `format("%s:%v", ${of('string')}, ${of('list')})`,
    (of) => `jsonencode(${of('object')})`,
    (of) => `jsonencode(${of('list')})`,
    (of) => `indent(2, ${of('string')})`,
    (of) => `coalesce(${of('string')}, ${of('string')})`,
    (of) => `try(element(${of('list')}, ${of('number')}), ${of('string')})`,
    (of) => `lookup(${of('object')}, "a", ${of('string')})`,
    (of) => `${of('bool')} ? ${of('string')} : ${of('string')}`,
    (of) => `"%{ for x in ${of('list')} ~} \${x} %{ endfor }"`,
    (of) => `"%{ if ${of('bool')} }a%{ else }\${${of('string')}}%{ endif }"`,
    (of) => `try(${of('object')}.a, ${of('string')})`,
    (of, choose) => `try(regex(${pattern(of, choose)}, ${of('string')}), "none")`,
  ],
  number: [
    (_, choose) => leaf(choose, 'number'),
    (of) => `length(${of('list')})`,
    (of) => `length(${of('string')})`,
    (of) => `length(${of('object')})`,
    (of, choose) => `(${of('number')}) ${pick(choose, ['+', '-', '*', '/', '%'])} (${of('number')})`,
    (of) => `-(${of('number')})`,
    (of, choose) => `${pick(choose, ['abs', 'ceil', 'floor', 'signum', 'tonumber'])}(${of('number')})`,
    (of) => `max(${of('number')}, ${of('number')})`,
    (of) => `try(tonumber(${of('string')}), 5)`,
    (of, choose) => `try(parseint(${of('string')}, ${pick(choose, ['2', '8', '10', '16', '36', '62'])}), 5)`,
    (of) => `try(sum(${of('list')}), 4)`,
    (of) => `try(index(${of('list')}, ${of('string')}), 9)`,
    (of) => `pow(${of('number')}, 2)`,
  ],
  bool: [
    (_, choose) => leaf(choose, 'bool'),
    (of) => `(${of('string')}) == (${of('string')})`,
    (of) => `(${of('number')}) != (${of('string')})`,
    (of, choose) => `(${of('number')}) ${pick(choose, ['<', '<=', '>', '>='])} (${of('number')})`,
    (of, choose) => `(${of('bool')}) ${pick(choose, ['&&', '||'])} (${of('bool')})`,
    (of) => `!(${of('bool')})`,
    (of, choose) =>
      `${pick(choose, ['startswith', 'endswith', 'strcontains'])}(${of('string')}, ${of('string')})`,
    (of) => `contains(${of('list')}, ${of('string')})`,
    (of) => `can(tonumber(${of('string')}))`,
    (of, choose) => `can(regex(${pattern(of, choose)}, ${of('string')}))`,
    (of) => `try(tobool(${of('string')}), false)`,
    (of, choose) => `${pick(choose, ['alltrue', 'anytrue'])}([${of('bool')}, ${of('bool')}])`,
    (of, choose) => `can(${of(pick(choose, ['string', 'number', 'list'] as const))})`,
  ],
  list: [
    (_, choose) => leaf(choose, 'list'),
    (of) => `[${of('string')}, ${of('string')}]`,
    (of, choose) =>
      `${pick(choose, ['distinct', 'reverse', 'sort', 'compact', 'flatten', 'tolist', 'toset'])}(${of('list')})`,
    (of) => `concat(${of('list')}, ${of('list')})`,
    (of) => `keys(${of('object')})`,
    (of) => `values(${of('object')})`,
    (of) => `split(${of('string')}, ${of('string')})`,
    (of, choose) => `regexall(${pattern(of, choose)}, ${of('string')})`,
    (of) => `[for x in ${of('list')} : x if x != ${of('string')}]`,
    (of) => `[for k, v in ${of('object')} : "\${k}=\${jsonencode(v)}"]`,
    (of, choose) =>
      `${pick(choose, ['setunion', 'setintersection', 'setsubtract'])}(${of('list')}, ${of('list')})`,
    (of) => `chunklist(${of('list')}, 2)`,
    (of) => `try(slice(${of('list')}, 0, 1), [])`,
    (of) => `formatlist("%s/%s", ${of('list')}, ${of('string')})`,
    (of) => `coalescelist(${of('list')}, ["d"])`,
    (of) => `${of('bool')} ? ${of('list')} : ${of('list')}`,
    (of) => `range(${of('number')} % 5)`,
    (of) => `setproduct(${of('list')}, ["p", "q"])`,
    (of) => `${of('list')}[*]`,
  ],
  object: [
    (_, choose) => leaf(choose, 'object'),
    (of) => `merge(${of('object')}, ${of('object')})`,
    (of) => `{ for i, x in ${of('list')} : "k\${i}" => x }`,
    (of) => `{ for x in ${of('list')} : jsonencode(x) => 1... }`,
    (of) => `{ (${of('string')}) = ${of('number')}, z = ${of('list')} }`,
    (of) => `zipmap(["x", "y"], [${of('string')}, ${of('number')}])`,
    (of) => `try(jsondecode(${of('string')}), {})`,
    (of) => `try(yamldecode(${of('string')}), {})`,
    (of) => `${of('bool')} ? ${of('object')} : ${of('object')}`,
    (of) => `try(tomap(${of('object')}), {})`,
  ],
};
