import type { Decision, RawClaims } from '../policies/index';
import { el, rich, sentence, type Child } from './dom';
import type { Judged } from './engine';
import { layerSteps, traceList } from './trace-view';

/** An answer of the engine in full: headline, layers, reason, statements, what would change it. */
export function decisionView({ decision, explanation }: Judged): readonly Child[] {
  return [
    el('p', { class: 'headline' }, sentence(explanation.headline)),
    layerSteps(decision),
    // A refusal has its reason in the headline.
    decision.outcome === 'allow' ? el('p', {}, sentence(decision.reason)) : undefined,
    traceList(decision.trace),
    adviceList(explanation.advice, decision.outcome),
  ];
}

/** What would change the answer. */
export function adviceList(advice: readonly string[], outcome: Decision['outcome']): Child {
  if (advice.length === 0) return undefined;
  return el(
    'div',
    { class: 'advice' },
    el('h4', {}, outcome === 'deny' ? 'What would let it in' : 'What would settle it'),
    el(
      'ul',
      {},
      advice.map((text) => el('li', {}, rich(text))),
    ),
  );
}

/** A token, foldable. */
export function claimsView(claims: RawClaims, title = 'The token'): HTMLElement {
  return el(
    'details',
    {},
    el('summary', {}, title),
    el(
      'dl',
      { class: 'facts' },
      Object.entries(claims).flatMap(([name, value]) => [
        el('dt', {}, name),
        el('dd', {}, typeof value === 'string' ? value : JSON.stringify(value)),
      ]),
    ),
  );
}
