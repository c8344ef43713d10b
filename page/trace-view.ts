import type { ConditionTrace, Decision, Layer, StatementTrace } from '../policies/index';
import { el, rich, type Child } from './dom';

const LAYERS: readonly { readonly layer: Layer; readonly name: string }[] = [
  { layer: 'token', name: 'Token' },
  { layer: 'provider', name: 'Provider' },
  { layer: 'trust', name: 'Trust policy' },
];

/** Which of the three layers decided: what came before it passed, what comes after it was never read. */
export function layerSteps({ layer, outcome }: Pick<Decision, 'layer' | 'outcome'>): HTMLElement {
  const decided = LAYERS.findIndex((entry) => entry.layer === layer);
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

/** Every statement with what was compared with what. */
export function traceTables(trace: readonly StatementTrace[]): readonly Child[] {
  return trace.map((entry) => {
    const { statement, holds } = entry;
    const title = `Statement ${statement.index + 1}${statement.sid === undefined ? '' : ` (${statement.sid})`}`;
    const verdict = { yes: 'matches', no: 'does not match', unknown: 'cannot be decided' }[holds];
    return el(
      'div',
      { class: 'statement' },
      el('h4', {}, title, ' ', el('span', { class: 'muted' }, `${statement.effect}, ${verdict}`)),
      el(
        'div',
        { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': `${title}: what was compared` },
        el(
          'table',
          { class: 'trace' },
          el(
            'thead',
            {},
            el(
              'tr',
              {},
              ['', 'Key', 'Operator', 'Policy wants', 'Token has'].map((name) =>
                el('th', { scope: 'col' }, name === '' ? el('span', { class: 'spoken' }, 'Result') : name),
              ),
            ),
          ),
          el(
            'tbody',
            {},
            part('principal', entry.principal),
            part('action', entry.action),
            entry.conditions.map(condition),
          ),
        ),
      ),
    );
  });
}

function condition({ holds, key, operator, values, got, why }: ConditionTrace): HTMLElement {
  return el(
    'tr',
    { title: why },
    el('td', {}, result(holds)),
    el('td', {}, el('code', {}, key)),
    el('td', {}, el('code', {}, operator)),
    el('td', {}, valueList(values)),
    el('td', {}, got === undefined ? el('span', { class: 'muted' }, 'nothing') : valueList([got].flat())),
  );
}

function part(name: string, { holds, why }: StatementTrace['principal']): HTMLElement {
  return el('tr', {}, el('td', {}, result(holds)), el('td', {}, name), el('td', { colspan: 3 }, rich(why)));
}

function result(holds: keyof typeof HOLDS): HTMLElement {
  const { sign, text, kind } = HOLDS[holds];
  return el('span', { class: `tag tag-${kind}` }, `${sign} ${text}`);
}

/** Values that a policy lists: the first few, then how many more. */
function valueList(values: readonly string[]): readonly Child[] {
  const shown = values
    .slice(0, 8)
    .map((value) => el('code', { class: 'value' }, value === '' ? '(empty)' : value));
  return values.length > 8
    ? [...shown, el('span', { class: 'muted' }, `and ${values.length - 8} more`)]
    : shown;
}
