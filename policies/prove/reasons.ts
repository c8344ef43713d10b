import { patternText, type Answer } from '../automata/index';
import { quote } from '../errors';
import { REMEDIES } from './remedies';
import type { Opaque } from './compile/opaque';

type Empty = Extract<Answer, { kind: 'empty' }>;

/** Why a proof holds: the conditions alone, rules that cover patterns, or a search that found nothing. */
export function proofReason(claim: string, { tier, covered, nodes }: Empty): string {
  if (tier === 'formula') return `${claim}: the conditions leave no token that says otherwise`;
  const facts = covered.flatMap((one) => one.facts);
  const shown = [
    ...new Set(
      facts.map(
        ({ pattern, other, relation }) =>
          `${quote(patternText(pattern))} is ${relation === 'covered' ? 'covered by' : 'disjoint from'} ${quote(patternText(other))}`,
      ),
    ),
  ];
  const more = shown.length > 3 ? `, and ${shown.length - 3} more` : '';
  const because = shown.length === 0 ? '' : `${shown.slice(0, 3).join(', ')}${more}`;
  if (tier === 'syntactic')
    return `${claim}: ${because === '' ? 'the patterns leave no token that says otherwise' : because}`;
  return `${claim}: no token says otherwise, in all ${nodes} states${because === '' ? '' : `; ${because}`}`;
}

/** Why cannot tell: conditions that cannot be stated as a language. */
export function opaqueReason(opaque: readonly Opaque[]): string {
  const all = opaque.map(({ name, why, text }) => text ?? `${quote(name)} (${why})`);
  const parts = [...new Set(all)];
  const more = parts.length > 3 ? ` and ${parts.length - 3} more` : '';
  const give = [...new Set(opaque.map((one) => one.give))].join('; ');
  return `it depends on ${parts.slice(0, 3).join(', and on ')}${more}; ${give}`;
}

/** What the answer depends on, each in a few words. */
export function openParts(opaque: readonly Opaque[]): readonly string[] {
  return [...new Set(opaque.map(({ name, text }) => text ?? quote(name)))];
}

export function spentReason(budget: number): string {
  return `gave up after ${budget} product states (maxNodes); ${REMEDIES.budget.give}`;
}

/** Why a token is not a counterexample yet: it exists only if GitLab has a component that refgate does not know. */
export function unknownComponentReason(component: string, sub: string): string {
  return `it depends on whether a project can put ${quote(component)} into its \`sub\`, a component that refgate does not know: ${quote(sub)} (${REMEDIES.unknown_component.give})`;
}
