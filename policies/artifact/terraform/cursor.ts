import { RefgateError, quote } from '../../errors';

const IDENTIFIER_START = /^[\p{ID_Start}_]$/u;
const IDENTIFIER_PART = /^[\p{ID_Continue}-]$/u;

/** How deep brackets, templates and operators may nest before a text is refused. */
const DEEPEST = 200;

/** Where expressions are in a text. */
export type Spans = WeakMap<object, { readonly start: number; readonly end: number }>;

/** A place in the text of an expression. The two parsers, of expressions and of templates, share one. */
export class Cursor {
  at = 0;
  /** Whether a line break is white space here, as inside parentheses and brackets. */
  newlines = true;
  private depth = 0;

  /** @param spans hears where each expression is, for those who want to know */
  constructor(
    readonly text: string,
    private readonly spans?: Spans,
  ) {}

  /** Notes that an expression reaches from `start` to here, once. */
  mark<T extends object>(node: T, start: number): T {
    if (this.spans !== undefined && !this.spans.has(node)) this.spans.set(node, { start, end: this.at });
    return node;
  }

  get done(): boolean {
    return this.at >= this.text.length;
  }

  peek(text: string): boolean {
    return this.text.startsWith(text, this.at);
  }

  /** Moves over `text` when it stands here. */
  take(text: string): boolean {
    if (!this.peek(text)) return false;
    this.at += text.length;
    return true;
  }

  /** @throws {RefgateError} `ERR_TERRAFORM` when `text` does not stand here, after white space */
  expect(text: string): void {
    this.skip();
    if (!this.take(text)) this.fail(quote(text));
  }

  /** Moves over white space and comments, and over line breaks where they mean nothing. */
  skip(): void {
    for (;;) {
      const c = this.text.charAt(this.at);
      if (c === ' ' || c === '\t' || ((c === '\n' || c === '\r') && this.newlines)) this.at += 1;
      else if (c === '\r' && this.text.charAt(this.at + 1) === '\n') this.at += 1;
      else if (c === '#' || this.peek('//')) this.skipTo('\n', false);
      else if (this.peek('/*')) this.skipTo('*/', true);
      else return;
    }
  }

  private skipTo(end: string, over: boolean): void {
    const found = this.text.indexOf(end, this.at + 2 * Number(over));
    if (found < 0) this.at = this.text.length;
    else this.at = over ? found + end.length : found;
  }

  /** The identifier that starts here, or nothing; Terraform allows `-` inside. */
  identifier(): string | undefined {
    const start = this.at;
    const first = this.character();
    if (!IDENTIFIER_START.test(first)) return undefined;
    this.at += first.length;
    for (let next = this.character(); IDENTIFIER_PART.test(next); next = this.character()) {
      this.at += next.length;
    }
    return this.text.slice(start, this.at);
  }

  /** Whether this keyword stands here as a whole word; moves over it. */
  takeWord(word: string): boolean {
    const start = this.at;
    if (this.identifier() === word) return true;
    this.at = start;
    return false;
  }

  /** Runs `parse` one level deeper, with line breaks as white space or not. */
  nested<T>(newlines: boolean, parse: () => T): T {
    const before = this.newlines;
    this.newlines = newlines;
    this.depth += 1;
    if (this.depth > DEEPEST) {
      throw new RefgateError({
        code: 'ERR_TERRAFORM',
        message: `the expression nests more than ${DEEPEST} levels deep`,
      });
    }
    const result = parse();
    this.depth -= 1;
    this.newlines = before;
    return result;
  }

  /** @throws {RefgateError} always: `expected` is not what stands here */
  fail(expected: string): never {
    const rest = this.text.slice(this.at, this.at + 30);
    throw new RefgateError({
      code: 'ERR_TERRAFORM',
      message: `cannot read the expression ${quote(this.text)}`,
      got: rest === '' ? 'its end' : `${quote(rest)} at character ${this.at + 1}`,
      expected,
    });
  }

  private character(): string {
    const code = this.text.codePointAt(this.at);
    return code === undefined ? '' : String.fromCodePoint(code);
  }
}
