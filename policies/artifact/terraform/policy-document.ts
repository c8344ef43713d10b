import { parseJsonText } from '../../trust/index';
import { quote } from '../../errors';
import { isBody, type Body } from './block';
import type { BodyReader, ScopedBody } from './body-value';
import { items } from './functions/arguments';
import { jsonString } from './functions/encoding';
import type { Scope } from './scope';
import {
  NotKnown,
  PartialText,
  Unknown,
  UnknownList,
  compareText,
  fail,
  textOfParts,
  untyped,
  toText,
  type Value,
} from './value';

/** A statement with its members in the order in which the provider writes them. */
type Statement = Readonly<Record<string, unknown>>;

interface Document {
  readonly version: string;
  readonly id?: string;
  readonly statements: readonly Statement[];
}

/**
 * `aws_iam_policy_document` → the JSON text that the AWS provider writes: source documents, then the own statements, then the overrides,
 * where a statement replaces an earlier one of the same `Sid`; a single value stands without a list; `&{` becomes `${`.
 * @throws {RefgateError} `ERR_TERRAFORM`: what the provider refuses, such as one `sid` twice
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document
 */
export function renderPolicyDocument(body: Body, scope: Scope, reader: BodyReader, pretty: boolean): Value {
  try {
    const input = new DocumentReader(reader);
    const sources = ['source_json', 'source_policy_documents'].flatMap((name) =>
      input.texts(body, name, scope),
    );
    const overrides = ['override_policy_documents', 'override_json'].flatMap((name) =>
      input.texts(body, name, scope),
    );
    const before = sources.filter((text) => text !== '').map(documentOf);
    refuseTwice(before.flatMap(({ statements }) => statements));
    const own = input.document(body, scope);
    refuseTwice(own.statements);
    const all = [...before, own, ...overrides.filter((text) => text !== '').map(documentOf)];
    return input.withUnknown(textOf(all.reduce(merge), pretty));
  } catch (error) {
    if (error instanceof NotKnown) return error.unknown;
    throw error;
  }
}

class DocumentReader {
  private readonly unknown: Unknown[] = [];

  constructor(private readonly reader: BodyReader) {}

  /** Puts what is unknown in the place of its marks. */
  withUnknown(text: string): Value {
    return textOfParts(
      text
        .split(/\ue000(\d+)\ue001/)
        .map((part, at) => (at % 2 === 0 ? part : (this.unknown[Number(part)] ?? ''))),
    );
  }

  /** A text in which unknown parts are marked, with characters that nobody writes. */
  private marked(given: Value): string {
    const value = untyped(given);
    if (typeof value === 'string' && value.includes('\ue000'))
      throw new NotKnown(new Unknown('a private character'));
    if (!(value instanceof Unknown)) return toText(value);
    const text = value instanceof UnknownList ? value.element : value;
    const parts = text instanceof PartialText ? text.parts : [text];
    return parts
      .map((part) => {
        if (typeof part === 'string') return this.marked(part);
        const known = this.unknown.indexOf(part);
        const index = known < 0 ? this.unknown.push(part) - 1 : known;
        return `\ue000${index}\ue001`;
      })
      .join('');
  }

  document(body: Body, scope: Scope): Document {
    const version = this.text(body, 'version', scope) ?? '2012-10-17';
    const id = this.text(body, 'policy_id', scope);
    const statements = this.blocks(body, 'statement', scope).map((block) => this.statement(block));
    return { version, statements, id };
  }

  private statement({ body, scope }: ScopedBody): Statement {
    const set = (name: string, write = variables): unknown => {
      const values = this.texts(body, name, scope).map(write);
      return values.length === 0 ? undefined : single(reversed(values));
    };
    return {
      Sid: this.text(body, 'sid', scope) || undefined,
      Effect: this.text(body, 'effect', scope) ?? 'Allow',
      Action: set('actions', (text) => text),
      NotAction: set('not_actions', (text) => text),
      Resource: set('resources'),
      NotResource: set('not_resources'),
      Principal: this.principals(body, 'principals', scope),
      NotPrincipal: this.principals(body, 'not_principals', scope),
      Condition: this.conditions(body, scope),
    };
  }

