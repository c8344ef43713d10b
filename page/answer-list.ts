import { claimsView, decisionView } from './decision-view';
import { el, fill, rich, type Child } from './dom';
import { badge, type Sign } from './sign';
import { assumptionTexts, type Answer } from './verdicts';

/** Answers that are shown at once; the rest on demand. */
const STEP = 60;

const SIGNS: Readonly<Record<Answer['verdict'], Sign>> = {
  can: { kind: 'can', sign: '✓', text: 'can assume' },
  cannot: { kind: 'cannot', sign: '·', text: 'cannot assume' },
  open: { kind: 'unknown', sign: '?', text: 'depends' },
};

/** One line for each role, which opens to the whole explanation. */
export function answerList(found: readonly Answer[], shown = STEP): HTMLElement {
  const list = el('ul', { class: 'answers' }, found.slice(0, shown).map(answerItem));
  const holder = el('div', {}, list);
  if (found.length > shown) {
    const more = el(
      'button',
      { type: 'button', click: () => fill(holder, answerList(found, shown + 5 * STEP)) },
      `Show more of the other ${found.length - shown} roles`,
    );
    holder.append(more);
  }
  return holder;
}

function answerItem(answer: Answer): HTMLElement {
  const sign = SIGNS[answer.verdict];
  const details = el(
    'details',
    { 'data-role': answer.role.key, 'data-verdict': answer.verdict },
    el(
      'summary',
      {},
      badge(sign, false),
      el('span', { class: 'name' }, answer.role.key),
      el('span', { class: 'verdict-word' }, sign.text),
      el('span', { class: 'reason muted' }, rich(reasonOf(answer))),
    ),
  );
  details.addEventListener('toggle', () => {
    if (details.open && details.children.length === 1)
      details.append(el('div', { class: 'content' }, content(answer)));
  });
  return el('li', {}, details);
}

function reasonOf({ judged }: Answer): string {
  const [first] = judged;
  if (judged.length > 1 && new Set(judged.map(({ decision }) => decision.outcome)).size > 1)
    return `${judged.length} tokens are possible, and they are not treated alike`;
  return first?.decision.reason ?? '';
}

function content({ judged }: Answer): readonly Child[] {
  return judged.map((entry) => [
    judged.length === 1
      ? undefined
      : el('h4', { class: 'version' }, `If ref_protected is "${String(entry.claims?.ref_protected)}"`),
    assumptionTexts(entry).map((text) => el('p', { class: 'muted' }, 'Possible, because ', rich(text))),
    decisionView(entry),
    entry.claims === undefined ? undefined : claimsView(entry.claims),
  ]);
}
