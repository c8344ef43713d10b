import type { TemplateToken } from './template-tree';

/** Applies the `~` marks: white space next to them goes, within its line. */
export function trimmed(tokens: readonly TemplateToken[]): readonly TemplateToken[] {
  return tokens.map((token, index) => {
    if (token.kind !== 'text') return token;
    const [before, after] = [tokens[index - 1], tokens[index + 1]];
    let { text } = token;
    if (before !== undefined && before.kind !== 'text' && before.trimAfter) text = text.trimStart();
    if (after !== undefined && after.kind !== 'text' && after.trimBefore) text = text.trimEnd();
    return { kind: 'text', text };
  });
}

/**
 * Takes the common indentation from the lines of a `<<-` heredoc, whose texts end with their line. Blank lines do not count, and a line
 * that starts with `${` has none.
 * @see https://developer.hashicorp.com/terraform/language/expressions/strings#indented-heredocs
 */
export function flushed(tokens: readonly TemplateToken[]): readonly TemplateToken[] {
  const starts = tokens.filter((_, index) => {
    const before = tokens[index - 1];
    return before === undefined || (before.kind === 'text' && before.text.endsWith('\n'));
  });
  const indent = starts.map(indentation).reduce((least, next) => Math.min(least, next), Infinity);
  return tokens.map((token) =>
    token.kind === 'text' && starts.includes(token) && Number.isFinite(indentation(token))
      ? { kind: 'text', text: token.text.slice(indent) }
      : token,
  );
}

function indentation(token: TemplateToken): number {
  if (token.kind !== 'text') return 0;
  const blank = token.text.trim() === '' && token.text.endsWith('\n');
  return blank ? Infinity : token.text.length - token.text.trimStart().length;
}