  private principals(body: Body, name: string, scope: Scope): unknown {
    const blocks = this.blocks(body, name, scope);
    const byType = new Map<string, unknown>();
    for (const block of blocks) {
      const type = this.text(block.body, 'type', block.scope) ?? '';
      const identifiers = single(reversed(this.texts(block.body, 'identifiers', block.scope).map(variables)));
      const known = byType.get(type);
      byType.set(type, known === undefined ? identifiers : [known, identifiers].flat());
    }
    return principalOf(byType);
  }

  private conditions(body: Body, scope: Scope): unknown {
    const blocks = this.blocks(body, 'condition', scope).map((block) => ({
      test: this.text(block.body, 'test', block.scope) ?? '',
      variable: this.markedText(block.body, 'variable', block.scope),
      values: this.texts(block.body, 'values', block.scope).map(variables),
    }));
    return conditionOf(blocks);
  }

  private blocks(body: Body, name: string, scope: Scope): readonly ScopedBody[] {
    const found = this.reader.blocks(body, name, scope);
    if (found instanceof Unknown) throw new NotKnown(found);
    return found;
  }

  private text(body: Body, name: string, scope: Scope): string | undefined {
    const value = this.value(body, name, scope);
    return value === null ? undefined : toText(settled(value));
  }

  /** One text, in which unknown parts are marked. */
  private markedText(body: Body, name: string, scope: Scope): string {
    const value = this.value(body, name, scope);
    return value === null ? '' : this.marked(value);
  }

  /** A list of strings, or one text alone; the provider reads a `null` among them as empty. */
  texts(body: Body, name: string, scope: Scope): readonly string[] {
    const value = this.value(body, name, scope);
    if (value === null) return [];
    const list = typeof value === 'string' || value instanceof Unknown ? [value] : items(value);
    return list.map((item) => (item === null ? '' : this.marked(item)));
  }

  private value(body: Body, name: string, scope: Scope): Value {
    return Object.hasOwn(body, name) ? untyped(this.reader.value(body[name], scope)) : null;
  }
}

function settled(value: Value): Value {
  if (value instanceof Unknown) throw new NotKnown(value);
  return value;
}

/** A document that is merged in goes through the provider's own form, and what that form does not hold is lost. */
function documentOf(text: string): Document {
  const parsed = parseJsonText(text);
  if (!parsed.ok || !isBody(parsed.value))
    return fail(`a merged policy document is not a JSON object: ${quote(text)}`);
  const member = memberOf(parsed.value);
  const list = member('Statement');
  if (list !== undefined && !Array.isArray(list))
    return fail('the `Statement` of a merged policy document is not a list');
  const id = textMember(member, 'Id');
  return {
    version: textMember(member, 'Version') ?? '',
    id: id === undefined || id === '' ? undefined : id,
    statements: (list ?? []).map(mergedStatement),
  };
}

type Member = (name: string) => unknown;

/**
 * Members as the provider finds them: in any case, the last of those that are written, and nothing for `null`.
 * @see https://pkg.go.dev/encoding/json#Unmarshal
 */
function memberOf(body: Body): Member {
  const byName = new Map(Object.entries(body).map(([name, value]) => [folded(name), value]));
  return (name) => byName.get(folded(name)) ?? undefined;
}

/** Two letters outside of ASCII fold to `k` and `s`, too. */
function folded(name: string): string {
  return name.toLowerCase().toUpperCase();
}

function textMember(member: Member, name: string): string | undefined {
  const value = member(name);
  if (value === undefined || typeof value === 'string') return value;
  return fail(`the ${quote(name)} of a merged policy document is not a string`);
}

function mergedStatement(statement: unknown): Statement {
  if (!isBody(statement)) return fail('a statement of a merged policy document is not an object');
  const member = memberOf(statement);
  return {
    Sid: textMember(member, 'Sid') || undefined,
    Effect: textMember(member, 'Effect') || undefined,
    Action: member('Action'),
    NotAction: member('NotAction'),
    Resource: member('Resource'),
    NotResource: member('NotResource'),
    Principal: mergedPrincipal(member('Principal')),
    NotPrincipal: mergedPrincipal(member('NotPrincipal')),
    Condition: mergedCondition(member('Condition')),
  };
}

