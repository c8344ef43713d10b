/** A regular language as every solver of the bench understands it. */
export type Term =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'any' }
  /** Any word. */
  | { readonly kind: 'all' }
  /** One code unit in one of the ranges, inclusive. */
  | { readonly kind: 'unit'; readonly ranges: readonly (readonly [number, number])[] }
  | { readonly kind: 'sequence' | 'either' | 'both'; readonly parts: readonly Term[] }
  | { readonly kind: 'repeat' | 'not'; readonly part: Term };

export const ALL: Term = { kind: 'all' };

function text(value: string): Term {
  return { kind: 'text', text: value };
}

export function sequence(...parts: readonly (Term | string)[]): Term {
  return { kind: 'sequence', parts: parts.map(termOf) };
}

export function either(...parts: readonly (Term | string)[]): Term {
  return { kind: 'either', parts: parts.map(termOf) };
}

export function both(...parts: readonly Term[]): Term {
  return { kind: 'both', parts };
}

export function not(part: Term): Term {
  return { kind: 'not', part };
}

export function repeat(part: Term): Term {
  return { kind: 'repeat', part };
}

/** `*` any run, `?` one unit. */
export function glob(source: string): Term {
  return sequence(
    ...source
      .split(/([*?])/)
      .filter((part) => part !== '')
      .map((part): Term => (part === '*' ? ALL : part === '?' ? { kind: 'any' } : text(part))),
  );
}

export function unitsOf(...ranges: readonly (string | readonly [number, number])[]): Term {
  return {
    kind: 'unit',
    ranges: ranges.flatMap((range) =>
      typeof range === 'string'
        ? [...range].map((letter) => [letter.charCodeAt(0), letter.charCodeAt(0)] as const)
        : [range],
    ),
  };
}

function termOf(part: Term | string): Term {
  return typeof part === 'string' ? text(part) : part;
}
