/** A member whose name its object has already. */
export interface MemberTwice {
  readonly name: string;
  readonly offset: number;
}

/**
 * The first member of a JSON text that its object already has, by the decoded name. Linear, without recursion.
 * @param text valid JSON
 */
export function memberTwice(text: string): MemberTwice | undefined {
  // the names of every open object; a list has none
  const open: (Set<string> | undefined)[] = [];
  let names: Set<string> | undefined;
  let expectsName = false;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case 0x22: {
        const end = stringEnd(text, at);
        if (expectsName && names !== undefined) {
          const raw = text.slice(at + 1, end);
          const name = raw.includes('\\') ? (JSON.parse(`"${raw}"`) as string) : raw;
          if (names.has(name)) return { name, offset: at };
          names.add(name);
          expectsName = false;
        }
        at = end;
        break;
      }
      case 0x7b: // {
        open.push((names = new Set()));
        expectsName = true;
        break;
      case 0x5b: // [
        open.push((names = undefined));
        expectsName = false;
        break;
      case 0x7d: // }
      case 0x5d: // ]
        open.pop();
        names = open.at(-1);
        expectsName = false;
        break;
      case 0x2c: // ,
        expectsName = names !== undefined;
    }
  }
  return undefined;
}

/** The offset of the quote that closes the string that opens at `start`. */
function stringEnd(text: string, start: number): number {
  let at = start + 1;
  for (; at < text.length && text.charCodeAt(at) !== 0x22; at += 1) {
    if (text.charCodeAt(at) === 0x5c) at += 1;
  }
  return at;
}
