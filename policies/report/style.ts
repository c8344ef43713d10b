/** How a text report may look: how wide, and whether colours are wanted. */
export interface TextStyle {
  /** Columns of the terminal; at least 40 are assumed. */
  readonly columns: number;
  readonly colors: boolean;
}

export type Color = 'red' | 'green' | 'yellow' | 'blue' | 'dim' | 'bold';

const CODES: Readonly<Record<Color, readonly [on: number, off: number]>> = {
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  dim: [2, 22],
  bold: [1, 22],
};

/** The text in a colour, or as it is when colours are not wanted. */
export function paint(text: string, color: Color, { colors }: TextStyle): string {
  const [on, off] = CODES[color];
  return colors && text !== '' ? `\u001b[${on}m${text}\u001b[${off}m` : text;
}
