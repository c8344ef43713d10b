/** From `first` up to, and without, `last`. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/** Items beyond the edges, so that a scroll shows no gap. */
const BEYOND = 4;

/** Which of `count` items of a size can be seen through a window. */
export function windowOf(view: {
  readonly from: number;
  readonly length: number;
  readonly step: number;
  readonly count: number;
}): Span {
  const first = Math.max(0, Math.floor(view.from / view.step) - BEYOND);
  const last = Math.min(view.count, Math.ceil((view.from + Math.max(0, view.length)) / view.step) + BEYOND);
  return { first: Math.min(first, last), last };
}
