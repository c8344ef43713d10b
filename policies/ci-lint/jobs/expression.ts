import { RE2JS, RE2JSSyntaxException } from 're2js';

/** Value of a variable: a text, `undefined` = the job has none, `'?'` = not known. */
export type Lookup = (name: string) => { readonly text: string | undefined } | '?';

/** Whether an `if:` holds: `'?'` where it depends on something that is not known. */
export type Truth = boolean | '?';

type Value = { readonly text: string | undefined } | '?';
type Token =
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'pattern'; readonly source: string; readonly flags: string }
  | { readonly kind: 'null' }
  | { readonly kind: 'mark'; readonly mark: string };

const TOKEN =
  /\s*(?:\$(\w+)|\$\{(\w+)\}|"([^"]*)"|'([^']*)'|\/((?:\\.|[^/\\])+)\/([a-z]*)|(null)\b|(==|!=|=~|!~|&&|\|\||\(|\)))/y;

/**
 * Evaluates the expression of `rules: if` over variables that may be unknown.
 * @returns `'?'` also where the expression cannot be read
 * @see https://docs.gitlab.com/ci/jobs/job_rules/#cicd-variable-expressions
 */
export function evaluateExpression(expression: string, lookup: Lookup): Truth {
  const tokens = tokenize(expression);
  if (tokens === undefined) return '?';
  const parser = new ExpressionParser(tokens, lookup);
  const result = parser.disjunction();
  return parser.atEnd() ? result : '?';
}

/** Texts that the expression compares variables with: landmarks for names of refs. */
export function textsInExpression(expression: string): readonly string[] {
  return (tokenize(expression) ?? []).flatMap((token) => (token.kind === 'text' ? [token.text] : []));
}

function tokenize(expression: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < expression.trimEnd().length) {
    const match = TOKEN.exec(expression);
    if (match === null) return undefined;
    const [, bare, braced, double, single, source, flags = '', none, mark] = match;
    const name = bare ?? braced;
    const text = double ?? single;
    if (name !== undefined) tokens.push({ kind: 'variable', name });
    else if (text !== undefined) tokens.push({ kind: 'text', text });
    else if (source !== undefined) tokens.push({ kind: 'pattern', source, flags });
    else if (none !== undefined) tokens.push({ kind: 'null' });
    else tokens.push({ kind: 'mark', mark: mark as string });
  }
  return tokens;
}

class ExpressionParser {
  #at = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly lookup: Lookup,
  ) {}

  atEnd(): boolean {
    return this.#at === this.tokens.length;
  }

  disjunction(): Truth {
    let result = this.conjunction();
    while (this.take('||')) result = or(result, this.conjunction());
    return result;
  }

  private conjunction(): Truth {
    let result = this.comparison();
    while (this.take('&&')) result = and(result, this.comparison());
    return result;
  }

  private comparison(): Truth {
    if (this.take('(')) {
      const inner = this.disjunction();
      return this.take(')') ? inner : '?';
    }
    const left = this.value();
    const operator = ['==', '!=', '=~', '!~'].find((mark) => this.take(mark));
    if (operator === undefined) return left === '?' ? '?' : left.text !== undefined && left.text !== '';
    const result = operator.endsWith('~') ? this.matches(left) : this.equals(left);
    return operator.startsWith('!') ? not(result) : result;
  }

  private equals(left: Value): Truth {
    const right = this.value();
    return left === '?' || right === '?' ? '?' : left.text === right.text;
  }

  private matches(left: Value): Truth {
    const token = this.tokens[this.#at];
    this.#at += 1;
    if (token?.kind !== 'pattern' || left === '?') return '?';
    try {
      const flags = token.flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0;
      return RE2JS.compile(token.source.replaceAll('\\/', '/'), flags)
        .matcher(left.text ?? '')
        .find();
    } catch (error) {
      if (error instanceof RE2JSSyntaxException) return '?';
      throw error;
    }
  }

  private value(): Value {
    const token = this.tokens[this.#at];
    this.#at += 1;
    if (token?.kind === 'variable') return this.lookup(token.name);
    if (token?.kind === 'text') return { text: token.text };
    return token?.kind === 'null' ? { text: undefined } : '?';
  }

  private take(mark: string): boolean {
    const token = this.tokens[this.#at];
    if (token?.kind !== 'mark' || token.mark !== mark) return false;
    this.#at += 1;
    return true;
  }
}

function not(value: Truth): Truth {
  return value === '?' ? '?' : !value;
}

function and(one: Truth, other: Truth): Truth {
  if (one === false || other === false) return false;
  return one === '?' || other === '?' ? '?' : true;
}

function or(one: Truth, other: Truth): Truth {
  if (one === true || other === true) return true;
  return one === '?' || other === '?' ? '?' : false;
}
