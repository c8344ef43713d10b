import { parseArn } from '../../arn';
import { compileGlob } from '../glob';
import { literalText, parsePattern, substitute, type PatternSyntax, type PatternToken } from '../pattern';
import type { CompiledValues } from './compiled-values';

/**
 * `ArnEquals` and `ArnLike` (the same), `ArnNotEquals` and `ArnNotLike` (the same): six parts, each matched for itself.
 * A request value that is not an ARN never matches, not even negated. When a variable turns a policy value into something that is no
 * ARN, what AWS makes of it depends on the effect and on the order of the list: cannot tell.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export function compileArn(
  values: readonly string[],
  syntax: PatternSyntax,
  negated: boolean,
): CompiledValues {
  const patterns: (readonly PatternToken[])[] = [];
  for (const value of values) {
    const tokens = parsePattern(value, syntax);
    if (tokens.some((token) => token.kind === 'malformed')) {
      return { ok: false, reason: `\`${value}\` has a \`\${\` that is not a policy variable` };
    }
    const hasVariable = tokens.some((token) => token.kind === 'variable');
    if (!hasVariable && arnParts(tokens) === undefined)
      return { ok: false, reason: `\`${value}\` is not an ARN` };
    patterns.push(tokens);
  }
  return {
    ok: true,
    test: (value, lookup) => {
      const parts = splitArn(value);
      if (parts === undefined) return false;
      let matched = false;
      for (const tokens of patterns) {
        const closed = substitute(tokens, lookup);
        if (closed === undefined) continue;
        const globs = arnParts(closed);
        if (globs === undefined) return undefined;
        matched ||= globs.every((glob, i) => compileGlob(glob)(parts[i] as string));
      }
      return matched !== negated;
    },
  };
}

/** The six parts of a value, as {@link arnParts} has those of a pattern. */
function splitArn(text: string): readonly string[] | undefined {
  const arn = parseArn(text);
  return arn && ['arn', arn.partition, arn.service, arn.region, arn.account, arn.resource];
}

/** The six parts of an ARN pattern, each a glob of its own; `undefined` when the pattern is not an ARN. */
export function arnParts(tokens: readonly PatternToken[]): readonly (readonly PatternToken[])[] | undefined {
  const parts: PatternToken[][] = [[]];
  for (const token of tokens) {
    if (token.kind !== 'literal') {
      (parts[parts.length - 1] as PatternToken[]).push(token);
      continue;
    }
    let rest = token.text;
    while (parts.length < 6) {
      const colon = rest.indexOf(':');
      if (colon < 0) break;
      (parts[parts.length - 1] as PatternToken[]).push({ kind: 'literal', text: rest.slice(0, colon) });
      parts.push([]);
      rest = rest.slice(colon + 1);
    }
    (parts[parts.length - 1] as PatternToken[]).push({ kind: 'literal', text: rest });
  }
  const [head] = parts as [PatternToken[]];
  const isArn = head.every((token) => token.kind === 'literal') && literalText(head) === 'arn';
  return isArn && parts.length === 6 ? parts : undefined;
}
