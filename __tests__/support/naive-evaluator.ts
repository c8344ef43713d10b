/**
 * A second IAM trust policy evaluator, deliberately naive and sharing no code with `policies/`: it reads the document afresh for
 * every request, caches nothing and takes nothing apart before. Where AWS's behaviour is not public, or IAM would refuse to
 * store the text, the answer is "cannot tell".
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
import {
  arnParts,
  compareNumbers,
  globMatches,
  readAddress,
  readBytes,
  readDate,
  readNetwork,
  readNumber,
  type Glob,
} from './naive-values';

export type NaiveOutcome = 'allow' | 'deny' | 'undetermined';

export interface NaiveRequest {
  readonly principal: string;
  readonly actions: readonly string[];
  /** Keys in lower case; a list is a multivalued key. */
  readonly context: Readonly<Record<string, string | readonly string[]>>;
  /** Keys that have a value which nobody knows. */
  readonly unknown: readonly string[];
}

type Json = Readonly<Record<string, unknown>>;
/** Yes, no, cannot tell. */
type Answer = true | false | undefined;

const and = (answers: readonly Answer[]): Answer =>
  answers.includes(false) ? false : answers.includes(undefined) ? undefined : true;
const or = (answers: readonly Answer[]): Answer =>
  answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;
const not = (answer: Answer): Answer => (answer === undefined ? undefined : !answer);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

/** What STS answers, as far as the trust policy decides it: every action must be allowed and none denied. */
export function naiveDecide(document: Json, request: NaiveRequest): NaiveOutcome {
  const outcomes = request.actions.map((action): NaiveOutcome => {
    const matching = (effect: string): Answer =>
      or(
        listOf(document.Statement)
          .map((statement) => statement as Json)
          .filter((statement) => statement.Effect === effect)
          .map((statement) =>
            statementMatches(statement, action, request, document.Version === '2012-10-17'),
          ),
      );
    const denied = matching('Deny');
    const allowed = matching('Allow');
    if (denied === true || allowed === false) return 'deny';
    return denied === undefined || allowed === undefined ? 'undetermined' : 'allow';
  });
  if (outcomes.includes('deny')) return 'deny';
  return outcomes.includes('undetermined') ? 'undetermined' : 'allow';
}

function statementMatches(statement: Json, action: string, request: NaiveRequest, modern: boolean): Answer {
  const conditions = Object.entries((statement.Condition ?? {}) as Json).flatMap(([operator, keys]) =>
    Object.entries(keys as Json).map(([key, values]) =>
      conditionHolds(operator, key.toLowerCase(), listOf(values).map(String), request, modern),
    ),
  );
  return and([
    actionMatches(statement, action),
    principalMatches(statement, request.principal),
    ...conditions,
  ]);
}

function actionMatches(statement: Json, action: string): boolean {
  const named = (patterns: unknown): boolean =>
    listOf(patterns).some((pattern) =>
      globMatches(
        readValue(String(pattern).toLowerCase(), true, false, () => undefined)!.glob!,
        action.toLowerCase(),
      ),
    );
  return statement.Action === undefined ? !named(statement.NotAction) : named(statement.Action);
}

/** Only an exact provider ARN admits an OIDC caller; a Deny on everyone reaches it, a Deny on `AWS: *` may or may not. */
function principalMatches(statement: Json, caller: string): Answer {
  if (statement.NotPrincipal !== undefined) return undefined;
  if (statement.Principal === '*') return statement.Effect === 'Deny';
  const { Federated = [], AWS = [] } = statement.Principal as Json;
  if (listOf(Federated).includes(caller)) return true;
  if (listOf(Federated).includes('*')) return undefined;
  return statement.Effect === 'Deny' && listOf(AWS).includes('*') ? undefined : false;
}

/** What a policy value says for one request. `glob` is absent when a variable has nothing to put in its place. */
interface Read {
  readonly glob?: Glob;
  readonly variables: readonly string[];
}

