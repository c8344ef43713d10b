import type { PolicyDocument, StatementDocument } from '../trust/index';
import { covers, likeLiteral, likeValue, type LikeValue } from './covers';

type Step = (statements: readonly StatementDocument[]) => readonly StatementDocument[];

/**
 * Ways to say the same in fewer characters, from the one that costs a reader least. Every statement is an Allow for one principal
 * whose conditions are `StringEquals` and `StringLike` over keys with one value, so that each step admits the same tokens.
 */
export const COMPACTION: readonly { readonly name: string; readonly step: Step }[] = [
  { name: 'values that another value of their list covers are dropped', step: withoutCoveredValues },
  { name: 'statements that another statement covers are dropped', step: withoutCoveredStatements },
  { name: 'statements that differ in the values of one key are joined', step: joined },
  { name: 'literals join the patterns of the same conditions', step: literalsIntoPatterns },
  { name: 'values that another value covers now are dropped', step: withoutCoveredValues },
  { name: 'statements that another statement covers now are dropped', step: withoutCoveredStatements },
];

/** The document after as few steps as make it fit; after all of them when none does. `Sid`s, which mean nothing, go last. */
export function compact(
  document: PolicyDocument,
  fits: (document: PolicyDocument) => boolean,
  { keepSids = false }: { readonly keepSids?: boolean } = {},
): PolicyDocument {
  let current = document;
  for (const { step } of COMPACTION) {
    if (fits(current)) return current;
    current = { ...current, Statement: step(current.Statement) };
  }
  return keepSids || fits(current) ? current : withoutSids(current);
}

export function withoutSids(document: PolicyDocument): PolicyDocument {
  return { ...document, Statement: document.Statement.map(({ Sid: _dropped, ...rest }) => rest) };
}

/** Every condition of a statement. */
interface Entry {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

function entriesOf({ Condition }: StatementDocument): readonly Entry[] {
  return Object.entries(Condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({ operator, key, values: [values].flat() })),
  );
}

function withEntries(statement: StatementDocument, entries: readonly Entry[]): StatementDocument {
  const operators = [...new Set(entries.map(({ operator }) => operator))];
  const keysOf = (operator: string) =>
    entries
      .filter((entry) => entry.operator === operator)
      .map(({ key, values }) => [key, values.length === 1 ? (values[0] as string) : values] as const);
  return {
    ...statement,
    Condition: Object.fromEntries(
      operators.map((operator) => [operator, Object.fromEntries(keysOf(operator))]),
    ),
  };
}

function union(...lists: readonly (readonly string[])[]): readonly string[] {
  return [...new Set(lists.flat())].toSorted();
}

function withoutCoveredValues(statements: readonly StatementDocument[]): readonly StatementDocument[] {
  return statements.map((statement) =>
    withEntries(
      statement,
      entriesOf(statement).map((entry) =>
        entry.operator === 'StringLike' ? { ...entry, values: uncovered(entry.values) } : entry,
      ),
    ),
  );
}

/** Of two values that cover each other the first stays. */
function uncovered(values: readonly string[]): readonly string[] {
  const likes = values.map(likeValue);
  const isLess = (index: number): boolean => {
    const own = likes[index] as LikeValue;
    return likes.some(
      (other, place) => place !== index && covers(other, own) && (place < index || !covers(own, other)),
    );
  };
  return values.filter((_, index) => !isLess(index));
}

/** A condition with its values as `StringLike` would have them; none where that cannot be said. */
interface LikeEntry extends Entry {
  readonly likes: readonly LikeValue[] | undefined;
}

function withoutCoveredStatements(statements: readonly StatementDocument[]): readonly StatementDocument[] {
  const conditions = statements.map((statement) => entriesOf(statement).map(withLikes));
  const isLess = (index: number): boolean => {
    const own = conditions[index] as readonly LikeEntry[];
    return conditions.some(
      (other, place) => place !== index && isCovered(own, other) && (place < index || !isCovered(other, own)),
    );
  };
  return statements.filter((_, index) => !isLess(index));
}