function mergedPrincipal(principal: unknown): unknown {
  if (principal === undefined) return undefined;
  if (typeof principal === 'string') return '*';
  if (!isBody(principal))
    return fail('a principal of a merged policy document is neither text nor an object');
  const entries = Object.entries(principal).map(([type, value]): [string, unknown] => [
    type,
    Array.isArray(value) ? reversed(value.map(String)) : value,
  ]);
  return principalOf(new Map(entries));
}

/** The provider keeps texts, bools and lists of texts. A number without quotes is dropped, and its condition with it. */
function mergedCondition(condition: unknown): unknown {
  if (!isBody(condition)) return undefined;
  const blocks = Object.entries(condition).flatMap(([test, keys]) =>
    isBody(keys)
      ? Object.entries(keys).flatMap(([variable, value]) => {
          if (typeof value === 'string' || typeof value === 'boolean')
            return [{ test, variable, values: [String(value)] }];
          return Array.isArray(value) ? [{ test, variable, values: value.map(String) }] : [];
        })
      : [],
  );
  return conditionOf(blocks);
}

/** Only `{"*": "*"}` is written short: IAM does not treat `{"AWS": "*"}` alike. */
function principalOf(byType: ReadonlyMap<string, unknown>): unknown {
  if (byType.size === 0) return undefined;
  const everyone = byType.get('*');
  if (byType.size === 1 && (everyone === '*' || (Array.isArray(everyone) && everyone.join() === '*')))
    return '*';
  return sorted([...byType]);
}

function conditionOf(
  blocks: readonly { readonly test: string; readonly variable: string; readonly values: readonly string[] }[],
): unknown {
  if (blocks.length === 0) return undefined;
  const byTest = new Map<string, Map<string, readonly string[]>>();
  for (const { test, variable, values } of blocks) {
    const keys = byTest.get(test) ?? new Map<string, readonly string[]>();
    keys.set(variable, [...(keys.get(variable) ?? []), ...values]);
    byTest.set(test, keys);
  }
  return sorted(
    [...byTest].map(([test, keys]) => [
      test,
      sorted([...keys].map(([key, values]) => [key, single(values)])),
    ]),
  );
}

function merge(into: Document, next: Document): Document {
  const statements = [...into.statements];
  for (const statement of next.statements) {
    const same = statement.Sid === undefined ? -1 : statements.findIndex(({ Sid }) => Sid === statement.Sid);
    if (same < 0) statements.push(statement);
    else statements[same] = statement;
  }
  const id = next.id ?? into.id;
  return {
    version: next.version > into.version ? next.version : into.version,
    statements,
    id,
  };
}

function refuseTwice(statements: readonly Statement[]): void {
  const sids = statements.flatMap(({ Sid }) => (typeof Sid === 'string' ? [Sid] : []));
  const twice = sids.find((sid, index) => sids.indexOf(sid) !== index);
  if (twice !== undefined) fail(`the statement ID ${quote(twice)} is used twice in one policy document`);
}

function textOf({ version, id, statements }: Document, pretty: boolean): string {
  const document = {
    Version: version === '' ? undefined : version,
    Id: id,
    Statement: statements.length === 0 ? undefined : statements,
  };
  return JSON.stringify(document, null, pretty ? 2 : undefined).replace(/[<>&\u2028\u2029]/g, (c) =>
    jsonString(c).slice(1, -1),
  );
}

function sorted(entries: readonly (readonly [string, unknown])[]): unknown {
  return Object.fromEntries(entries.toSorted(([a], [b]) => compareText(a, b)));
}

/** The order in which the provider writes what is a set. */
function reversed(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].toSorted(compareText).toReversed();
}

function single(texts: readonly string[]): unknown {
  return texts.length === 1 ? texts[0] : texts;
}

function variables(text: string): string {
  return text.replaceAll('&{', '${');
}
