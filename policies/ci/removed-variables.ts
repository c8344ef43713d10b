import { Lexer } from 'yaml';
import type { Position } from '../errors';

/** A predefined variable that GitLab no longer has. */
export type RemovedVariableName = 'CI_JOB_JWT' | 'CI_JOB_JWT_V1' | 'CI_JOB_JWT_V2';

/** A place in a CI file that uses such a variable. */
export interface RemovedVariable {
  readonly name: RemovedVariableName;
  readonly position: Position;
  /** Lower case, user text in backticks, no full stop. */
  readonly message: string;
  readonly fix: string;
}

const NAME = /(?<![A-Za-z0-9_])CI_JOB_JWT(?:_V[12])?(?![A-Za-z0-9_])/g;

/**
 * Finds the tokens that GitLab removed in 17.0: where they stand the text is empty now, and STS answers with an error. Comments of the
 * YAML do not count. Linear in the text, which need not be valid YAML.
 * @param file what the user calls the text
 * @see https://docs.gitlab.com/update/deprecations/#old-versions-of-json-web-tokens-are-deprecated
 */
export function findRemovedVariables(text: string, file?: string): readonly RemovedVariable[] {
  const lineStarts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  return [...withoutComments(text).matchAll(NAME)].map(({ 0: name, index }) => ({
    name: name as RemovedVariableName,
    position: positionAt(index, lineStarts, file),
    message: `\`${name}\` was removed in GitLab 17.0 and is empty`,
    fix: 'give the job `id_tokens: { AWS_TOKEN: { aud: sts.amazonaws.com } }`, with the audience that the provider in AWS has, and use `$AWS_TOKEN`',
  }));
}

/** Marks of the lexer that stand for no text: document start, flow error, scalar. */
const MARKS: readonly string[] = ['\u0002', '\u0018', '\u001f'];

/** The text with every YAML comment blanked, its length unchanged. */
function withoutComments(text: string): string {
  let result = '';
  let scalarFollows = false;
  for (const lexeme of new Lexer().lex(text)) {
    if (MARKS.includes(lexeme)) {
      scalarFollows = lexeme === '\u001f';
      continue;
    }
    const isComment = !scalarFollows && lexeme.startsWith('#');
    result += isComment ? ' '.repeat(lexeme.length) : lexeme;
    scalarFollows = false;
  }
  return result;
}

function positionAt(offset: number, lineStarts: readonly number[], file: string | undefined): Position {
  let line = 0;
  while (line + 1 < lineStarts.length && (lineStarts[line + 1] as number) <= offset) line += 1;
  const place = { line: line + 1, column: offset - (lineStarts[line] as number) + 1 };
  return file === undefined ? place : { file, ...place };
}
