import { visible } from '../policies/index';
import { el } from './dom';
import { keep } from './keep';
import { badge, type Sign } from './sign';
import { windowOf, type Span } from './span';

/** What the grid draws; it asks only for what is on the screen. */
export interface GridSource {
  readonly rows: number;
  readonly columns: number;
  /** A heading spans the row and has no cells; the keyboard passes over it. */
  readonly rowLabel: (row: number) => {
    readonly number: string;
    readonly label: string;
    readonly note?: string;
    readonly isHeading?: boolean;
  };
  readonly columnLabel: (column: number) => string;
  /** Short names of columns, such as numbers; absent where the label itself is shown. */
  readonly columnNumber?: (column: number) => string;
  /** What the rows are. */
  readonly corner: string;
  readonly sign: (row: number, column: number) => Sign;
}

/** A place in the grid; -1 is the header. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

export interface GridOptions {
  readonly label: string;
  readonly open: (place: Place) => void;
  /** Hears what the pointer or the keyboard is at, in words. */
  readonly point: (text: string) => void;
}

interface DrawnLine {
  readonly element: HTMLElement;
  /** By column; -1 is the header. */
  readonly cells: Map<number, HTMLElement>;
  readonly label: string;
}

/** Room for a scroll bar and the border, in pixels. */
const SCROLLBAR = 18;

/** Characters of an upright name. */
const MAX_HEADER_LENGTH = 24;

/** Roles that may stand side by side with horizontal names. */
const MAX_NAMED = 14;

/**
 * The matrix as an ARIA grid that holds in the document only what can be seen: a million cells scroll smoothly. One cell takes the
 * keyboard; arrows, Home, End, Page Up and Page Down move it, Enter opens it.
 * @see https://www.w3.org/WAI/ARIA/apg/patterns/grid/
 */
