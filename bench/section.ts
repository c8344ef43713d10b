/** How much a run is to cost: `once` does everything one time and small, so that a test can run it. */
export type Effort = 'full' | 'once';

/** A part of the bench: prints what one heading of docs/performance.md shows. */
export interface Section {
  readonly name: string;
  /** Markdown below the heading. Asserts that what is compared agrees before anything is timed. */
  readonly text: (effort: Effort) => Promise<string>;
}

/** A Markdown table; columns whose head starts with `>` are aligned to the right. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(heads.map((head) => head.replace(/^>/, ''))),
    line(heads.map((head) => (head.startsWith('>') ? '--:' : '---'))),
    ...rows.map(line),
  ].join('\n');
}

export function duration(ns: number): string {
  if (ns < 10_000) return `${Math.round(ns)} ns`;
  if (ns < 1e6) return `${Math.round(ns / 1000)} µs`;
  if (ns < 1e8) return `${(ns / 1e6).toFixed(1)} ms`;
  return ns < 1e9 ? `${Math.round(ns / 1e6)} ms` : `${(ns / 1e9).toFixed(2)} s`;
}

/** Three significant digits. */
export function rounded(value: number): string {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(value)) - 2);
  return (Math.round(value / unit) * unit).toLocaleString('en');
}

export function times(ratio: number): string {
  return `${ratio < 10 ? ratio.toFixed(1) : rounded(ratio)}×`;
}

export function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}
