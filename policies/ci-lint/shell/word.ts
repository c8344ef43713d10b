/** A part of a word of a shell command. */
export type WordPart =
  | { readonly kind: 'text'; readonly text: string }
  /** `fallback`: of `${NAME:-fallback}`. */
  | { readonly kind: 'variable'; readonly name: string; readonly fallback?: string }
  /** A command substitution, or an expansion that is not followed. */
  | { readonly kind: 'unknown'; readonly text: string };

/** A word of a command, quotes removed. */
export interface Word {
  readonly parts: readonly WordPart[];
  /** Of its first character in the text of the script. */
  readonly offset: number;
}

/** The text of a word that has nothing but text. */
export function literalOf({ parts }: Word): string | undefined {
  return parts.every((part) => part.kind === 'text') ? parts.map(({ text }) => text).join('') : undefined;
}

/** Names of the variables in a word, each once. */
export function variablesOf({ parts }: Word): readonly string[] {
  return [...new Set(parts.flatMap((part) => (part.kind === 'variable' ? [part.name] : [])))];
}

/** The variable that is the whole word. */
export function variableOf({ parts }: Word): string | undefined {
  const [first] = parts;
  return parts.length === 1 && first?.kind === 'variable' ? first.name : undefined;
}

/** The word as it would be written again, for messages. */
export function showWord({ parts }: Word): string {
  return parts.map((part) => (part.kind === 'variable' ? `$${part.name}` : part.text)).join('');
}

/** The rest of a word after some characters of its leading text. */
export function dropText(word: Word, count: number): Word {
  const [first, ...rest] = word.parts;
  if (first?.kind !== 'text') return word;
  const text = first.text.slice(count);
  return { parts: text === '' ? rest : [{ kind: 'text', text }, ...rest], offset: word.offset + count };
}

/** The leading text of a word. */
export function headOf({ parts: [first] }: Word): string {
  return first?.kind === 'text' ? first.text : '';
}