/** `undefined` when `${` begins nothing that IAM knows. */
function readValue(
  value: string,
  wildcards: boolean,
  variables: boolean,
  valueOf: (key: string, fallback: string | undefined) => string | undefined,
): Read | undefined {
  const glob: (string | { readonly wild: '*' | '?' })[] = [];
  const names: string[] = [];
  let hole = false;
  for (let i = 0; i < value.length;) {
    const c = value.charAt(i);
    if (variables && value.startsWith('${', i)) {
      let end = i + 2;
      for (let quoted = false; end < value.length && (quoted || value[end] !== '}'); end += 1) {
        if (value[end] === "'") quoted = !quoted;
      }
      const body = value.slice(i + 2, end);
      if (end >= value.length) return undefined;
      i = end + 1;
      if (body === '*' || body === '?' || body === '$') {
        glob.push(body);
        continue;
      }
      const comma = body.indexOf(',');
      const name = comma < 0 ? body : body.slice(0, comma);
      const rest = comma < 0 ? undefined : body.slice(comma + 1).trimStart();
      if (name === '' || /[\s"'${}*?]/.test(name)) return undefined;
      if (rest !== undefined && !/^'[^'{}]*'$/.test(rest)) return undefined;
      names.push(name.toLowerCase());
      const text = valueOf(name.toLowerCase(), rest?.slice(1, -1));
      if (text === undefined) hole = true;
      else glob.push(...text.split(''));
      continue;
    }
    glob.push(wildcards && (c === '*' || c === '?') ? { wild: c } : c);
    i += 1;
  }
  return hole ? { variables: names } : { glob, variables: names };
}

const BASES: Readonly<Record<string, { readonly negates?: string; readonly compare?: Compare }>> = {
  StringEquals: { compare: (text, glob) => globMatches(glob, text) },
  StringNotEquals: { negates: 'StringEquals' },
  StringEqualsIgnoreCase: { compare: (text, glob) => text.toLowerCase() === glob.join('').toLowerCase() },
  StringNotEqualsIgnoreCase: { negates: 'StringEqualsIgnoreCase' },
  StringLike: { compare: (text, glob) => globMatches(glob, text) },
  StringNotLike: { negates: 'StringLike' },
  ArnEquals: { compare: arnMatches },
  ArnLike: { compare: arnMatches },
  ArnNotEquals: { negates: 'ArnLike' },
  ArnNotLike: { negates: 'ArnLike' },
  NumericEquals: ordered(readNumber, compareNumbers, (order) => order === 0),
  NumericNotEquals: { negates: 'NumericEquals' },
  NumericLessThan: ordered(readNumber, compareNumbers, (order) => order < 0),
  NumericLessThanEquals: ordered(readNumber, compareNumbers, (order) => order <= 0),
  NumericGreaterThan: ordered(readNumber, compareNumbers, (order) => order > 0),
  NumericGreaterThanEquals: ordered(readNumber, compareNumbers, (order) => order >= 0),
  DateEquals: ordered(
    readDate,
    (a, b) => a - b,
    (order) => order === 0,
  ),
  DateNotEquals: { negates: 'DateEquals' },
  DateLessThan: ordered(
    readDate,
    (a, b) => a - b,
    (order) => order < 0,
  ),
  DateLessThanEquals: ordered(
    readDate,
    (a, b) => a - b,
    (order) => order <= 0,
  ),
  DateGreaterThan: ordered(
    readDate,
    (a, b) => a - b,
    (order) => order > 0,
  ),
  DateGreaterThanEquals: ordered(
    readDate,
    (a, b) => a - b,
    (order) => order >= 0,
  ),
  Bool: {
    compare: (text, glob) => (text.toLowerCase() === 'true') === (glob.join('').toLowerCase() === 'true'),
  },
  BinaryEquals: {
    compare: (text, glob) => {
      const wanted = readBytes(glob.join(''));
      return wanted === undefined ? undefined : readBytes(text) === wanted;
    },
  },
  IpAddress: {
    compare: (text, glob) => {
      const network = readNetwork(glob.join(''));
      const address = readAddress(text);
      return network && address !== undefined && network(address);
    },
  },
  NotIpAddress: { negates: 'IpAddress' },
  Null: {},
};

/** One request value against one policy value; `undefined` when the policy value is malformed. */
type Compare = (text: string, glob: Glob) => Answer;

function ordered<T>(
  read: (text: string) => T | undefined,
  order: (a: T, b: T) => number,
  wanted: (order: number) => boolean,
): { readonly compare: Compare } {
  return {
    compare: (text, glob) => {
      const [left, right] = [read(text), read(glob.join(''))];
      if (right === undefined) return undefined;
      return left !== undefined && wanted(order(left, right));
    },
  };
}

function arnMatches(text: string, glob: Glob): Answer {
  const pattern = arnParts(glob);
  const parts = arnParts(text.split(''));
  if (pattern === undefined) return undefined;
  return parts !== undefined && pattern.every((part, i) => globMatches(part, parts[i]!.join('')));
}

/** A negated ARN or IP operator does not hold for a request value that is not an ARN, no address. */
function isReadable(base: string, text: string): boolean {
  if (base.startsWith('Arn')) return arnParts(text.split('')) !== undefined;
  return base.endsWith('IpAddress') ? readAddress(text) !== undefined : true;
}

function conditionHolds(
  operator: string,
  key: string,
  values: readonly string[],
  request: NaiveRequest,
  modern: boolean,
): Answer {
  const pieces = /^(ForAllValues:|ForAnyValue:)?(.*?)(IfExists)?$/.exec(operator)!;
  const [, quantifier = '', base = ''] = pieces;
  const ifExists = pieces[3] !== undefined;
  const row = Object.hasOwn(BASES, base) ? BASES[base] : undefined;
  if (row === undefined || (base === 'Null' && ifExists)) return undefined;
  const got = Object.hasOwn(request.context, key) ? request.context[key] : undefined;
  const isUnknown = (name: string): boolean =>
    !Object.hasOwn(request.context, name) && request.unknown.includes(name);
  if (base === 'Null') {
    if (isUnknown(key)) return undefined;
    return values.some((value) => (value.toLowerCase() === 'true') === (got === undefined));
  }
  const positive = row.negates === undefined ? row : BASES[row.negates]!;
  const negated = row.negates !== undefined;
  const takesVariables = modern && /^(String|Arn)/.test(base);
  const reads = values.map((value) =>
    readValue(value, /Like$|^Arn/.test(base), takesVariables, (name, fallback) => {
      const held = Object.hasOwn(request.context, name) ? request.context[name] : fallback;
      return typeof held === 'string' ? held : undefined;
    }),
  );
  // IAM refuses to store these, so it cannot be determined what they would do.
  const malformed = reads.some(
    (read) =>
      read === undefined || (read.variables.length === 0 && positive.compare!('', read.glob!) === undefined),
  );
  if (malformed) return undefined;
  if (got === undefined) {
    if (isUnknown(key)) return undefined;
    // No recorded answer of AWS says which of the two decides.
    if (quantifier === 'ForAnyValue:' && ifExists) return undefined;
    return ifExists || quantifier === 'ForAllValues:' || (quantifier === '' && negated);
  }
  if (reads.some((read) => read!.variables.some(isUnknown))) return undefined;
  const single = (text: string): Answer => {
    if (!isReadable(base, text)) return false;
    const answers = reads.map((read): Answer =>
      read!.glob === undefined ? false : positive.compare!(text, read!.glob),
    );
    // An ARN that a variable broke: what AWS does then depends on the effect and the order of the list.
    const matched = answers.includes(undefined) ? undefined : or(answers);
    return negated ? not(matched) : matched;
  };
  if (quantifier === '') return typeof got === 'string' ? single(got) : false;
  const each = listOf(got).map((text) => single(text as string));
  if (quantifier === 'ForAnyValue:') return or(each);
  return values.length === 0 ? each.length === 0 : and(each);
}
