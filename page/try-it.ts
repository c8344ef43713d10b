import type { RawClaims, ReportRole } from '../policies/index';
import { answerList } from './answer-list';
import { readClaims } from './claims-text';
import { el, fill, rich } from './dom';
import type { Engine } from './engine';
import { PipelineForm } from './pipeline-form';
import type { Start, Starts } from './starts';
import { answers, type Answer, type Asked } from './verdicts';

export interface TryIt {
  readonly element: HTMLElement;
  /** Puts a token into the box and goes there. */
  readonly take: (claims: RawClaims) => void;
  /** Fills the form with a pipeline and goes there. */
  readonly begin: (start: Start) => void;
}

export interface TryItOptions {
  readonly roles: readonly ReportRole[];
  readonly engine: Engine;
  readonly starts: Starts;
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
  const form = new PipelineForm(options.starts, later);
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
    if (next === 'claims' && mode === 'pipeline') {
      const asked = askedNow();
      const token = typeof asked === 'string' ? undefined : firstToken(ask(asked));
      if (token !== undefined) claims.value = pretty(token);
    }
    mode = next;
    for (const [name, button] of modes) button.setAttribute('aria-pressed', String(name === mode));
    form.element.hidden = mode !== 'pipeline';
    claimsForm.hidden = mode !== 'claims';
    update();
  }

  function askedNow(): Asked | string {
    if (mode === 'pipeline') return form.read();
    const read = readClaims(claims.value);
    return typeof read === 'string' ? read : { kind: 'claims', claims: read };
  }

  function ask(asked: Asked): readonly Answer[] {
    return answers(options.roles, asked, options.engine);
  }

  function update(): void {
    output.setAttribute('aria-busy', 'false');
    const asked = askedNow();
    const isProblem = typeof asked === 'string';
    fill(problem, isProblem ? rich(asked) : '');
    claims.setAttribute('aria-invalid', String(isProblem && mode === 'claims'));
    if (isProblem) {
      fill(sum, '');
      fill(results, el('p', { class: 'empty' }, 'No token, so no role can be assumed.'));
      return;
    }
    const found = ask(asked);
    const token = firstToken(found);
    const count = (wanted: string): number => found.filter(({ verdict }) => verdict === wanted).length;
    const open = count('open');
    fill(
      sum,
      `Can assume ${count('can')} of ${found.length} roles${open === 0 ? '' : `, ${open} ${open === 1 ? 'depends' : 'depend'} on what is not known`}`,
    );
    fill(
      results,
      token === undefined
        ? undefined
        : el('p', { class: 'muted subject' }, 'sub ', el('code', {}, String(token.sub))),
      answerList(found),
    );
  }

  update();
  const input = el(
    'div',
    { class: 'input' },
    el('div', { class: 'modes', role: 'group', 'aria-label': 'Input' }, [...modes.values()]),
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
    begin: (start) => {
      form.begin(start);
      choose('pipeline');
      form.element.closest('section')?.scrollIntoView();
      document.getElementById('try-start')?.focus({ preventScroll: true });
    },
  };
}

function firstToken(found: readonly Answer[]): RawClaims | undefined {
  return found.flatMap(({ judged }) => judged).find(({ claims }) => claims !== undefined)?.claims;
}

function pretty(claims: RawClaims): string {
  return JSON.stringify(claims, undefined, 2);
}
