import { el, fill } from './dom';
import type { RowsAre } from './arrangement';
import type { View } from '../policies/index';
import { EVERYTHING, VERDICTS, type Filter, type Verdict } from './filter';
import type { Sheet } from './sheet';
import type { Shown } from './sign';

const VERDICT_NAMES: Readonly<Record<Verdict, string>> = {
  any: 'any verdict',
  broken: 'not as promised',
  can: 'can assume',
  cannot: 'cannot assume',
  unknown: 'cannot tell',
  changed: 'changed',
};

const ROWS_NAMES: Readonly<Record<RowsAre, string>> = { pipelines: 'pipelines', roles: 'roles' };

const SHOWN_NAMES: Readonly<Record<Shown, string>> = { before: 'Before', after: 'After', changes: 'Changes' };

/** The controls above the matrix. */
export class FilterBar {
  readonly element: HTMLElement;
  readonly #status = el('p', { class: 'muted', role: 'status' });
  readonly #onChange: () => void;
  readonly #project: HTMLSelectElement;
  readonly #ref = el('input', {
    type: 'search',
    id: 'filter-ref',
    autocomplete: 'off',
    placeholder: 'main, v1.2 …',
  });
  readonly #role = el('input', {
    type: 'search',
    id: 'filter-role',
    autocomplete: 'off',
    placeholder: 'deploy …',
  });
  readonly #verdict: HTMLSelectElement;
  readonly #rows = el(
    'select',
    { id: 'filter-rows' },
    el('option', { value: '' }, 'as it fits'),
    Object.entries(ROWS_NAMES).map(([value, text]) => el('option', { value }, text)),
  );
  readonly #isTwo: boolean;
  #shown: Shown;

  constructor(sheet: Sheet, onChange: () => void) {
    this.#onChange = onChange;
    const two = sheet.reports.before !== undefined;
    this.#isTwo = two;
    this.#shown = two ? 'changes' : 'after';
    const projects = [...new Set(sheet.lines.flatMap(({ row }) => row.project ?? []))].toSorted();
    this.#project = el(
      'select',
      { id: 'filter-project' },
      el('option', { value: '' }, 'every project'),
      projects.map((path) => el('option', { value: path }, path)),
    );
    const verdicts = VERDICTS.filter((verdict) => two || verdict !== 'changed');
    this.#verdict = el(
      'select',
      { id: 'filter-verdict' },
      verdicts.map((verdict) => el('option', { value: verdict }, VERDICT_NAMES[verdict])),
    );
    const reset = el('button', { type: 'reset' }, 'Show everything');
    this.element = el(
      'form',
      { class: 'filters', 'aria-label': 'Filter the matrix' },
      two ? this.#versions() : undefined,
      labelled('Project', this.#project),
      labelled('Pipeline or ref', this.#ref),
      labelled('Role', this.#role),
      labelled('Verdict', this.#verdict),
      labelled('Rows are', this.#rows),
      reset,
      this.#status,
    );
    this.element.addEventListener('input', onChange);
    this.element.addEventListener('submit', (event) => event.preventDefault());
    this.element.addEventListener('reset', () => requestAnimationFrame(onChange));
  }

  get shown(): Shown {
    return this.#shown;
  }

  /** What was chosen to be rows; `undefined`: what fits. */
  get rowsAre(): RowsAre | undefined {
    const { value } = this.#rows;
    return value === 'pipelines' || value === 'roles' ? value : undefined;
  }

  get filter(): Filter {
    return {
      ...EVERYTHING,
      project: this.#project.value,
      ref: this.#ref.value,
      role: this.#role.value,
      verdict: this.#verdict.value as Verdict,
    };
  }

  /** What is chosen, as an address has it; what is so anyway is omitted. */
  get view(): View {
    const { project, ref, role, verdict } = this.filter;
    const usual = this.#isTwo ? 'changes' : 'after';
    return {
      project,
      ref,
      role,
      verdict: verdict === 'any' ? '' : verdict,
      version: this.#shown === usual ? '' : this.#shown,
      rows: this.#rows.value,
    };
  }

  /** Chooses what an address has; what it does not name, or names and this report does not have, is as at the beginning. */
  take({ project = '', ref = '', role = '', verdict = '', version = '', rows = '' }: View): void {
    const known = (control: HTMLSelectElement, value: string): boolean =>
      [...control.options].some((option) => option.value === value);
    this.#project.value = known(this.#project, project) ? project : '';
    this.#ref.value = ref;
    this.#role.value = role;
    this.#verdict.value = known(this.#verdict, verdict) ? verdict : 'any';
    this.#rows.value = known(this.#rows, rows) ? rows : '';
    this.#shown = this.#isTwo ? (isShown(version) ? version : 'changes') : 'after';
    for (const radio of this.element.querySelectorAll<HTMLInputElement>('[name=version]'))
      radio.checked = radio.value === this.#shown;
  }

  clear(): void {
    (this.element as HTMLFormElement).reset();
  }

  say(text: string): void {
    fill(this.#status, text);
  }

  #versions(): HTMLElement {
    return el(
      'fieldset',
      { class: 'segments' },
      el('legend', {}, 'Version'),
      (Object.keys(SHOWN_NAMES) as Shown[]).map((shown) =>
        el(
          'label',
          {},
          el('input', {
            type: 'radio',
            name: 'version',
            value: shown,
            checked: shown === this.#shown,
            change: () => {
              this.#shown = shown;
              this.#onChange();
            },
          }),
          el('span', {}, SHOWN_NAMES[shown]),
        ),
      ),
    );
  }
}

function isShown(text: string): text is Shown {
  return Object.hasOwn(SHOWN_NAMES, text);
}

export function labelled(text: string, control: HTMLElement): HTMLElement {
  return el('div', { class: 'field' }, el('label', { for: control.id }, text), control);
}
