import { pieceText, readSubjectPattern, type PatternPart, type SubjectPattern } from '../advice/index';
import { quote } from '../errors';
import { isSubClaimComponent } from '../gitlab/index';
import { phrases } from './phrases';

/** What a value demands beyond the ref: components with their values, and whether others may follow. */
interface Rest {
  readonly parts: readonly PatternPart[];
  readonly open: boolean;
}

type Piece = PatternPart['value'];

const NO_MORE: Rest = { parts: [], open: false };

/**
 * The values of a condition on `sub`, in plain words, those of one ref together. A value that is not a list of known components is shown as
 * it is written, so that the words never say more, or less, than it.
 */
export function subjectsInWords(values: readonly string[], wildcards: boolean): string {
  const refs = new Map<string, Rest[]>();
  for (const value of values) {
    const { ref, rest } = read(value, wildcards);
    const same = refs.get(ref);
    if (same === undefined) refs.set(ref, [rest]);
    else same.push(rest);
  }
  return phrases([...refs].map(([ref, rests]) => `${ref}${restsInWords(rests)}`));
}

function read(value: string, wildcards: boolean): { readonly ref: string; readonly rest: Rest } {
  const star = wildcards && /[*?]/.test(value) ? ' (`*` stands for any text)' : '';
  const asWritten = { ref: `the subject ${quote(value)}${star}`, rest: NO_MORE };
  // an escape or a variable: what stands there is not what it means
  if (value.includes('${')) return asWritten;
  const closed = components(value, wildcards);
  const open = closed === undefined && wildcards && value.endsWith(':*');
  const parts = closed ?? (open ? components(value.slice(0, -2), wildcards) : undefined);
  if (parts === undefined) return asWritten;
  const { project_path: path, ref_type: type, ref, ref_protected: isProtected } = parts;
  if (path === undefined || ref === undefined || type === undefined) return asWritten;
  if (hasWildcard(type) && !isAny(type)) return asWritten;
  const adjective = isProtected === undefined ? '' : PROTECTION[pieceText(isProtected)];
  const said = ['project_path', 'ref_type', 'ref', ...(adjective === undefined ? [] : ['ref_protected'])];
  const kind = `${adjective ?? ''}${isAny(type) ? 'branch or tag' : pieceText(type)}`;
  return {
    ref: refInWords(kind, ref, path),
    rest: {
      parts: Object.entries(parts).flatMap(([name, demanded]) =>
        said.includes(name) ? [] : [{ name, value: demanded }],
      ),
      open,
    },
  };
}

const PROTECTION: Readonly<Record<string, string>> = { true: 'protected ', false: 'unprotected ' };

/** What a value demands of each component; `undefined` where it is not a list of components that GitLab has, each once. */
function components(value: string, wildcards: boolean): Readonly<Record<string, Piece>> | undefined {
  const { parts, whole }: SubjectPattern = readSubjectPattern(value, { wildcards, variables: false });
  const found = Object.fromEntries(parts.map((part) => [part.name, part.value]));
  const known = parts.every(({ name }) => isSubClaimComponent(name));
  return whole && known && Object.keys(found).length === parts.length ? found : undefined;
}

function refInWords(kind: string, ref: Piece, path: Piece): string {
  const where = isAny(path)
    ? 'any project'
    : `${hasWildcard(path) ? 'every project like ' : ''}${quote(pieceText(path))}`;
  if (isAny(ref)) return `every ${kind} of ${where}`;
  return `${hasWildcard(ref) ? 'every' : 'the'} ${kind} ${hasWildcard(ref) ? 'like ' : ''}${quote(pieceText(ref))} of ${where}`;
}

/** What the values of one ref demand of it beside. */
function restsInWords(rests: readonly Rest[]): string {
  const bare = rests.some(({ parts, open }) => parts.length === 0 && !open);
  const others = rests.filter(({ parts, open }) => parts.length > 0 || open);
  const [first, ...more] = others;
  if (first === undefined) return '';
  const without = bare ? ' or without' : '';
  if (more.length === 0) {
    const demanded = first.parts.map(({ name, value }) => `${quote(name)} ${quote(pieceText(value))}`);
    return ` with${without} ${[...demanded, ...(first.open ? ['further components'] : [])].join(' and ')}`;
  }
  const names = [...new Set(others.flatMap(({ parts }) => parts.map(({ name }) => name)))].map(quote);
  const further = others.some(({ open }) => open) ? [...names, 'further components'] : names;
  return ` with${without} one of ${others.length} combinations of ${further.join(', ')}`;
}

const isAny = (piece: Piece): boolean => piece.length === 1 && piece[0]?.kind === 'any';

const hasWildcard = (piece: Piece): boolean => piece.some(({ kind }) => kind !== 'literal');
