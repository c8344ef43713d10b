import { parseArn } from '../arn';
import { quote } from '../errors';
import { didYouMean, OPERATOR_NAMES, parseOperator } from '../trust/index';
import type { InnerFault, IsUnknown, Place } from './fault';

const STATEMENT_KEYS = [
  'Sid',
  'Effect',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
] as const;

/** Exactly one of two keys, whose values are strings of a form. */
interface StatementList {
  readonly keys: readonly [string, string];
  readonly isOne: (text: string) => boolean;
  readonly expected: string;
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
const LISTS: readonly StatementList[] = [
  {
    keys: ['Action', 'NotAction'],
    isOne: (text) => /^(?:\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+)$/.test(text),
    expected: 'an action such as `s3:GetObject`',
  },
  {
    keys: ['Resource', 'NotResource'],
    isOne: (text) => text === '*' || (parseArn(text)?.resource ?? '') !== '',
    expected: '`*` or an ARN',
  },
];

type Statement = Readonly<Record<string, unknown>>;

/** What AWS would refuse about one statement of a policy that says what a role may do. */
export function permissionStatementFaults(
  policy: string,
  statement: unknown,
  place: Place,
  isUnknown: IsUnknown,
): readonly InnerFault[] {
  if (isUnknown(statement)) return [];
  if (typeof statement !== 'object' || statement === null || Array.isArray(statement)) {
    return [fault(place, `a statement of ${policy} is not a mapping`, 'a mapping with `Effect`')];
  }
  const entries = statement as Statement;
  return [
    ...keyFaults(policy, entries, place),
    ...effectFaults(policy, entries, place, isUnknown),
    ...sidFaults(policy, entries, place, isUnknown),
    ...LISTS.flatMap((list) => listFaults(policy, entries, place, list, isUnknown)),
    ...conditionFaults(policy, entries, place, isUnknown),
  ];
}

function keyFaults(policy: string, statement: Statement, place: Place): readonly InnerFault[] {
  return Object.keys(statement).flatMap((key): readonly InnerFault[] => {
    if (STATEMENT_KEYS.some((known) => known === key)) return [];
    if (key === 'Principal' || key === 'NotPrincipal') {
      const expected = 'no principal: who can assume the role is in `trust`';
      return [fault([...place, key], `a statement of ${policy} names a principal`, expected)];
    }
    const message = `a statement of ${policy} has the key ${quote(key)}`;
    const guess = didYouMean(key, STATEMENT_KEYS);
    const expected = guess === undefined ? STATEMENT_KEYS.map(quote).join(', ') : undefined;
    return [fault([...place, key], message, expected, guess ?? 'remove it')];
  });
}

function effectFaults(
  policy: string,
  { Effect }: Statement,
  place: Place,
  isUnknown: IsUnknown,
): readonly InnerFault[] {
  if (isUnknown(Effect) || Effect === 'Allow' || Effect === 'Deny') return [];
  const message = `a statement of ${policy} has no valid \`Effect\``;
  const at = Effect === undefined ? place : [...place, 'Effect'];
  return [fault(at, message, '`Effect: Allow` or `Effect: Deny`')];
}

function sidFaults(
  policy: string,
  { Sid }: Statement,
  place: Place,
  isUnknown: IsUnknown,
): readonly InnerFault[] {
  if (Sid === undefined || isUnknown(Sid) || (typeof Sid === 'string' && /^[A-Za-z0-9]*$/.test(Sid)))
    return [];
  return [fault([...place, 'Sid'], `a statement of ${policy} has no valid \`Sid\``, 'letters and digits')];
}

function listFaults(
  policy: string,
  statement: Statement,
  place: Place,
  { keys, isOne, expected }: StatementList,
  isUnknown: IsUnknown,
): readonly InnerFault[] {
  const [first, second] = keys;
  const written = keys.filter((key) => statement[key] !== undefined);
  if (written.length === 0) {
    return [
      fault(place, `a statement of ${policy} has no ${quote(first)}`, undefined, `add ${quote(first)}`),
    ];
  }
  if (written.length === 2) {
    const message = `a statement of ${policy} has both ${quote(first)} and ${quote(second)}`;
    return [fault([...place, second], message, 'one of the two', 'remove one of them')];
  }
  return written.flatMap((key) => {
    const value = statement[key];
    const isList = Array.isArray(value);
    const items: readonly unknown[] = isList ? value : [value];
    if (isUnknown(value)) return [];
    if (items.length === 0) return [fault([...place, key], `${quote(key)} of ${policy} is empty`, expected)];
    return items.flatMap((item, index): readonly InnerFault[] =>
      isUnknown(item) || (typeof item === 'string' && (isOne(item) || item.includes('${')))
        ? []
        : [
            fault(
              [...place, key, ...(isList ? [index] : [])],
              `${quote(String(item))} is not a valid ${key.replace('Not', '').toLowerCase()} for ${policy}`,
              expected,
            ),
          ],
    );
  });
}

function conditionFaults(
  policy: string,
  { Condition }: Statement,
  place: Place,
  isUnknown: IsUnknown,
): readonly InnerFault[] {
  if (Condition === undefined || isUnknown(Condition)) return [];
  const at = [...place, 'Condition'];
  const shape = 'operator, key and values, such as `StringEquals: { aws:RequestedRegion: eu-west-1 }`';
  if (!isMapping(Condition)) return [fault(at, `a condition of ${policy} is not a mapping`, shape)];
  return Object.entries(Condition).flatMap(([operator, keys]): readonly InnerFault[] => {
    if (parseOperator(operator) === undefined) {
      const message = `unknown condition operator ${quote(operator)} in ${policy}`;
      const guess = didYouMean(operator, OPERATOR_NAMES);
      const expected = guess === undefined ? 'an operator such as `StringEquals`' : undefined;
      return [fault([...at, operator], message, expected, guess)];
    }
    if (isUnknown(keys)) return [];
    if (!isMapping(keys)) {
      return [fault([...at, operator], `a condition of ${policy} names no key`, shape)];
    }
    return Object.entries(keys).flatMap(([key, values]) =>
      [values].flat().every((value) => isUnknown(value) || SCALARS.includes(typeof value))
        ? []
        : [fault([...at, operator, key], `a condition of ${policy} has a value that is not a string`, shape)],
    );
  });
}

const SCALARS: readonly string[] = ['string', 'number', 'boolean'];

function isMapping(value: unknown): value is Statement {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fault(path: Place, message: string, expected?: string, fix?: string): InnerFault {
  return { path, fault: { code: 'ERR_PERMISSIONS', message, expected, fix } };
}