export class Grid {
  readonly element: HTMLElement;
  readonly #canvas = el('div', { role: 'presentation', class: 'canvas' });
  readonly #open: (place: Place) => void;
  #source: GridSource = {
    rows: 0,
    columns: 0,
    rowLabel: () => ({ number: '', label: '' }),
    columnLabel: () => '',
    corner: '',
    sign: () => ({ kind: '', sign: '', text: '' }),
  };
  #active: Place = { row: 0, column: 0 };
  #explained: Place | undefined;
  readonly #lines = new Map<number, DrawnLine>();
  readonly #templates = new Map<string, HTMLElement>();
  #drawn = '';
  #size = { row: 34, column: 40, head: 40, side: 300 };

  constructor({ label, open, point }: GridOptions) {
    this.#open = open;
    this.element = el('div', { role: 'grid', class: 'grid', 'aria-label': label }, this.#canvas);
    this.element.addEventListener('scroll', () => requestAnimationFrame(() => this.#draw()), {
      passive: true,
    });
    this.element.addEventListener('keydown', (event) => this.#key(event));
    this.element.addEventListener('click', (event) => this.#click(event));
    // A browser reports the pointer over what moved below it; after a key, only a pointer that moves counts.
    let resting = false;
    this.element.addEventListener('keydown', () => (resting = true));
    this.element.addEventListener('wheel', () => (resting = false), { passive: true });
    for (const name of ['pointermove', 'pointerover', 'focusin']) {
      this.element.addEventListener(name, ({ type, target }) => {
        if (type === 'pointermove') {
          if (!resting) return;
          resting = false;
        } else if (type === 'pointerover' && resting) return;
        const cell = target instanceof Element ? target.closest('[data-place]') : null;
        point(cell?.getAttribute('aria-label') ?? cell?.getAttribute('title') ?? '');
      });
    }
    new ResizeObserver(() => {
      this.#measure();
      this.#draw(true);
    }).observe(this.element);
  }

  /** Shows something else, from its beginning when it has another size. */
  show(source: GridSource): void {
    const { rows, columns } = this.#source;
    this.#source = source;
    this.#templates.clear();
    if (rows !== source.rows || columns !== source.columns) {
      this.#active = { row: 0, column: 0 };
      this.element.scrollTo({ top: 0, left: 0, behavior: 'instant' });
    }
    this.#active = this.#settle(this.#clamp(this.#active), 1);
    this.element.setAttribute('aria-rowcount', String(source.rows + 1));
    this.element.setAttribute('aria-colcount', String(source.columns + 1));
    this.#measure();
    this.#draw(true);
  }

  /** Shows which place is being explained; `undefined` when none is. */
  mark(place: Place | undefined): void {
    const before = this.#explained;
    this.#explained = place;
    if (before !== undefined) this.#cell(before)?.removeAttribute('aria-current');
    if (place !== undefined) this.#cell(place)?.setAttribute('aria-current', 'true');
  }

  /** Moves the keyboard to a place, and the place into view. */
  focus(place: Place): void {
    const before = this.#cell(this.#active);
    if (before !== null) before.tabIndex = -1;
    this.#active = this.#settle(this.#clamp(place), place.row < this.#active.row ? -1 : 1);
    this.#reveal();
    this.#draw();
    const cell = this.#cell(this.#active);
    if (cell === null) return;
    cell.tabIndex = 0;
    cell.focus({ preventScroll: true });
  }

  #measure(): void {
    const { columns, columnLabel, columnNumber, rows } = this.#source;
    const narrow = this.element.clientWidth < 480;
    let longest = 0;
    for (let i = 0; i < Math.min(columns, 200); i += 1) longest = Math.max(longest, columnLabel(i).length);
    const numbered = columnNumber !== undefined;
    const width = this.element.clientWidth;
    const wide = Math.max(56, longest * 8 + 24);
    // Upright names where horizontal ones would push columns out of sight.
    const named =
      !numbered && columns <= MAX_NAMED && longest <= 18 && columns * wide + (narrow ? 150 : 300) <= width;
    const isUpright = !named && !numbered;
    const column = named ? wide : numbered ? 44 : 40;
    const rest = width - columns * column - SCROLLBAR;
    const side = narrow
      ? Math.min(260, Math.max(150, rest))
      : Math.min(400, Math.max(220, width * 0.34, rest));
    this.#size = {
      row: narrow ? 42 : 34,
      column,
      head: !isUpright ? 40 : Math.max(90, Math.min(longest, MAX_HEADER_LENGTH) * 8.4 + 24),
      side,
    };
    const { style } = this.element;
    style.setProperty('--row', `${this.#size.row}px`);
    style.setProperty('--column', `${this.#size.column}px`);
    style.setProperty('--head', `${this.#size.head}px`);
    style.setProperty('--side', `${side}px`);
    style.setProperty('--tall', `${this.#size.head + rows * this.#size.row + SCROLLBAR}px`);
    this.element.classList.toggle('upright', isUpright);
    this.element.classList.toggle('narrow', narrow);
    this.#canvas.style.width = `${side + columns * this.#size.column}px`;
    this.#canvas.style.height = `${this.#size.head + rows * this.#size.row}px`;
  }

  #spans(): { readonly rows: readonly number[]; readonly columns: readonly number[] } {
    const { scrollTop, scrollLeft, clientHeight, clientWidth } = this.element;
    const { row, column, head, side } = this.#size;
    const { rows, columns } = this.#source;
    const down: Span = windowOf({ from: scrollTop, length: clientHeight - head, step: row, count: rows });
    const across: Span = windowOf({
      from: scrollLeft,
      length: clientWidth - side,
      step: column,
      count: columns,
    });
    return { rows: withActive(down, this.#active.row), columns: withActive(across, this.#active.column) };
  }

  /** Draws what came into view and drops what left it; what stays is not touched. */
  #draw(force = false): void {
    const { rows, columns } = this.#spans();
    const drawn = `${rows.join()}|${columns.join()}`;
    if (!force && drawn === this.#drawn) return;
    this.#drawn = drawn;
    const hadFocus = this.element.contains(document.activeElement) && document.activeElement !== this.element;
    if (force) this.#drop();
    keep(this.#lines, [-1, ...rows], this.#canvas, {
      make: (row) => this.#line(row),
      elementOf: ({ element }) => element,
    });
    for (const [row, line] of this.#lines) {
      keep(line.cells, this.#isHeading(row) ? [-1] : [-1, ...columns], line.element, {
        make: (column) => this.#makeCell({ row, column }, line.label),
        elementOf: (element) => element,
      });
    }
    this.#sayGroup();
    if (hadFocus) this.#cell(this.#active)?.focus({ preventScroll: true });
  }

  /** The heading that the topmost row stands below, in the corner that stays in sight. */
  #sayGroup(): void {
    const corner = this.#cell({ row: -1, column: -1 });
    if (corner === null) return;
    let row = Math.min(this.#source.rows - 1, Math.floor(this.element.scrollTop / this.#size.row));
    while (row >= 0 && !this.#isHeading(row)) row -= 1;
    const text = visible(row < 0 ? this.#source.corner : this.#source.rowLabel(row).label);
    if (corner.textContent !== text) corner.replaceChildren(el('span', {}, text));
  }

  #isHeading(row: number): boolean {
    return row >= 0 && this.#source.rowLabel(row).isHeading === true;
  }

  #drop(): void {
    this.#lines.clear();
    this.#canvas.replaceChildren();
  }

  #line(row: number): DrawnLine {
    const kind =
      row < 0 ? 'row head' : this.#isHeading(row) ? 'row heading' : row % 2 === 0 ? 'row' : 'row odd';
    const element = el('div', { role: 'row', class: kind, 'aria-rowindex': row + 2 });
    if (row >= 0) element.style.top = `${this.#size.head + row * this.#size.row}px`;
    return { element, cells: new Map(), label: row < 0 ? '' : visible(this.#source.rowLabel(row).label) };
  }

  #makeCell(place: Place, label: string): HTMLElement {
    const cell = place.row < 0 || place.column < 0 ? this.#header(place) : this.#bodyCell(place, label);
    if (place.column >= 0) cell.style.left = `${this.#size.side + place.column * this.#size.column}px`;
    cell.setAttribute('aria-colindex', String(place.column + 2));
    cell.dataset.place = `${place.row},${place.column}`;
    if (this.#isHeading(place.row)) {
      cell.setAttribute('aria-colspan', String(this.#source.columns + 1));
      return cell;
    }
    cell.tabIndex = isSame(place, this.#active) ? 0 : -1;
    if (isSame(place, this.#explained)) cell.setAttribute('aria-current', 'true');
    return cell;
  }

  #header({ row, column }: Place): HTMLElement {
    if (row < 0 && column < 0)
      return el('div', { role: 'columnheader', class: 'corner' }, el('span', {}, this.#source.corner));
    if (row < 0) {
      const label = this.#source.columnLabel(column);
      return el(
        'div',
        {
          role: 'columnheader',
          class: 'cell name',
          title: label,
          'aria-label': this.#source.columnNumber === undefined ? undefined : label,
        },
        el('span', {}, this.#source.columnNumber?.(column) ?? shorten(label)),
      );
    }
    const { number, label, note } = this.#source.rowLabel(row);
    const title = note === undefined ? label : `${label}: ${note}`;
    return el(
      'div',
      { role: 'rowheader', class: 'side', title },
      el('span', { class: 'number' }, number),
      el('span', { class: 'label' }, label),
    );
  }

  #bodyCell({ row, column }: Place, label: string): HTMLElement {
    const sign = this.#source.sign(row, column);
    let template = this.#templates.get(sign.kind);
    if (template === undefined) {
      template = el('div', { role: 'gridcell', class: 'cell' }, badge(sign, false));
      this.#templates.set(sign.kind, template);
    }
    const cell = template.cloneNode(true) as HTMLElement;
    cell.setAttribute('aria-label', `${label}, ${visible(this.#source.columnLabel(column))}: ${sign.text}`);
    return cell;
  }

  #cell({ row, column }: Place): HTMLElement | null {
    return this.#canvas.querySelector<HTMLElement>(`[data-place="${row},${column}"]`);
  }

  #clamp({ row, column }: Place): Place {
    const { rows, columns } = this.#source;
    return {
      row: Math.max(-1, Math.min(row, rows - 1)),
      column: Math.max(-1, Math.min(column, columns - 1)),
    };
  }

  /** The next place in that direction that is no heading; at the end of the grid, in the other. */
  #settle({ row, column }: Place, step: 1 | -1): Place {
    let at = row;
    while (this.#isHeading(at)) at += step;
    return at < this.#source.rows ? { row: at, column } : this.#settle({ row, column }, -1);
  }

  /** Scrolls so that the active cell is not under a header. */
  #reveal(): void {
    const { row, column, head, side } = this.#size;
    const box = this.element;
    if (this.#active.row >= 0) {
      const top = this.#active.row * row;
      const room = box.clientHeight - head - row;
      if (top < box.scrollTop) box.scrollTop = top;
      else if (top > box.scrollTop + room) box.scrollTop = top - room;
    }
    if (this.#active.column >= 0) {
      const left = this.#active.column * column;
      const room = box.clientWidth - side - column;
      if (left < box.scrollLeft) box.scrollLeft = left;
      else if (left > box.scrollLeft + room) box.scrollLeft = left - room;
    }
  }

  #click(event: Event): void {
    const target = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-place]') : null;
    const [row, column] = (target?.dataset.place ?? '').split(',').map(Number);
    if (row === undefined || column === undefined || Number.isNaN(row) || this.#isHeading(row)) return;
    this.focus({ row, column });
    this.#open({ row, column });
  }

  #key(event: KeyboardEvent): void {
    if (event.altKey || event.metaKey) return;
    const { row, column } = this.#active;
    const { rows, columns } = this.#source;
    const page = Math.max(1, Math.floor((this.element.clientHeight - this.#size.head) / this.#size.row) - 1);
    const all = event.ctrlKey;
    const moves: Readonly<Record<string, Place>> = {
      ArrowUp: { row: all ? -1 : row - 1, column },
      ArrowDown: { row: all ? rows : row + 1, column },
      ArrowLeft: { row, column: all ? -1 : column - 1 },
      ArrowRight: { row, column: all ? columns : column + 1 },
      Home: { row: all ? -1 : row, column: -1 },
      End: { row: all ? rows : row, column: columns },
      PageUp: { row: row - page, column },
      PageDown: { row: row + page, column },
    };
    const move = moves[event.key];
    if (move !== undefined) this.focus(move);
    else if (event.key === 'Enter' || event.key === ' ') this.#open(this.#active);
    else return;
    event.preventDefault();
  }
}

function isSame(a: Place, b: Place | undefined): boolean {
  return a.row === b?.row && a.column === b.column;
}

/** The active line or column is always drawn, so that the keyboard never loses its place. */
function withActive({ first, last }: Span, active: number): readonly number[] {
  const list = Array.from({ length: Math.max(0, last - first) }, (_, i) => first + i);
  if (active < 0 || (active >= first && active < last)) return list;
  return active < first ? [active, ...list] : [...list, active];
}

/** Takes out the middle: names of roles differ at their ends. */
function shorten(label: string): string {
  if (label.length <= MAX_HEADER_LENGTH) return label;
  return `${label.slice(0, MAX_HEADER_LENGTH - 11)}…${label.slice(-10)}`;
}
