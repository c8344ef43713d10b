import { quote } from '../errors';

/** Values that a line names; the rest is counted. */
const MAX_VALUES = 8;

/** Names, as a choice of one of them. */
export function list(values: readonly string[]): string {
  return phrases(values.map(quote));
}

/** Texts, as a choice of one of them. */
export function phrases(texts: readonly string[]): string {
  if (texts.length === 0) return 'nothing';
  const shown = texts.slice(0, MAX_VALUES).join(' or ');
  return texts.length > MAX_VALUES ? `${shown} or ${texts.length - MAX_VALUES} more` : shown;
}
