import { el, fill, type Child } from './dom';

/** The panel beside the matrix (below it where there is no room) that explains what was opened. */
export class Inspector {
  readonly element: HTMLElement;
  readonly #title = el('h3', { tabindex: -1, id: 'inspector-title' });
  readonly #content = el('div', { class: 'content' });
  readonly #onHide: () => void;
  #back: (() => void) | undefined;

  /** @param onHide hears that nothing is explained any more */
  constructor(onHide: () => void) {
    this.#onHide = onHide;
    const close = el(
      'button',
      { type: 'button', class: 'close', 'aria-label': 'Close', click: () => this.close() },
      '×',
    );
    this.element = el(
      'aside',
      { class: 'inspector', 'aria-labelledby': 'inspector-title', hidden: true },
      el('div', { class: 'bar' }, this.#title, close),
      this.#content,
    );
    this.element.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.close();
    });
  }

  /** @param back takes the keyboard back to where it was */
  open(title: readonly Child[], content: readonly Child[], back: () => void): void {
    this.#back = back;
    fill(this.#title, title);
    fill(this.#content, content);
    this.element.hidden = false;
    this.element.scrollTop = 0;
    this.element.scrollIntoView({ block: 'nearest' });
    this.#title.focus({ preventScroll: true });
  }

  close(): void {
    if (this.element.hidden) return;
    this.dismiss();
    this.#back?.();
  }

  /** Empties the panel without moving the keyboard. */
  dismiss(): void {
    this.element.hidden = true;
    this.#onHide();
  }
}
