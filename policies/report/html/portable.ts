import type { Report, ReportCell } from '../report';

/** An absolute path of Linux, macOS or Windows. */
const ABSOLUTE = /^(?:\/|[A-Za-z]:[\\/]|\\\\)/;

/**
 * The report without the folders of the machine it was made on: files that are named by an absolute path are named from the folder that
 * they have in common. Other reports are returned as they are. A cell's texts are still made when they are read.
 */
export function withoutMachinePaths(report: Report): Report {
  const files = absoluteFiles(report);
  if (files.length === 0) return report;
  const folder = commonFolder(files);
  const longestFirst = files.toSorted((a, b) => b.length - a.length);
  const text = (value: string): string =>
    longestFirst.reduce((changed, file) => changed.replaceAll(file, file.slice(folder.length)), value);
  const { rows, ...rest } = report;
  return {
    ...(deep(rest, text) as Omit<Report, 'rows'>),
    rows: rows.map(({ cells, ...row }) => ({
      ...(deep(row, text) as typeof row),
      cells: cells.map((cell) => new PortableCell(cell, text)),
    })),
  };
}

function absoluteFiles({
  input,
  roles,
  rows,
  proofs,
  findings,
  unresolved,
  notices = [],
}: Report): readonly string[] {
  const placed = [...roles, ...rows, ...proofs, ...findings, ...unresolved, ...notices];
  const named = [
    ...input.name.split(', '),
    ...[...roles, ...unresolved, ...notices].map(({ address }) => address),
    ...placed.flatMap(({ position }) => position?.file ?? []),
  ];
  return [...new Set(named.filter((name) => ABSOLUTE.test(name)))];
}

/** With its last slash. */
function commonFolder(files: readonly string[]): string {
  const [first = '', ...others] = files.map((file) => file.replace(/[^\\/]*$/, ''));
  let folder = first;
  while (!others.every((other) => other.startsWith(folder))) folder = folder.replace(/[^\\/]*[\\/]$/, '');
  return folder;
}

/** Every string of plain JSON, keys included. */
function deep(value: unknown, text: (value: string) => string): unknown {
  if (typeof value === 'string') return text(value);
  if (Array.isArray(value)) return value.map((item) => deep(item, text));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [text(key), deep(item, text)]));
}

/** A cell whose texts are rewritten when somebody reads them. */
class PortableCell implements ReportCell {
  readonly #cell: ReportCell;
  readonly #text: (value: string) => string;

  constructor(cell: ReportCell, text: (value: string) => string) {
    this.#cell = cell;
    this.#text = text;
  }

  get expected() {
    return this.#cell.expected;
  }

  get outcome() {
    return this.#cell.outcome;
  }

  get holds() {
    return this.#cell.holds;
  }

  get layer() {
    return this.#cell.layer;
  }

  get reason() {
    return this.#text(this.#cell.reason);
  }

  get steps() {
    return this.#cell.steps.map(this.#text);
  }

  get advice() {
    return this.#cell.advice.map(this.#text);
  }

  get assuming() {
    return this.#cell.assuming.map(this.#text);
  }

  get claims() {
    return this.#cell.claims;
  }
}
