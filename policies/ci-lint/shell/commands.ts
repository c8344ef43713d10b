import type { Word, WordPart } from './word';

/** One simple command: its words, and the files that its output goes to. */
export interface ShellCommand {
  readonly words: readonly Word[];
  /** Targets of `>` and `>>`. */
  readonly outputs: readonly Word[];
  /** The here-documents that it reads, without the last line break; of one whose mark is quoted nothing is expanded. */
  readonly documents: readonly Word[];
  /** Whether its output goes to another command or is captured by `$( )`. */
  readonly piped: boolean;
}

const NAME = /[A-Za-z_]\w*/y;

/**
 * The simple commands of a script, those of command substitutions too: quotes, `\`, comments, here-documents,
 * pipes and redirections. A reader for what lint rules look at, not a shell: control words are words like others.
 *
 * Linear in the text but for nested substitutions, which are read once a level.
 * @see https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html
 */
export function shellCommands(text: string): readonly ShellCommand[] {
  const reader = new ShellReader(text);
  reader.readAll(false);
  return reader.commands;
}

const MAX_DEPTH = 20;

/** A here-document before its text is read. */
interface Announced {
  readonly mark: string;
  readonly quoted: boolean;
  /** Of the command that reads it. */
  readonly documents: Word[];
}

class ShellReader {
  readonly commands: ShellCommand[] = [];
  #at = 0;
  #words: Word[] = [];
  #outputs: Word[] = [];
  #documents: Word[] = [];
  /** Here-documents whose text follows the line. */
  #announced: Announced[] = [];
  #redirect = false;

  constructor(
    private readonly text: string,
    private readonly base = 0,
    private readonly depth = 0,
  ) {}