function withLikes(entry: Entry): LikeEntry {
  const texts = entry.operator === 'StringLike' ? entry.values : entry.values.map(likeLiteral);
  const known = texts.filter((text) => text !== undefined);
  return { ...entry, likes: known.length === texts.length ? known.map(likeValue) : undefined };
}

/** Whether every token of the one is a token of the other: each condition of the other follows from one of its own. */
function isCovered(narrow: readonly LikeEntry[], wide: readonly LikeEntry[]): boolean {
  return wide.every((demand) =>
    narrow.some((own) => {
      if (own.key !== demand.key) return false;
      if (demand.operator === 'StringEquals') {
        return own.operator === 'StringEquals' && own.values.every((value) => demand.values.includes(value));
      }
      const { likes = [] } = demand;
      return own.likes?.every((value) => likes.some((wider) => covers(wider, value))) === true;
    }),
  );
}

/** `A and (k is v or k is w)` for `A and k is v`, `A and k is w`; again, until nothing joins any more. */
function joined(statements: readonly StatementDocument[]): readonly StatementDocument[] {
  for (const place of placesOf(statements)) {
    const groups = new Map<string, StatementDocument>();
    for (const statement of statements) {
      const entries = entriesOf(statement);
      const at = entries.findIndex(({ operator, key }) => `${operator} ${key}` === place);
      const rest = JSON.stringify([at < 0 ? statement.Sid : '', at, entries.toSpliced(at, at < 0 ? 0 : 1)]);
      const first = groups.get(rest);
      if (first === undefined || at < 0) groups.set(rest, statement);
      else groups.set(rest, withUnion(first, entries[at] as Entry));
    }
    if (groups.size < statements.length) return joined([...groups.values()]);
  }
  return statements;
}

function placesOf(statements: readonly StatementDocument[]): readonly string[] {
  const places = statements.flatMap((statement) =>
    entriesOf(statement).map(({ operator, key }) => `${operator} ${key}`),
  );
  return [...new Set(places)].toSorted();
}

function withUnion(statement: StatementDocument, { operator, key, values }: Entry): StatementDocument {
  return withEntries(
    statement,
    entriesOf(statement).map((entry) =>
      entry.operator === operator && entry.key === key
        ? { ...entry, values: union(entry.values, values) }
        : entry,
    ),
  );
}

/** A literal under `StringLike`, its wildcards escaped, matches what it matches under `StringEquals`. */
function literalsIntoPatterns(statements: readonly StatementDocument[]): readonly StatementDocument[] {
  const groups = new Map<string, { first: StatementDocument; all: StatementDocument[] }>();
  for (const statement of statements) {
    const like = asPatterns(statement);
    const id = like === undefined ? JSON.stringify(statement) : restOf(like);
    const group = groups.get(id);
    if (group === undefined) groups.set(id, { first: statement, all: [statement] });
    else group.all.push(statement);
  }
  return [...groups.values()].map(({ first, all }) => {
    if (all.length === 1) return first;
    const patterns = all.map((statement) => asPatterns(statement) as StatementDocument);
    return patterns.reduce((sum, statement) => {
      const like = entriesOf(statement).find(({ operator }) => operator === 'StringLike');
      return like === undefined ? sum : withUnion(sum, like);
    });
  });
}

/** The statement with `sub` under `StringLike`. */
function asPatterns(statement: StatementDocument): StatementDocument | undefined {
  const entries = entriesOf(statement);
  const subs = entries.filter(({ key }) => key.endsWith(':sub'));
  const [sub] = subs;
  if (sub === undefined || subs.length > 1 || entries.some((e) => e.operator === 'StringLike' && e !== sub)) {
    return undefined;
  }
  if (sub.operator === 'StringLike') return statement;
  const values = sub.values.map(likeLiteral).filter((value) => value !== undefined);
  if (values.length < sub.values.length) return undefined;
  const pattern = { ...sub, operator: 'StringLike', values };
  return withEntries(statement, [...entries.filter((entry) => entry !== sub), pattern]);
}

function restOf(statement: StatementDocument): string {
  return JSON.stringify(entriesOf(statement).filter(({ operator }) => operator !== 'StringLike'));
}
