import type { FormulaText, GlobAtom, GlobParts, KeyText, RoleText } from './format';
import { tokensOf } from './glob';

/** A condition of a policy. */
export interface ConditionText {
  readonly version: string;
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

type Json = Readonly<Record<string, unknown>>;

const all = (parts: readonly FormulaText[]): FormulaText => (parts.length === 1 ? parts[0]! : { all: parts });
const any = (parts: readonly FormulaText[]): FormulaText => (parts.length === 1 ? parts[0]! : { any: parts });
const not = (part: FormulaText): FormulaText => (typeof part === 'boolean' ? !part : { not: part });
/** Something that no formula says: its truth may be either, and is the same wherever it is named. */
const open = (name: string): FormulaText => ({ not: { missing: `?${name}` } });
const listOf = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(String);

/** Every role decides as the question says: a formula over condition keys, read from the policies' own text. */
export function questionFormula(roles: readonly RoleText[], host: string): FormulaText {
  return all(
    roles.map((role, index) => {
      const admits = roleFormula(role, index, `${host}:aud`);
      return role.outcome === 'allow' ? admits : not(admits);
    }),
  );
}

/** The conditions that {@link questionFormula} leaves open unless the role has a reading for them. */
export function unreadConditions({
  policy,
  keys,
}: Pick<RoleText, 'policy' | 'keys'>): readonly ConditionText[] {
  return policy.Statement.flatMap((one) => conditionsOf(one, policy.Version)).filter(
    (condition) => ownReading(condition, keys) === undefined,
  );
}

/** Some Allow statement matches and no Deny statement does, for an audience that the provider accepts. */
function roleFormula(role: RoleText, index: number, audience: string): FormulaText {
  const { policy, provider, clientIds } = role;
  const matching = (effect: string): readonly FormulaText[] =>
    policy.Statement.filter(({ Effect }) => Effect === effect).map((statement, place) =>
      all([
        actionMatches(statement),
        principalMatches(statement, provider, `${index} ${effect} ${place}`),
        ...conditionsOf(statement, policy.Version).map((one) => conditionFormula(one, role)),
      ]),
    );
  const admitted = [any(matching('Allow')), not(any(matching('Deny')))];
  if (clientIds === undefined) return all(admitted);
  return all([...admitted, any(clientIds.map((id) => ({ key: audience, matches: [id] })))]);
}

function actionMatches({ Action, NotAction }: Json): boolean {
  const wanted = 'sts:assumerolewithwebidentity';
  const named = listOf(Action ?? NotAction).some((text) =>
    globMatches(pieces(text.toLowerCase(), true), wanted),
  );
  return named === (NotAction === undefined);
}

function principalMatches(statement: Json, provider: string, place: string): FormulaText {
  const { Effect, Principal } = statement;
  if (Principal === undefined) return open(`NotPrincipal of ${place}`);
  if (Principal === '*') return Effect === 'Deny';
  const { Federated, AWS } = Principal as Json;
  if (listOf(Federated).includes(provider)) return true;
  if (listOf(Federated).includes('*')) return open(`Federated * for ${provider}`);
  return Effect === 'Deny' && listOf(AWS).includes('*') ? open(`AWS * for ${provider}`) : false;
}

function conditionsOf({ Condition = {} }: Json, version = '2008-10-17'): readonly ConditionText[] {
  return Object.entries(Condition as Record<string, Json>).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({
      version,
      operator,
      key: key.toLowerCase(),
      values: listOf(values),
    })),
  );
}

function conditionFormula(condition: ConditionText, { keys, readings }: RoleText): FormulaText {
  const name = nameOf(condition);
  const given = readings.find((reading) => nameOf(reading) === name);
  return ownReading(condition, keys) ?? given?.formula ?? open(name);
}

function nameOf({ version, operator, key, values }: ConditionText): string {
  return JSON.stringify([version, operator, key, values]);
}

