import type { RawClaims, ReportRole } from '../policies/index';
import { answerList } from './answer-list';
import { readClaims } from './claims-text';
import { el, fill, rich } from './dom';
import type { Judged } from './engine';
import { PipelineForm, type FormStart } from './pipeline-form';
import { answers, candidates, type Candidate } from './verdicts';

export interface TryIt {
  readonly element: HTMLElement;
  /** Puts a token into the box and goes there. */
  readonly take: (claims: RawClaims) => void;
}

export interface TryItOptions extends FormStart {
  readonly roles: readonly ReportRole[];
  readonly judge: (role: ReportRole, claims: RawClaims) => Judged;
}

type Mode = 'pipeline' | 'claims';

/** The box that decides any pipeline or token at every role, as one types, with the engine that made the report. */
export function tryItView(options: TryItOptions): TryIt {
  let mode: Mode = 'pipeline';
  let timer = 0;
  const later = (): void => {
    output.setAttribute('aria-busy', 'true');
    clearTimeout(timer);
    timer = setTimeout(update, 80);
  };
  const form = new PipelineForm(options, later);
  const problem = el('p', { class: 'problem', id: 'try-problem', role: 'alert' });
  const claims = el('textarea', {
    id: 'try-claims',
    rows: 16,
    spellcheck: 'false',
    'aria-describedby': 'try-problem try-hint',
    input: later,
  });
  const claimsForm = el(
    'div',
    { class: 'claims', hidden: true },
    el('label', { for: 'try-claims' }, 'Claims of an ID token, as JSON'),
    claims,
    el(
      'p',
      { class: 'muted', id: 'try-hint' },
      'A whole token works too; its signature is not checked. A signed token is a key until it expires: it stays in this page, and you should still prefer its payload.',
    ),
  );
  const sum = el('p', { class: 'sum', role: 'status' });
  const results = el('div', { class: 'results' });
  const output = el(
    'div',
    { class: 'output', 'aria-busy': 'false' },
    el('h3', { class: 'spoken' }, 'Answers'),
    sum,
    results,
  );
  const modes = new Map((['pipeline', 'claims'] as const).map((name) => [name, modeButton(name)]));

  function modeButton(name: Mode): HTMLButtonElement {
    const label = name === 'pipeline' ? 'Describe a pipeline' : 'Paste claims';
    return el(
      'button',
      { type: 'button', 'aria-pressed': String(name === mode), click: () => choose(name) },
      label,
    );
  }

  function choose(next: Mode): void {
    const tokens = tokensNow();
    if (next === 'claims' && mode === 'pipeline' && typeof tokens !== 'string')
      claims.value = pretty(tokens[0]?.claims);
    mode = next;
    for (const [name, button] of modes) button.setAttribute('aria-pressed', String(name === mode));
    form.element.hidden = mode !== 'pipeline';
    claimsForm.hidden = mode !== 'claims';
    update();
  }

  function tokensNow(): readonly Candidate[] | string {
    if (mode === 'claims') {
      const read = readClaims(claims.value);
      return typeof read === 'string' ? read : [{ claims: read, assuming: [] }];
    }
    const pipeline = form.read();
    return typeof pipeline === 'string' ? pipeline : candidates(pipeline);
  }

  function update(): void {
    output.setAttribute('aria-busy', 'false');
    const tokens = tokensNow();
    const isProblem = typeof tokens === 'string';
    fill(problem, isProblem ? rich(tokens) : '');
    claims.setAttribute('aria-invalid', String(isProblem && mode === 'claims'));
    if (isProblem) {
      fill(sum, '');
      fill(results, el('p', { class: 'empty' }, 'No token, so no role can be assumed.'));
      return;
    }
    const found = answers(options.roles, tokens, options.judge);
    const count = (wanted: string): number => found.filter(({ verdict }) => verdict === wanted).length;
    const open = count('open');
    fill(
      sum,
      `Can assume ${count('can')} of ${found.length} roles${open === 0 ? '' : `, ${open} ${open === 1 ? 'depends' : 'depend'} on what is not known`}`,
    );
    fill(
      results,
      el('p', { class: 'muted subject' }, 'sub ', el('code', {}, String(tokens[0]?.claims.sub))),
      answerList(found),
    );
  }

  update();
  const input = el(
    'div',
    { class: 'input' },
    el('div', { class: 'modes', role: 'group', 'aria-label': 'How to say it' }, [...modes.values()]),
    form.element,
    claimsForm,
    problem,
  );
  return {
    element: el('div', { class: 'try' }, input, output),
    take: (token) => {
      claims.value = pretty(token);
      mode = 'claims';
      choose('claims');
      claims.focus({ preventScroll: true });
      claims.scrollTop = 0;
      claims.setSelectionRange(0, 0);
      claims.closest('section')?.scrollIntoView();
    },
  };
}

function pretty(claims: RawClaims | undefined): string {
  return JSON.stringify(claims ?? {}, undefined, 2);
}
