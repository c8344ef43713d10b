import { do_not_optimize, measure } from 'mitata';

/** One line of a section: what was done, and how often in a second. */
export interface Row {
  readonly what: string;
  /** Median over the samples, per second, on one core. */
  readonly perSecond: number;
  /** The row that it is compared with. */
  readonly against?: Row;
}

export interface Section {
  readonly name: string;
  readonly rows: () => Promise<readonly Row[]>;
}

/** A section that does not fit the columns. */
export interface TextSection {
  readonly name: string;
  /** Markdown, with its heading. */
  readonly text: () => Promise<string>;
}

/**
 * Times a function that does its work once for each of many items, so that neither the call nor the clock is what is measured.
 * @param work answers something that depends on every item, so that nothing can be left out
 */
export async function time<T>(what: string, items: readonly T[], work: (item: T) => boolean): Promise<Row> {
  const stats = await measure(() => {
    let held = 0;
    for (const item of items) if (work(item)) held += 1;
    do_not_optimize(held);
  });
  return { what, perSecond: (items.length * 1e9) / stats.p50 };
}

/** The section as a Markdown table. */
export function toMarkdown(name: string, rows: readonly Row[]): string {
  const lines = rows.map(
    ({ what, perSecond, against }) =>
      `| ${what} | ${rounded(perSecond)} | ${duration(perSecond)} | ${
        against === undefined ? '' : `${(against.perSecond / perSecond).toFixed(1)}×`
      } |`,
  );
  return [
    `### ${name}`,
    '',
    '| what | per second | each | time against by hand |',
    '| --- | --: | --: | --: |',
    ...lines,
  ].join('\n');
}

function rounded(perSecond: number): string {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(perSecond)) - 2);
  return (Math.round(perSecond / unit) * unit).toLocaleString('en');
}

function duration(perSecond: number): string {
  const ns = 1e9 / perSecond;
  return ns < 10_000 ? `${Math.round(ns)} ns` : `${Math.round(ns / 1000)} µs`;
}
