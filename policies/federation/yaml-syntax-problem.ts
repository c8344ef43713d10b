import type { YAMLError } from 'yaml';
import type { Position, Problem } from '../errors';
import { quote } from '../errors';

/** What to do about the mistakes that people make most; everything else speaks for itself. */
const FIXES: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  TAB_AS_INDENT: 'indent with spaces',
  BAD_INDENT: 'align the line with the one it belongs to, and close every bracket and brace',
  MISSING_CHAR: 'close every quote, bracket and brace',
  UNEXPECTED_TOKEN: 'quote texts that hold `*`, `&`, `: `, ` #`, brackets or braces',
  BAD_ALIAS: 'quote a string that begins with `*` or `&`',
  BAD_SCALAR_START: 'quote a string that begins with `@`, a backtick or `%`',
  BLOCK_AS_IMPLICIT_KEY: 'put nested keys on lines of their own, or quote a string that holds `: `',
  MULTILINE_IMPLICIT_KEY: 'close the quote, or end the key with `:` on its line',
  TAG_RESOLVE_FAILED: 'remove the tag',
};

/** The first syntax error of a file; the ones after it are mostly its consequences. */
export function yamlSyntaxProblem(error: YAMLError, text: string, position: Position): Problem {
  const line = text.split('\n', position.line)[position.line - 1] ?? '';
  const got = line.trim();
  return {
    code: 'ERR_YAML',
    message: `not YAML: ${error.code === 'BAD_ALIAS' ? '`*` and `&` begin an alias or an anchor' : sentence(error.message)}`,
    position,
    got: got === '' ? undefined : quote(got),
    fix: FIXES[error.code],
  };
}

/** The library's own words in the style of ours: lower case, one line, no final period. */
function sentence(message: string): string {
  const [first = ''] = message.split('\n');
  const bare = first.replace(/ at line \d+, column \d+:?$/, '').replace(/[.:]+$/, '');
  return bare.slice(0, 200).replace(/^[A-Z](?![A-Z])/, (letter) => letter.toLowerCase());
}
