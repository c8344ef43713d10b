import { type Pattern } from '../../../automata/index';
import type { CompiledPolicy, CompiledStatement } from '../../../evaluate/index';
import { globOf } from '../../../prove/index';
import { operator, parsePattern, type Condition } from '../../../trust/index';

/** The value of a key must match one of the patterns, or be unknown, for a statement to hold. */
export interface ValueDemand {
  /** In lower case. */
  readonly key: string;
  readonly patterns: readonly Pattern[];
  /** Equal for demands that ask the same. */
  readonly name: string;
}

/** Beyond so many stars a pattern has too many ways to be split. */
const MAX_STARS = 8;

/** What a statement demands of single keys, as far as a list of patterns can say it; the rest is left to the evaluator. */
export function demandsOf(
  { conditions }: CompiledStatement,
  { version }: CompiledPolicy['policy'],
): readonly ValueDemand[] {
  return conditions.flatMap(({ condition, key, defect }): readonly ValueDemand[] => {
    if (defect !== undefined) return [];
    const patterns = patternsOf(condition, version);
    if (patterns === undefined) return [];
    return [{ key, patterns, name: JSON.stringify([condition.form?.base, version, condition.values]) }];
  });
}

/** The patterns of a plain comparison of texts; `undefined` for every other condition. */
function patternsOf(
  { form, values }: Condition,
  version: CompiledPolicy['policy']['version'],
): readonly Pattern[] | undefined {
  if (form === undefined || form.quantifier !== undefined || form.ifExists) return undefined;
  const row = operator(form.base);
  if (row.language.kind !== 'text' || row.language.fold !== 'none' || row.negated) return undefined;
  const syntax = { wildcards: row.wildcards, variables: row.variables && version === '2012-10-17' };
  const patterns: Pattern[] = [];
  for (const value of values) {
    const tokens = parsePattern(value, syntax);
    if (tokens.some(({ kind }) => kind === 'variable' || kind === 'malformed')) return undefined;
    if (tokens.filter(({ kind }) => kind === 'any').length > MAX_STARS) return undefined;
    patterns.push(globOf(tokens));
  }
  return patterns;
}