/** What a condition says, where it is of the operators that are read here; `undefined` elsewhere. */
function ownReading(condition: ConditionText, keys: RoleText['keys']): FormulaText | undefined {
  const { operator, key, values } = condition;
  const form = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/.exec(operator);
  const sort: KeyText | undefined = Object.hasOwn(keys, key) ? keys[key] : undefined;
  if (form === null || sort === undefined) return undefined;
  const [, quantifier = '', base = '', ifExists] = form;
  const has = not({ missing: key });
  if (base === 'Null') {
    if (quantifier !== '' || ifExists !== undefined) return undefined;
    if (!values.every((value) => value === 'true' || value === 'false')) return undefined;
    const absent: FormulaText =
      typeof sort === 'object' ? false : sort === 'absent' ? true : { missing: key };
    return any(values.map((value) => (value === 'true' ? absent : not(absent))));
  }
  if (base === 'Bool' && quantifier === '' && ifExists === undefined && sort === 'text')
    return truth(condition);
  const read = valuesOf(base, condition);
  if (read === undefined) return undefined;
  const { negated, atoms } = read;
  // A condition with `ForAnyValue` needs a value, whatever its operator; without quantifier a negated one needs none.
  const every = quantifier === 'ForAllValues';
  const some = quantifier === 'ForAnyValue';
  if (some && ifExists !== undefined) return undefined;
  const whenMissing = ifExists !== undefined || every || (negated && !some);
  if (sort === 'absent') return whenMissing;
  if (every && values.length === 0) return typeof sort === 'object' ? false : { missing: key };
  if (typeof sort === 'object') {
    if (quantifier !== '') return undefined;
    if (atoms.some(({ fold }) => fold !== undefined)) return undefined;
    return atoms.some((atom) => globMatches(atom.matches, sort.constant)) !== negated;
  }
  const matched = any(atoms);
  const holds = negated ? all([has, not(matched)]) : matched;
  return whenMissing ? any([{ missing: key }, holds]) : holds;
}

/** `Bool` tells what reads `true` in any case from every other value. */
function truth({ key, values }: ConditionText): FormulaText | undefined {
  if (!values.every((value) => value === 'true' || value === 'false')) return undefined;
  const isTrue: FormulaText = { key, matches: ['true'], fold: 'lower' };
  return any(values.map((value) => (value === 'true' ? isTrue : all([not({ missing: key }), not(isTrue)]))));
}

/** The patterns of a condition on texts; `undefined` where an operator or a value is not read here. */
function valuesOf(
  base: string,
  { version, key, values }: ConditionText,
): { readonly negated: boolean; readonly atoms: readonly GlobAtom[] } | undefined {
  const form = /^String(Not)?(Equals|Like|EqualsIgnoreCase)$/.exec(base);
  if (form === null) return undefined;
  const [, negation, kind] = form;
  const atoms: GlobAtom[] = [];
  for (const value of values) {
    const text = version === '2012-10-17' ? withoutVariables(value) : [value];
    // A policy variable, or a letter whose lower case depends on its neighbours.
    if (text === undefined || (kind === 'EqualsIgnoreCase' && !/^[\0-\x7f]*$/.test(value))) return undefined;
    const matches = text.flatMap((piece, i) => (i % 2 === 1 ? [piece] : pieces(piece, kind === 'Like')));
    const pattern = normal(kind === 'EqualsIgnoreCase' ? matches.map(lowered) : matches);
    atoms.push(
      kind === 'EqualsIgnoreCase' ? { key, matches: pattern, fold: 'lower' } : { key, matches: pattern },
    );
  }
  return { negated: negation !== undefined, atoms };
}

const lowered = (part: string | -1 | -2) => (typeof part === 'string' ? part.toLowerCase() : part);

/** A value with `${*}`, `${?}` and `${$}` taken as the letters they stand for, at odd places; `undefined` where a variable is in it. */
function withoutVariables(value: string): readonly string[] | undefined {
  const split = value.split(/\$\{([*?$])\}/);
  return split.some((piece, i) => i % 2 === 0 && piece.includes('${')) ? undefined : split;
}

/** The pieces of a value in which `*` and `?` are wildcards, or not. */
function pieces(text: string, wildcards: boolean): GlobParts {
  if (!wildcards) return [text];
  return text.split(/([*?])/).map((piece) => (piece === '*' ? -1 : piece === '?' ? -2 : piece));
}

/** One way to write each pattern: literal text in one piece, no two stars in a row, a star behind the single units beside it. */
export function normal(matches: GlobParts): GlobParts {
  const made: (string | -1 | -2)[] = [];
  let star = false;
  for (const part of matches) {
    if (part === '') continue;
    if (part === -1) star = true;
    else {
      if (star && part !== -2) {
        made.push(-1);
        star = false;
      }
      const last = made.at(-1);
      if (typeof part === 'string' && typeof last === 'string') made[made.length - 1] = last + part;
      else made.push(part);
    }
  }
  return star ? [...made, -1] : made;
}

function globMatches(matches: GlobParts, text: string): boolean {
  const tokens = tokensOf({ matches });
  let places = new Set([0]);
  const free = (): void => {
    for (const p of places) if (tokens[p] === -1) places.add(p + 1);
  };
  free();
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    const next = [...places].flatMap((p) =>
      tokens[p] === -1 ? [p] : tokens[p] === -2 || tokens[p] === unit ? [p + 1] : [],
    );
    places = new Set(next);
    free();
  }
  return places.has(tokens.length);
}
