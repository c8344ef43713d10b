import { and, decide, inShape, matchesAny, not, pattern, type Formula } from '../../automata/index';
import type { ProtectionRule } from '../../gitlab/index';
import { refPattern } from './ref-pattern';
import { GITLAB_REF } from './ref-shape';

const known = new WeakMap<readonly ProtectionRule[], Map<boolean, string | undefined>>();

/**
 * A ref that the rules name, or one that they do not; `undefined` when there is none. Where a `sub` does not show the ref this is
 * all that the rules still say.
 */
export function someRef(rules: readonly ProtectionRule[], named: boolean): string | undefined {
  const answers = known.get(rules) ?? new Map<boolean, string | undefined>();
  known.set(rules, answers);
  if (!answers.has(named)) answers.set(named, find(rules, named));
  return answers.get(named);
}

function find(rules: readonly ProtectionRule[], named: boolean): string | undefined {
  const covered: Formula = matchesAny(
    'ref',
    rules.map((rule) => pattern(refPattern(rule))),
  );
  const answer = decide(and(inShape('ref', GITLAB_REF), named ? covered : not(covered)), {
    maxNodes: 10_000,
  });
  // Out of budget means that there may be one: the shortest name will do for showing it.
  if (answer.kind === 'undecided') return 'x';
  return answer.kind === 'witness' ? answer.assignment.get('ref') : undefined;
}
