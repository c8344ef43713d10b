import { escapePointer, type Condition, type PatternSyntax, type PatternToken } from '../trust/index';
import { operator, parsePattern } from '../trust/index';
import type { Change } from './fix';

/** A condition of the statement that comes closest, as its values are read. */
export interface FailedCondition {
  readonly condition: Condition;
  readonly syntax: PatternSyntax;
}

/** How the values of a condition are read. */
export function syntaxOf({ form }: Condition, version: '2012-10-17' | '2008-10-17'): PatternSyntax {
  const row = form === undefined ? undefined : operator(form.base);
  return {
    wildcards: row?.wildcards ?? false,
    variables: (row?.variables ?? false) && version === '2012-10-17',
  };
}

/** Another value in place of one of a condition. */
export function replaceValue({ pointer, values }: Condition, old: string, value: string): readonly Change[] {
  if (values.length === 1) return [{ place: 'trust_policy', op: 'set', at: pointer, value }];
  return [{ place: 'trust_policy', op: 'remove', at: pointer, value: old }, addValue({ pointer }, value)];
}

/** One more value for a condition. */
export function addValue({ pointer }: Pick<Condition, 'pointer'>, value: string): Change {
  return { place: 'trust_policy', op: 'add', at: pointer, value };
}

/** The condition under another operator or another key, with values of its own. */
export function moveCondition(
  condition: Condition,
  to: { readonly operator?: string; readonly key?: string; readonly values?: readonly string[] },
): readonly Change[] {
  const { operator: name = condition.operator, key = condition.key, values = condition.values } = to;
  const [only] = values;
  return [
    removeCondition(condition),
    {
      place: 'trust_policy',
      op: 'set',
      at: `${conditionsOf(condition)}/${escapePointer(name)}/${escapePointer(key)}`,
      value: values.length === 1 ? (only as string) : values,
    },
  ];
}

/** The statement without the condition. */
export function removeCondition({ pointer }: Condition): Change {
  return { place: 'trust_policy', op: 'remove', at: pointer };
}

/** Pointer to the `Condition` element that a condition is in. */
function conditionsOf({ pointer }: Condition): string {
  return pointer.split('/').slice(0, -2).join('/');
}

/** Text as a value that matches it exactly. */
export function literalValue(text: string, { wildcards, variables }: PatternSyntax): string {
  if (!variables) return text;
  return text.replace(wildcards ? /[$*?]/g : /\$/g, (c) => `\${${c}}`);
}

/** Tokens of a pattern as a value again. */
export function patternValue(tokens: readonly PatternToken[], syntax: PatternSyntax): string {
  return tokens
    .map((token) => {
      switch (token.kind) {
        case 'literal':
          return literalValue(token.text, syntax);
        case 'any':
          return '*';
        case 'one':
          return '?';
        case 'variable':
          return `\${${token.key}${token.fallback === undefined ? '' : `, '${token.fallback}'`}}`;
        case 'malformed':
          return token.text;
      }
    })
    .join('');
}

/** A value that is read exactly, as one of a `StringLike` that matches the same; its wildcards count from now on. */
export function asLikeValue(value: string, version: '2012-10-17' | '2008-10-17'): string {
  const tokens = parsePattern(value, { wildcards: true, variables: version === '2012-10-17' });
  return patternValue(tokens, { wildcards: true, variables: version === '2012-10-17' });
}
