import { quote } from '../errors';

/**
 * The candidate that a mistyped word was probably meant to be: the only one that begins with it, else at most a third of
 * its letters wrong, case ignored.
 * Cost: length of the word × total length of the candidates; words over 100 characters are not compared.
 */
export function closest<T extends string>(word: string, candidates: Iterable<T>): T | undefined {
  if (word.length > 100) return undefined;
  const all = [...candidates];
  const [longer, another] = all.filter(
    (candidate) => word.length >= 3 && candidate.toLowerCase().startsWith(word.toLowerCase()),
  );
  if (longer !== undefined && another === undefined) return longer;
  let best: T | undefined;
  let least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of all) {
    if (Math.abs(candidate.length - word.length) >= least) continue;
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (previous[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(change, (previous[j] as number) + 1, (current[j - 1] as number) + 1));
    }
    previous = current;
  }
  return previous[b.length] as number;
}

/** ``did you mean `branches`?``, or `undefined` when nothing is close. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  const candidate = closest(word, candidates);
  return candidate === undefined ? undefined : `did you mean ${quote(candidate)}?`;
}
