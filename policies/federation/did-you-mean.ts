import { quote } from '../errors';
import { closest } from '../trust/index';

/** ``did you mean `branches`?``, or `undefined` when nothing is close. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  const candidate = closest(word, candidates);
  return candidate === undefined ? undefined : `did you mean ${quote(candidate)}?`;
}
