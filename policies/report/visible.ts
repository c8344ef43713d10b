/**
 * Controls, format characters (bidirectional overrides, zero-width and tag characters, soft hyphens), private use, lone surrogates,
 * line separators, noncharacters, and every space but the ordinary one: what a reader cannot see, or what changes how the rest is read.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\ufffe\uffff]|[^\P{Zs} ]/gu;

/**
 * The text with everything invisible written as `\u202e`, so that no name can forge a line, a colour or another name.
 * @see https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing
 */
export function visible(text: string): string {
  return text.replace(INVISIBLE, escaped);
}

/** The same for a text of lines: line breaks and tabs stay. */
export function visibleText(text: string): string {
  return text.replace(INVISIBLE, (found) => (found === '\n' || found === '\t' ? found : escaped(found)));
}

/** The same for JSON text: the escapes keep the value. */
export function visibleJson(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, undefined, indent);
  // a line of a batch is ASCII as a rule, and one look is a fraction of what a replacement costs
  if (!BEYOND_ASCII.test(text)) return text;
  return text.replace(INVISIBLE, (found) => (found === '\n' ? found : escaped(found)));
}

/** What `JSON.stringify` leaves as it is and is no printable ASCII, nor a line break of an indented text. */
const BEYOND_ASCII = /[^\n -~]/;

function escaped(found: string): string {
  return [...Array(found.length).keys()]
    .map((i) => `\\u${found.charCodeAt(i).toString(16).padStart(4, '0')}`)
    .join('');
}
