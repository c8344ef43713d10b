import { readViewFragment, viewFragment, type View } from '../policies/index';
import { byId } from './dom';

let take: ((view: View) => void) | undefined;

/** Tells what of the matrix the address shows, whenever it names a view. */
export function onViewInAddress(listener: (view: View) => void): void {
  take = listener;
}

/** Puts a view into the address, so that it can be sent; no step of the history. */
export function keepInAddress(view: View): void {
  const fragment = viewFragment(view);
  if (fragment === '' && readViewFragment(location.hash) === undefined) return;
  try {
    history.replaceState(
      undefined,
      '',
      fragment === '' ? `${location.pathname}${location.search}` : fragment,
    );
  } catch {
    // A page in a frame without an origin has no address of its own: filters work, and cannot be sent.
  }
}

/** Shows what the address names, now and whenever it changes: a view of the matrix, or a part of the page that may be folded. */
export function followAddress(): void {
  addEventListener('hashchange', follow);
  follow();
}

function follow(): void {
  const { hash } = location;
  const view = readViewFragment(hash);
  if (view !== undefined && take !== undefined) {
    take(view);
    const matrix = byId('matrix');
    matrix.focus({ preventScroll: true });
    matrix.scrollIntoView();
    return;
  }
  const target = hash === '' ? null : document.getElementById(hash.slice(1));
  if (target === null) return;
  for (let part: Element | null = target; part !== null; part = part.parentElement)
    if (part instanceof HTMLDetailsElement) part.open = true;
  target.scrollIntoView();
}
