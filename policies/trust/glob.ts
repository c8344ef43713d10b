import type { PatternToken } from './pattern';

/** Whether a text matches; anchored at both ends, case-sensitive, over UTF-16 code units. */
export type TextTest = (text: string) => boolean;

/** A run of literals and `?` between two stars; `holes` are the offsets of `?`. */
interface Run {
  readonly text: string;
  readonly holes: readonly number[];
}

/**
 * Compiles a glob without variables. The leftmost place for each run is always good enough, so nothing is ever tried twice:
 * time is at most (length of the text) × (length of the pattern), whatever the number of stars.
 */
export function compileGlob(tokens: readonly PatternToken[]): TextTest {
  const runs = splitAtStars(tokens);
  const first = runs[0] as Run;
  if (runs.length === 1) {
    if (first.holes.length === 0) return (text) => text === first.text;
    return (text) => text.length === first.text.length && matchesAt(text, first, 0);
  }
  const last = runs[runs.length - 1] as Run;
  const middle = runs.slice(1, -1).filter((run) => run.text.length > 0);
  const least = runs.reduce((sum, run) => sum + run.text.length, 0);
  const startsRight: TextTest =
    first.holes.length === 0 ? (text) => text.startsWith(first.text) : (text) => matchesAt(text, first, 0);
  const endsRight: TextTest =
    last.holes.length === 0
      ? (text) => text.endsWith(last.text)
      : (text) => matchesAt(text, last, text.length - last.text.length);
  if (middle.length === 0) return (text) => text.length >= least && startsRight(text) && endsRight(text);
  return (text) => {
    if (text.length < least || !startsRight(text) || !endsRight(text)) return false;
    const end = text.length - last.text.length;
    let at = first.text.length;
    for (const run of middle) {
      const found = find(text, run, at);
      if (found < 0 || found + run.text.length > end) return false;
      at = found + run.text.length;
    }
    return true;
  };
}

function splitAtStars(tokens: readonly PatternToken[]): readonly Run[] {
  const runs: { text: string; holes: number[] }[] = [{ text: '', holes: [] }];
  for (const token of tokens) {
    const run = runs[runs.length - 1] as { text: string; holes: number[] };
    if (token.kind === 'any') runs.push({ text: '', holes: [] });
    else if (token.kind === 'one') {
      run.holes.push(run.text.length);
      run.text += '\u0000';
    } else if (token.kind === 'literal') run.text += token.text;
  }
  return runs;
}

function matchesAt(text: string, run: Run, offset: number): boolean {
  let hole = 0;
  for (let i = 0; i < run.text.length; i += 1) {
    if (run.holes[hole] === i) hole += 1;
    else if (text.charCodeAt(offset + i) !== run.text.charCodeAt(i)) return false;
  }
  return true;
}

function find(text: string, run: Run, from: number): number {
  if (run.holes.length === 0) return text.indexOf(run.text, from);
  for (let at = from; at + run.text.length <= text.length; at += 1) {
    if (matchesAt(text, run, at)) return at;
  }
  return -1;
}
