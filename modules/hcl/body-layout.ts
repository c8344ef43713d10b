/** An argument: its name and the lines of its value, the first of which stands behind `=`. */
export interface Argument {
  readonly kind: 'argument';
  readonly name: string;
  readonly value: readonly string[];
}

/** A nested block: what stands before its brace, and what it holds. */
export interface Block {
  readonly kind: 'block';
  readonly header: string;
  readonly items: readonly (Argument | Block)[];
}

const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * The lines of a block as `terraform fmt` leaves them: two spaces a level, and `=` in one column over a run of arguments
 * that fit on one line each. Nested blocks have empty lines around them.
 *
 * @see https://developer.hashicorp.com/terraform/language/style#code-formatting
 */
export function layoutBlock(block: Block): string[] {
  if (block.items.length === 0) return [`${block.header} {}`];
  const lines: string[] = [];
  let run: Argument[] = [];
  const flush = (): void => {
    if (run.length > 0 && lines.length > 0) lines.push('');
    lines.push(...layoutArguments(run));
    run = [];
  };
  for (const item of block.items) {
    if (item.kind === 'argument') {
      run.push(item);
    } else {
      flush();
      if (lines.length > 0) lines.push('');
      lines.push(...layoutBlock(item));
    }
  }
  flush();
  return [`${block.header} {`, ...lines.map(indent), '}'];
}

/** The lines of arguments, or of the items of an object, that follow each other. */
export function layoutArguments(items: readonly Omit<Argument, 'kind'>[]): string[] {
  const lines: string[] = [];
  let run: Omit<Argument, 'kind'>[] = [];
  const flush = (): void => {
    const widest = Math.max(0, ...run.map(({ name }) => columns(name)));
    for (const { name, value } of run)
      lines.push(`${name}${' '.repeat(widest - columns(name))} = ${value[0]}`);
    run = [];
  };
  for (const item of items) {
    if (item.value.length === 1) {
      run.push(item);
    } else {
      // an argument of several lines ends the run and has one space
      flush();
      lines.push(`${item.name} = ${item.value[0]}`, ...item.value.slice(1));
    }
  }
  flush();
  return lines;
}

export function indent(line: string): string {
  return line === '' ? line : `  ${line}`;
}

/** Terraform aligns by what a reader sees as one character. */
function columns(text: string): number {
  return [...GRAPHEMES.segment(text)].length;
}
