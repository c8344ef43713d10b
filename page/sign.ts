import { markOf, MARKS, type PageCell } from '../policies/index';
import { el } from './dom';

/** How a cell looks: a class, a sign of its own, and what it means. */
export interface Sign {
  readonly kind: string;
  readonly sign: string;
  readonly text: string;
}

/** Which of two reports the matrix shows. */
export type Shown = 'after' | 'before' | 'changes';

const NO_CELL: Sign = { kind: 'absent', sign: '', text: 'not in this version' };

export function signOf(cell: PageCell | undefined): Sign {
  if (cell === undefined) return NO_CELL;
  const mark = markOf(cell);
  return { kind: mark, ...MARKS[mark] };
}

/** What became of a cell between two versions. A cell that is not there lets nobody in. */
export function changeOf(before: PageCell | undefined, after: PageCell | undefined): Sign {
  const was = before?.outcome ?? 'deny';
  const is = after?.outcome ?? 'deny';
  if (was === is) return { ...signOf(after ?? before), kind: `same-${is}` };
  if (is === 'undetermined' || was === 'undetermined')
    return { kind: 'unknown', sign: '?', text: `was ${WORDS[was]}, is ${WORDS[is]}` };
  return is === 'allow'
    ? { kind: 'gained', sign: '+', text: 'gained: can assume the role now' }
    : { kind: 'lost', sign: '−', text: 'lost: could assume the role before' };
}

const WORDS = { allow: 'allowed', deny: 'refused', undetermined: 'undetermined' } as const;

/** The sign as an element; its meaning is read aloud where it stands alone. */
export function badge({ kind, sign, text }: Sign, alone = true): HTMLElement {
  return el(
    'span',
    {
      class: `mark mark-${kind}`,
      ...(alone ? { role: 'img', 'aria-label': text, title: text } : { 'aria-hidden': 'true' }),
    },
    sign,
  );
}
