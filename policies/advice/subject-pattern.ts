import { CLAIMS, isSubClaimComponent, type ClaimRow, type ComponentValues } from '../gitlab/index';
import { compileGlob, parsePattern, type PatternSyntax, type PatternToken } from '../trust/index';

/** A component that a value for `sub` demands. */
export interface PatternPart {
  readonly name: string;
  readonly value: readonly PatternToken[];
}

/** A value for `sub`, by the grammar of subjects: names and values alternate, as far as it can be told. */
export interface SubjectPattern {
  readonly parts: readonly PatternPart[];
  /** Whether the parts are all of it; not so where a wildcard stands for a name, or where a name has no value. */
  readonly whole: boolean;
  /** Ignoring case. */
  readonly anyCase: boolean;
}

/** Takes a value of a condition on `sub` apart. Linear in its length. */
export function readSubjectPattern(value: string, syntax: PatternSyntax, anyCase = false): SubjectPattern {
  const pieces = piecesOf(parsePattern(value, syntax));
  const parts: PatternPart[] = [];
  for (let i = 0; i < pieces.length; i += 2) {
    const name = pieces[i] as readonly PatternToken[];
    const part = pieces[i + 1];
    const [only] = name;
    if (part === undefined || name.length !== 1 || only?.kind !== 'literal')
      return { parts, whole: false, anyCase };
    parts.push({ name: only.text, value: part });
  }
  return { parts, whole: parts.length > 0, anyCase };
}

/** What stands between the colons of a pattern. */
function piecesOf(tokens: readonly PatternToken[]): readonly (readonly PatternToken[])[] {
  const pieces: PatternToken[][] = [[]];
  for (const token of tokens) {
    if (token.kind !== 'literal') {
      pieces.at(-1)?.push(token);
      continue;
    }
    for (const [i, text] of token.text.split(':').entries()) {
      if (i > 0) pieces.push([]);
      if (text !== '') pieces.at(-1)?.push({ kind: 'literal', text });
    }
  }
  return pieces;
}

/** Whether a piece of a pattern matches a text. A variable matches nothing that is known here. */
export function pieceMatches(piece: readonly PatternToken[], text: string, anyCase: boolean): boolean {
  if (piece.some(({ kind }) => kind === 'variable' || kind === 'malformed')) return false;
  if (!anyCase) return compileGlob(piece)(text);
  const lower = piece.map((token) =>
    token.kind === 'literal' ? { ...token, text: token.text.toLowerCase() } : token,
  );
  return compileGlob(lower)(text.toLowerCase());
}

/** The text of a piece without wildcards. */
export function literalPiece(piece: readonly PatternToken[]): string | undefined {
  if (piece.length === 0) return '';
  const [only] = piece;
  return piece.length === 1 && only?.kind === 'literal' ? only.text : undefined;
}

/** A piece as it reads, for a message. */
export function pieceText(piece: readonly PatternToken[]): string {
  return piece
    .map((token) => {
      switch (token.kind) {
        case 'any':
          return '*';
        case 'one':
          return '?';
        case 'variable':
          return `\${${token.key}${token.fallback === undefined ? '' : `, '${token.fallback}'`}}`;
        default:
          return token.text;
      }
    })
    .join('');
}

/** Whether the last part ends in `*`, so that it may stand for more components. */
export function isOpenEnded({ parts, whole }: SubjectPattern): boolean {
  return whole && parts.at(-1)?.value.at(-1)?.kind === 'any';
}

/** Whether a pattern is about projects to which the token does not belong. `case`: only upper and lower case differ. */
export function isAboutOtherProject(
  { parts, anyCase }: SubjectPattern,
  values: ComponentValues,
  host: string,
): 'yes' | 'case' | 'no' {
  let answer: 'yes' | 'case' | 'no' = 'no';
  for (const { name, value } of parts) {
    if (!isSubClaimComponent(name)) continue;
    const { project }: ClaimRow = CLAIMS[name];
    const mine = values[name];
    if (project === undefined || mine === undefined || pieceMatches(value, mine, anyCase)) continue;
    if (name === 'project_path' && writtenPath(value, host) === mine) continue;
    if (!pieceMatches(value, mine, true)) return 'yes';
    answer = 'case';
  }
  return answer;
}

/**
 * A project path that no project has, as it was meant: with slashes around it, with the host in front, or as the address of the repository.
 * @param host of the issuer
 * @see https://docs.gitlab.com/user/reserved_names/
 */
export function writtenPath(value: readonly PatternToken[], host: string): string | undefined {
  const text = literalPiece(value);
  const meant = text?.replace(/^\/+|\/+$/g, '').replace(/\.git$/, '');
  return meant?.startsWith(`${host}/`) === true ? meant.slice(host.length + 1) : meant;
}
