import type { Fold } from './fold';
import { ANY, STAR, type Pattern } from './pattern';

/**
 * A pattern laid out for matching: `length` non-star positions, each a canonical code unit or {@link ANY}.
 *
 * `looping[p]` says that a star stands before position `p` (`looping[length]`: a trailing star). `barrier[p]` is the last
 * looping position at or before `p`, or -1. Once `p` positions are matched nothing before `barrier[p]` can matter again:
 * any word accepted after an earlier position is accepted after the barrier, whose star may swallow the difference.
 */
export interface Program {
  readonly pattern: Pattern;
  readonly length: number;
  readonly units: Int32Array;
  readonly looping: Uint8Array;
  readonly barrier: Int32Array;
  readonly fold: Fold | undefined;
  /** Distinct letters the pattern names, every member of a folded class among them. */
  readonly letters: readonly number[];
  /** Whether a `?` stands behind a star, which makes the deterministic automaton exponential in general. */
  readonly branching: boolean;
}

const programs = new WeakMap<Pattern, Program>();

/** The layout of a pattern. Cost: linear, once per pattern object (a weak cache keeps it as long as the pattern lives). */
export function programOf(pattern: Pattern): Program {
  const known = programs.get(pattern);
  if (known !== undefined) return known;
  const program = layOut(pattern);
  programs.set(pattern, program);
  return program;
}

/** The unit that stands for `unit` under `fold`. */
export function canonical(fold: Fold | undefined, unit: number): number {
  return fold === undefined ? unit : (fold.members(unit)[0] ?? unit);
}

function layOut(pattern: Pattern): Program {
  const { tokens, fold } = pattern;
  let length = 0;
  for (const token of tokens) if (token !== STAR) length++;
  const units = new Int32Array(length);
  const looping = new Uint8Array(length + 1);
  const letters = new Set<number>();
  let branching = false;
  let starred = false;
  let position = 0;
  for (const token of tokens) {
    if (token === STAR) {
      looping[position] = 1;
      starred = true;
      continue;
    }
    if (token === ANY) branching ||= starred;
    else {
      if (fold === undefined) letters.add(token);
      else for (const member of fold.members(token)) letters.add(member);
    }
    units[position++] = token === ANY ? ANY : canonical(fold, token);
  }
  const barrier = new Int32Array(length + 1);
  let last = -1;
  for (let p = 0; p <= length; p++) {
    if (looping[p] === 1) last = p;
    barrier[p] = last;
  }
  return {
    pattern,
    length,
    units,
    looping,
    barrier,
    fold,
    letters: [...letters],
    branching,
  };
}

const signatures = new WeakMap<Pattern, string>();

/** A name that patterns with equal tokens and fold share, and no others. Cost: linear, once per pattern object. */
export function signatureOf(pattern: Pattern): string {
  const known = signatures.get(pattern);
  if (known !== undefined) return known;
  const made = sign(pattern);
  signatures.set(pattern, made);
  return made;
}

function sign({ tokens, fold }: Pattern): string {
  let text = '';
  let wildcards = '';
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (token >= 0) text += String.fromCharCode(token);
    else wildcards += token === STAR ? `,${i}` : `;${i}`;
  }
  // The length says where the text ends, the positions where wildcards stand; the fold's name comes last.
  return `${text.length}:${text}${wildcards}${fold === undefined ? '' : `~${fold.name}`}`;
}
