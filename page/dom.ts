import { visible } from '../policies/index';

export type Child = Node | string | undefined | readonly Child[];
type Attribute = string | number | boolean | undefined | ((event: Event) => void);

/** Makes an element. Text is always a text node, with everything invisible in it made visible; a function is a listener. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, Attribute>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== undefined && value !== false) element.setAttribute(name, visible(String(value)));
  }
  add(element, children);
  return element;
}

/** A sentence of refgate's: what is in backticks becomes code. */
export function rich(text: string): readonly Child[] {
  return text.split(/(`[^`]*`)/).map((part, i) => (i % 2 === 1 ? el('code', {}, part.slice(1, -1)) : part));
}

/** The same with a capital at its beginning, unless it begins with user text. */
export function sentence(text: string): readonly Child[] {
  return rich(`${text.charAt(0).toUpperCase()}${text.slice(1)}`);
}

/** Puts new children in the place of the old ones. */
export function fill(element: Element, ...children: readonly Child[]): void {
  element.replaceChildren();
  add(element, children);
}

/** The element with that id: the page's own markup has it. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found;
}

function add(parent: Element, children: readonly Child[]): void {
  for (const child of children) {
    if (child === undefined) continue;
    if (typeof child === 'string') parent.append(visible(child));
    else if (child instanceof Node) parent.append(child);
    else add(parent, child);
  }
}
