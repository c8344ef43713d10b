const WIDE =
  /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Emoji_Presentation}|[\uff01-\uff60\uffe0-\uffe6\u3000-\u303e]/u;
const ZERO = /\p{Mn}|\p{Me}/u;
/** Every one of them takes one column. */
const LATIN = /^[\u0020-\u007e\u00a0-\u00ff]*$/;

/** Columns that a text takes on a terminal; the text has no control characters. */
export function displayWidth(text: string): number {
  if (LATIN.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += widthOf(character);
  return width;
}

/** Fills with spaces up to a width. */
export function padTo(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

/** Cuts to a width: the middle goes, because the ends of refs and paths are what tells them apart. */
export function cutTo(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  const characters = [...text];
  const tail = Math.floor((width - 1) / 3);
  return `${take(characters, width - 1 - tail).join('')}…${take(characters.toReversed(), tail).toReversed().join('')}`;
}

/** Breaks into lines of at most a width, at spaces; a word that is longer is broken. */
export function wrapTo(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const word of text.split(' ').flatMap((part) => pieces(part, width))) {
    const more = displayWidth(word);
    if (line !== '' && used + 1 + more > width) {
      lines.push(line);
      line = word;
      used = more;
    } else {
      used += line === '' ? more : 1 + more;
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

function pieces(word: string, width: number): readonly string[] {
  if (displayWidth(word) <= width) return [word];
  const found: string[] = [];
  let rest = [...word];
  while (rest.length > 0) {
    const head = take(rest, width);
    found.push(head.join(''));
    rest = rest.slice(Math.max(1, head.length));
  }
  return found;
}

function take(characters: readonly string[], width: number): readonly string[] {
  let used = 0;
  let count = 0;
  for (const character of characters) {
    used += widthOf(character);
    if (used > width) break;
    count += 1;
  }
  return characters.slice(0, count);
}

function widthOf(character: string): number {
  if (ZERO.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}
