import type { Protection, ProtectionRule } from './project';

/**
 * Whether a protection rule covers a ref. Only `*` is special: any run of characters, `/` and the empty run included; `?` and
 * `[` mean themselves, and case matters. Linear in name × rule.
 * @see https://gitlab.com/gitlab-org/gitlab/-/blob/master/app/models/ref_matcher.rb
 */
export function ruleCovers(pattern: string, ref: string): boolean {
  if (pattern === '' || ref === '') return false;
  if (!pattern.includes('*')) return pattern === ref;
  const runs = pattern.split('*');
  const first = runs[0] as string;
  const last = runs[runs.length - 1] as string;
  if (!ref.startsWith(first)) return false;
  let at = first.length;
  for (const run of runs.slice(1, -1)) {
    const found = ref.indexOf(run, at);
    if (found < 0) return false;
    at = found + run.length;
  }
  return ref.length - last.length >= at && ref.endsWith(last);
}

/**
 * The first rule that covers a ref; any one protects it.
 * @returns `undefined` when no rule does, `'unknown'` when the project's rules are not known
 */
export function protectingRule(rules: Protection, ref: string): ProtectionRule | 'unknown' | undefined {
  return rules === 'unknown' ? 'unknown' : rules.find((rule) => ruleCovers(rule.pattern, ref));
}