  readAll(captured: boolean): void {
    const { text } = this;
    while (this.#at < text.length) {
      const character = text[this.#at] as string;
      if (character === '\\' && text[this.#at + 1] === '\n') this.#at += 2;
      else if (character === ' ' || character === '\t' || character === '\r') this.#at += 1;
      else if (character === '#') this.skipTo('\n');
      else if (text.startsWith('<<', this.#at) && !text.startsWith('<<<', this.#at)) this.announce();
      else if (character === '\n' && this.#announced.length > 0) this.hereDocuments(captured);
      else if ('\n;&|(){}'.includes(character) && !this.isFileDescriptor()) {
        this.end(captured || (character === '|' && text[this.#at + 1] !== '|'));
        this.#at += 1;
      } else if (character === '>' || (/\d/.test(character) && text[this.#at + 1] === '>'))
        this.redirection();
      else if (character === '<') this.#at += 1;
      else this.word();
    }
    this.end(captured);
  }

  /** `>&2`, and the `&` of `2>&1`: no end of a command. */
  private isFileDescriptor(): boolean {
    return this.text[this.#at] === '&' && this.text[this.#at - 1] === '>';
  }

  private redirection(): void {
    const isErrors = this.text[this.#at] === '2';
    this.#at += this.text[this.#at] === '>' ? 1 : 2;
    if (this.text[this.#at] === '>') this.#at += 1;
    if (this.text[this.#at] === '&') {
      this.#at += 1;
      while (/[\d-]/.test(this.text[this.#at] ?? '')) this.#at += 1;
      return;
    }
    this.#redirect = !isErrors;
  }

  private word(): void {
    const start = this.#at;
    const parts = this.parts((character) => ' \t\r\n;&|()<>'.includes(character));
    if (this.#at === start) this.#at += 1;
    const word = { parts, offset: this.base + start };
    if (this.#redirect) this.#outputs.push(word);
    else this.#words.push(word);
    this.#redirect = false;
  }

  private parts(isEnd: (character: string) => boolean): readonly WordPart[] {
    const parts: WordPart[] = [];
    let literal = '';
    const flush = (): void => {
      if (literal !== '') parts.push({ kind: 'text', text: literal });
      literal = '';
    };
    let inDouble = false;
    while (this.#at < this.text.length) {
      const character = this.text[this.#at] as string;
      if (!inDouble && isEnd(character)) break;
      if (character === '"') {
        inDouble = !inDouble;
        this.#at += 1;
      } else if (character === "'" && !inDouble) {
        const end = this.text.indexOf("'", this.#at + 1);
        const stop = end < 0 ? this.text.length : end;
        literal += this.text.slice(this.#at + 1, stop);
        this.#at = stop + 1;
      } else if (character === '\\') {
        const next = this.text[this.#at + 1] ?? '';
        if (next !== '\n') literal += inDouble && !'$`"\\'.includes(next) ? `\\${next}` : next;
        this.#at += 2;
      } else if (character === '$' || character === '`') {
        const part = this.expansion();
        if (part.kind === 'text') literal += part.text;
        else {
          flush();
          parts.push(part);
        }
      } else {
        literal += character;
        this.#at += 1;
      }
    }
    flush();
    return parts;
  }

  /** `$NAME`, `${NAME…}`, `$( )` and backticks. */
  private expansion(): WordPart {
    const start = this.#at;
    const { text } = this;
    if (text[start] === '`') {
      const end = text.indexOf('`', start + 1);
      return this.substitution(start + 1, end < 0 ? text.length : end, 1);
    }
    if (text[start + 1] === '(') return this.substitution(start + 2, this.closing(start + 2), 1);
    NAME.lastIndex = start + (text[start + 1] === '{' ? 2 : 1);
    const name = NAME.exec(text)?.[0];
    if (text[start + 1] !== '{') {
      this.#at = start + 1 + (name?.length ?? 0);
      return name === undefined ? { kind: 'text', text: '$' } : { kind: 'variable', name };
    }
    const close = text.indexOf('}', start);
    this.#at = close < 0 ? text.length : close + 1;
    const whole = text.slice(start, this.#at);
    if (name !== undefined && whole === `\${${name}}`) return { kind: 'variable', name };
    const fallback = /^\$\{\w+:?-([\w./:=+@-]*)\}$/.exec(whole)?.[1];
    return name === undefined || fallback === undefined
      ? { kind: 'unknown', text: whole }
      : { kind: 'variable', name, fallback };
  }

  private substitution(from: number, to: number, closers: number): WordPart {
    const inner = this.text.slice(from, to);
    this.#at = to + closers;
    if (this.depth < MAX_DEPTH) {
      const reader = new ShellReader(inner, this.base + from, this.depth + 1);
      reader.readAll(true);
      this.commands.push(...reader.commands);
    }
    return { kind: 'unknown', text: '$(…)' };
  }

  /** Where the bracket that was opened before `from` is closed; quotes hide brackets. */
  private closing(from: number): number {
    let open = 1;
    let quote: string | undefined;
    for (let at = from; at < this.text.length; at += 1) {
      const character = this.text[at] as string;
      if (character === '\\') at += 1;
      else if (quote !== undefined) quote = character === quote ? undefined : quote;
      else if (character === '"' || character === "'") quote = character;
      else if (character === '(') open += 1;
      else if (character === ')' && (open -= 1) === 0) return at;
    }
    return this.text.length;
  }

  private skipTo(character: string): void {
    const end = this.text.indexOf(character, this.#at);
    this.#at = end < 0 ? this.text.length : end;
  }

  /** `<<EOF`: the rest of the line goes on, the text follows it. */
  private announce(): void {
    const match = /<<-?\s*(["']?)([A-Za-z_]\w*)\1/y;
    match.lastIndex = this.#at;
    const [whole = '<<', quotes = '', mark] = match.exec(this.text) ?? [];
    this.#at += whole.length;
    if (mark !== undefined) this.#announced.push({ mark, quoted: quotes !== '', documents: this.#documents });
  }

  /** The texts of the here-documents of a line go to their commands; their lines are no commands. */
  private hereDocuments(captured: boolean): void {
    this.end(captured);
    for (const { mark, quoted, documents } of this.#announced) {
      const rest = this.text.slice(this.#at);
      const end = new RegExp(`\\n\\s*${mark}\\s*(?=\\n|$)`).exec(rest);
      const body = rest.slice(1, end?.index);
      documents.push(this.document(body, this.#at + 1, quoted));
      this.#at = end === null ? this.text.length : this.#at + end.index + end[0].length;
    }
    this.#announced = [];
  }

  private document(body: string, from: number, quoted: boolean): Word {
    const offset = this.base + from;
    if (quoted) return { parts: [{ kind: 'text', text: body }], offset };
    const reader = new ShellReader(body, offset, this.depth);
    const parts = reader.expanded();
    this.commands.push(...reader.commands);
    return { parts, offset };
  }

  /** The whole text as that of a here-document: quotes are characters like others. */
  private expanded(): readonly WordPart[] {
    const parts: WordPart[] = [];
    while (this.#at < this.text.length) {
      const special = /[$`\\]/g;
      special.lastIndex = this.#at;
      const plain = this.text.slice(this.#at, special.exec(this.text)?.index);
      if (plain !== '') parts.push({ kind: 'text', text: plain });
      this.#at += plain.length;
      const character = this.text[this.#at];
      if (character === '\\') this.#at += 2;
      else if (character !== undefined) parts.push(this.expansion());
    }
    return parts;
  }

  private end(piped: boolean): void {
    if (this.#words.length > 0 || this.#outputs.length > 0)
      this.commands.push({ words: this.#words, outputs: this.#outputs, documents: this.#documents, piped });
    this.#words = [];
    this.#outputs = [];
    this.#documents = [];
    this.#redirect = false;
  }
}
