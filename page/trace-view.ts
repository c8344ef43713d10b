import type { ConditionTrace, Decision, Layer, StatementTrace } from '../policies/index';
import { el, rich, type Child } from './dom';

const LAYERS: readonly { readonly layer: Layer; readonly name: string }[] = [
  { layer: 'token', name: 'Token' },
  { layer: 'provider', name: 'Provider' },
  { layer: 'trust', name: 'Trust policy' },
];

/** Which of the three layers decided: what came before it passed, what comes after it was never read. */
export function layerSteps({ layer, outcome }: Pick<Decision, 'layer' | 'outcome'>): HTMLElement {
  const decided = LAYERS.findIndex((known) => known.layer === layer);
  return el(
    'ol',
    { class: 'layers', 'aria-label': 'Layers that STS asks, in order' },
    LAYERS.map(({ name }, i) => {
      const state = i < decided ? 'passed' : i === decided ? DECIDED[outcome] : 'not reached';
      return el(
        'li',
        { class: i === decided ? `decided decided-${outcome}` : i < decided ? 'passed' : 'unread' },
        el('strong', {}, name),
        ' ',
        state,
      );
    }),
  );
}

const DECIDED = { allow: 'allows it', deny: 'refuses it', undetermined: 'cannot be decided' } as const;
const HOLDS = {
  yes: { sign: '✓', text: 'holds', kind: 'good' },
  no: { sign: '✗', text: 'fails', kind: 'bad' },
  unknown: { sign: '?', text: 'open', kind: 'open' },
} as const;
const RANK = { no: 0, unknown: 1, yes: 2 } as const;

/** Every statement with what was compared with what: what fails first, as that is what people look for. */
export function traceList(trace: readonly StatementTrace[]): readonly Child[] {
  return trace.map(({ statement, holds, principal, action, conditions }) => {
    const title = `Statement ${statement.index + 1}${statement.sid === undefined ? '' : ` (${statement.sid})`}`;
    const verdict = { yes: 'matches', no: 'does not match', unknown: 'cannot be decided' }[holds];
    const parts =
      principal.holds === 'yes' && action.holds === 'yes'
        ? []
        : [part('principal', principal), part('action', action)];
    const met = parts.length === 0 ? [entry('yes', ['principal and action match'])] : [];
    const ordered = conditions.toSorted((a, b) => RANK[a.holds] - RANK[b.holds]);
    return el(
      'div',
      { class: 'statement' },
      el('h4', {}, title, el('span', { class: 'muted' }, ` ${statement.effect}, ${verdict}`)),
      el('ul', { class: 'trace' }, parts, ordered.map(condition), met),
    );
  });
}

function condition({ holds, key, operator, values, got }: ConditionTrace): HTMLElement {
  return entry(holds, [
    el('p', {}, el('code', {}, key), ' ', el('span', { class: 'muted' }, operator)),
    el(
      'dl',
      {},
      el('dt', {}, 'wants'),
      el('dd', {}, valueList(values)),
      el('dt', {}, 'has'),
      el('dd', {}, got === undefined ? el('span', { class: 'muted' }, 'nothing') : valueList([got].flat())),
    ),
  ]);
}

function part(name: string, { holds, why }: StatementTrace['principal']): HTMLElement {
  return entry(holds, [el('p', {}, `${name}: `, rich(why))]);
}

function entry(holds: keyof typeof HOLDS, content: readonly Child[]): HTMLElement {
  const { sign, text, kind } = HOLDS[holds];
  return el('li', {}, el('span', { class: `tag tag-${kind}` }, `${sign} ${text}`), el('div', {}, content));
}

/** Values that a policy lists: the first few, then how many more. */
function valueList(values: readonly string[]): readonly Child[] {
  const shown = values
    .slice(0, 8)
    .flatMap((value) => [el('code', {}, value === '' ? '(empty)' : value), ' ']);
  return values.length > 8
    ? [...shown, el('span', { class: 'muted' }, `and ${values.length - 8} more`)]
    : shown;
}
