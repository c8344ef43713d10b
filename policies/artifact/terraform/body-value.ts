import { RefgateError } from '../../errors';
import { BudgetExceeded, type Budget } from './budget';
import { isBody, type Body } from './block';
import { elementsOf } from './evaluate-for';
import { evaluate } from './evaluate';
import type { Expression } from './expression';
import { parseTemplate } from './parse-expression';
import { extend, type Scope } from './scope';
import { Unknown, blank, compareText, exactNumber, fail, kindOf, toText, type Value } from './value';

/** Evaluates the JSON form of expressions: every string is a template, keys of objects too. */
export class BodyReader {
  constructor(
    readonly budget: Budget,
    private readonly parsed = new Map<string, Expression>(),
  ) {}

  /** A reader of the same expressions that spends from another budget. */
  with(budget: Budget): BodyReader {
    return new BodyReader(budget, this.parsed);
  }

  /** @throws {RefgateError} `ERR_TERRAFORM` */
  value(node: unknown, scope: Scope): Value {
    if (typeof node === 'string') return evaluate(this.parse(node), scope, this.budget);
    if (Array.isArray(node)) {
      return this.budget.carry(this.budget.deeper(() => node.map((item) => this.value(item, scope))));
    }
    if (isBody(node)) return this.budget.carry(this.budget.deeper(() => this.object(node, scope)));
    if (typeof node === 'number') return exactNumber(node);
    return (node ?? null) as Value;
  }

  /** As {@link value}, with an error turned into an unknown value that gives the error as its reason. */
  tolerant(node: unknown, scope: Scope): Value {
    try {
      return this.value(node, scope);
    } catch (error) {
      if (!(error instanceof RefgateError) || error instanceof BudgetExceeded) throw error;
      return new Unknown(reasonOf(error), typeof node === 'string' ? node : undefined);
    }
  }

  private object(node: Body, scope: Scope): Value {
    const entries: [string, Value][] = [];
    for (const [name, inner] of Object.entries(node)) {
      const key = this.value(name, scope);
      if (key instanceof Unknown) return blank(key);
      entries.push([toText(key), this.value(inner, scope)]);
    }
    return new Map(entries.toSorted(([a], [b]) => compareText(a, b)));
  }

  /**
   * The nested blocks of one name, those of `dynamic` included, each with the scope in which its attributes are evaluated.
   * @see https://developer.hashicorp.com/terraform/language/expressions/dynamic-blocks
   */
  blocks(body: Body, name: string, scope: Scope): readonly ScopedBody[] | Unknown {
    const written = Object.hasOwn(body, name) ? body[name] : undefined;
    const found: ScopedBody[] = [];
    for (const node of listed(written)) {
      if (isBody(node)) found.push({ body: node, scope });
      else
        return new Unknown(
          `the blocks \`${name}\` are an expression, not blocks`,
          typeof node === 'string' ? node : undefined,
        );
    }
    for (const dynamic of listed(body.dynamic).filter(isBody)) {
      for (const node of listed(Object.hasOwn(dynamic, name) ? dynamic[name] : undefined).filter(isBody)) {
        const more = this.dynamicBlocks(node, name, scope);
        if (more instanceof Unknown) return more;
        found.push(...more);
      }
    }
    return found;
  }

  private dynamicBlocks(node: Body, name: string, scope: Scope): readonly ScopedBody[] | Unknown {
    const collection = this.value(node.for_each, scope);
    if (collection instanceof Unknown) return blank(collection);
    const elements =
      elementsOf(collection) ?? fail(`the \`for_each\` of \`dynamic "${name}"\` is ${kindOf(collection)}`);
    const iterator = typeof node.iterator === 'string' ? node.iterator.replace(/^\$\{|\}$/g, '') : name;
    const contents = listed(node.content).filter(isBody);
    this.budget.spend(elements.length);
    return elements.flatMap(([key, value]) => {
      const element = new Map<string, Value>([
        ['key', key],
        ['value', value],
      ]);
      return contents.map((body) => ({ body, scope: extend(scope, { [iterator]: element }) }));
    });
  }

  private parse(text: string): Expression {
    const known = this.parsed.get(text);
    if (known !== undefined) return known;
    this.budget.spend(Math.ceil(text.length / 100));
    const parsed = parseTemplate(text);
    this.parsed.set(text, parsed);
    return parsed;
  }
}

export interface ScopedBody {
  readonly body: Body;
  readonly scope: Scope;
}

/** The first problem of an error in a few words, without its code. */
export function reasonOf(error: RefgateError): string {
  const [first] = error.problems;
  if (first === undefined) return error.message;
  const { message, got, expected } = first;
  return [
    message,
    ...(got === undefined ? [] : [`got ${got}`]),
    ...(expected === undefined ? [] : [`expected ${expected}`]),
  ].join('; ');
}

function listed(node: unknown): readonly unknown[] {
  return node === undefined || node === null ? [] : Array.isArray(node) ? node : [node];
}
