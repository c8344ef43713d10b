/** A piece of a condition value after IAM's own escapes have been undone. */
export type PatternToken =
  | { readonly kind: 'literal'; readonly text: string }
  /** `*`: any run of UTF-16 code units, the empty one and newlines included. */
  | { readonly kind: 'any' }
  /** `?`: exactly one UTF-16 code unit. */
  | { readonly kind: 'one' }
  /** `${key}` or `${key, 'fallback'}`; the key is lower-cased. */
  | { readonly kind: 'variable'; readonly key: string; readonly fallback?: string }
  /** `${` that no variable can be read from. */
  | { readonly kind: 'malformed'; readonly text: string };

/** How a value is read: what is special depends on the operator and on the policy's version. */
export interface PatternSyntax {
  /** `*` and `?` are wildcards (`StringLike`, ARNs). */
  readonly wildcards: boolean;
  /** `${…}` is special (policy version 2012-10-17, String and ARN operators). */
  readonly variables: boolean;
}

/** `${key}` or `${key, 'text'}`: no space but after the comma, no other quotes, no wildcard in the key. */
const VARIABLE = /\$\{([^{}'"$,*?\s]+)(?:,\s*'([^'{}]*)')?\}/y;

/** What may be more than itself; everything else is taken run by run. */
const SPECIAL = /[*?$]/g;

/**
 * Reads a condition value. Neighbouring literals are joined, so that equal values have equal tokens. Linear time.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function parsePattern(value: string, syntax: PatternSyntax): readonly PatternToken[] {
  if (value !== '' && nextSpecial(value, 0) === value.length) return [{ kind: 'literal', text: value }];
  const tokens: PatternToken[] = [];
  let literal = '';
  const flush = (): void => {
    if (literal !== '') tokens.push({ kind: 'literal', text: literal });
    literal = '';
  };
  for (let i = 0; i < value.length;) {
    const c = value.charAt(i);
    if (syntax.wildcards && (c === '*' || c === '?')) {
      flush();
      tokens.push({ kind: c === '*' ? 'any' : 'one' });
      i += 1;
    } else if (syntax.variables && c === '$' && value.charAt(i + 1) === '{') {
      const escape = /^\$\{([*?$])\}/.exec(value.slice(i, i + 4))?.[1];
      if (escape !== undefined) {
        literal += escape;
        i += 4;
        continue;
      }
      flush();
      VARIABLE.lastIndex = i;
      const match = VARIABLE.exec(value);
      if (match === null) {
        tokens.push({ kind: 'malformed', text: value.slice(i) });
        return tokens;
      }
      const [whole, key = '', fallback] = match;
      const variable = { kind: 'variable', key: key.toLowerCase() } as const;
      tokens.push(fallback === undefined ? variable : { ...variable, fallback });
      i += whole.length;
    } else {
      const end = nextSpecial(value, i + 1);
      literal += value.slice(i, end);
      i = end;
    }
  }
  flush();
  return tokens;
}

/** The next place at or behind another one that may be more than itself; the end where there is none. */
function nextSpecial(value: string, from: number): number {
  SPECIAL.lastIndex = from;
  return SPECIAL.exec(value)?.index ?? value.length;
}

/** Writes text that must be matched exactly: `$` becomes `${$}`, so that no ref name is read as a variable. */
export function escapeLiteral(text: string): string {
  return text.replaceAll('$', '${$}');
}

/** Writes a pattern whose only wildcard is `*`, such as `release/*`: `$` and `?` are taken literally. */
export function escapePattern(text: string): string {
  return text.replace(/[$?]/g, (c) => `\${${c}}`);
}

/** Whether the value has a wildcard or a variable, so that more than one text can match it. */
export function isLiteral(tokens: readonly PatternToken[]): boolean {
  return tokens.every((token) => token.kind === 'literal');
}

/** Joins the tokens of a literal value. */
export function literalText(tokens: readonly PatternToken[]): string {
  return tokens.map((token) => (token.kind === 'literal' ? token.text : '')).join('');
}

/** What a request has for a policy variable: `undefined` when it lacks the key, a list when the key is multivalued. */
export type VariableLookup = (key: string) => string | readonly string[] | undefined;

/**
 * Puts a request's values in place of the variables; what is put in is literal, never a wildcard. A multivalued key has no value
 * to put in, and its presence keeps the fallback out too.
 * @returns `undefined` when a variable has neither value nor fallback: then the policy value matches nothing
 */
export function substitute(
  tokens: readonly PatternToken[],
  lookup: VariableLookup,
): readonly PatternToken[] | undefined {
  const out: PatternToken[] = [];
  for (const token of tokens) {
    if (token.kind !== 'variable') {
      out.push(token);
      continue;
    }
    const text = lookup(token.key) ?? token.fallback;
    if (typeof text !== 'string') return undefined;
    out.push({ kind: 'literal', text });
  }
  return out;
}
