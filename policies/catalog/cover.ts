import { compileGlob, type Condition, type PatternToken, type Policy } from '../trust/index';
import { ignoresCase, isFirm, patterns } from './conditions';
import { literal } from './sub-pattern';

/**
 * Whether a pattern certainly matches everything that another matches. Never wrong when it says yes: the wildcards of the other are
 * replaced by letters that no pattern holds, so only a star can take them. `false` may also mean "cannot tell".
 */
export function covers(wide: readonly PatternToken[], narrow: readonly PatternToken[]): boolean {
  if ([...wide, ...narrow].some(({ kind }) => kind === 'variable' || kind === 'malformed')) return false;
  const text = literal(narrow);
  if (text !== undefined) return compileGlob(wide)(text);
  if (wide.some(({ kind }) => kind === 'one')) return false;
  const word = narrow.map((token) =>
    token.kind === 'literal' ? token.text : token.kind === 'any' ? '\ue000' : '\ue001',
  );
  return compileGlob(wide)(word.join(''));
}

/** Whether a condition certainly holds wherever another one on the same key does. */
export function isImpliedBy(wide: Condition, narrow: Condition, version: Policy['version']): boolean {
  if (wide.key.toLowerCase() !== narrow.key.toLowerCase()) return false;
  if (wide.operator === narrow.operator && sameValues(wide.values, narrow.values)) return true;
  const isPlain = (condition: Condition): boolean =>
    isFirm(condition) && condition.form?.quantifier === undefined && !ignoresCase(condition);
  if (!isPlain(wide) || !isPlain(narrow)) return false;
  const wider = patterns(wide, version);
  return patterns(narrow, version).every((tokens) => wider.some((candidate) => covers(candidate, tokens)));
}

function sameValues(a: readonly string[], b: readonly string[]): boolean {
  const set = new Set(a);
  return set.size === new Set(b).size && b.every((value) => set.has(value));
}
