import { compileGlob, type TextTest } from '../glob';
import {
  isLiteral,
  literalText,
  parsePattern,
  substitute,
  type PatternSyntax,
  type VariableLookup,
} from '../pattern';
import type { CompiledValues } from './compiled-values';

type Fold = (text: string) => string;
const asIs: Fold = (text) => text;

/** Lower-casing as observed: context-sensitive, no case folding, no normalisation. */
const lowerCase: Fold = (text) => text.toLowerCase();

/**
 * `StringEquals`, `StringLike` and `StringEqualsIgnoreCase`, positive or negated.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_String
 */
export function compileString(
  values: readonly string[],
  syntax: PatternSyntax,
  options: { readonly negated: boolean; readonly fold: 'none' | 'lower' },
): CompiledValues {
  const ignoreCase = options.fold === 'lower';
  const fold = ignoreCase ? lowerCase : asIs;
  const literals = new Set<string>();
  const globs: TextTest[] = [];
  const open: ((value: string, lookup: VariableLookup) => boolean)[] = [];
  for (const value of values) {
    const tokens = parsePattern(value, syntax);
    const broken = tokens.find((token) => token.kind === 'malformed');
    if (broken !== undefined)
      return { ok: false, reason: `\`${value}\` has a \`\${\` that is not a policy variable` };
    if (isLiteral(tokens)) literals.add(fold(literalText(tokens)));
    else if (tokens.some((token) => token.kind === 'variable')) {
      open.push((text, lookup) => {
        const closed = substitute(tokens, lookup);
        if (closed === undefined) return false;
        return isLiteral(closed) ? fold(literalText(closed)) === text : compileGlob(closed)(text);
      });
    } else globs.push(compileGlob(tokens));
  }
  const matches = oneTest(literals, globs, open);
  const { negated } = options;
  if (ignoreCase) return { ok: true, test: (value, lookup) => matches(fold(value), lookup) !== negated };
  if (!negated) return { ok: true, test: matches };
  return { ok: true, test: (value, lookup) => !matches(value, lookup) };
}

/** The cheapest test for what the list holds; the usual list is one literal. */
function oneTest(
  literals: ReadonlySet<string>,
  globs: readonly TextTest[],
  open: readonly ((value: string, lookup: VariableLookup) => boolean)[],
): (value: string, lookup: VariableLookup) => boolean {
  if (open.length === 0 && globs.length === 0) {
    if (literals.size === 1) {
      const [only] = literals;
      return (value) => value === only;
    }
    return (value) => literals.has(value);
  }
  if (open.length === 0 && literals.size === 0 && globs.length === 1) return globs[0] as TextTest;
  return (value, lookup) =>
    literals.has(value) || globs.some((test) => test(value)) || open.some((test) => test(value, lookup));
}
