/** What a figure is: a count of work, which is the same in every run, or processor time against something that does the same by hand. */
export type FigureKind = 'counter' | 'ratio';

/** Something that must not grow: less is better. */
export interface Figure {
  readonly name: string;
  readonly kind: FigureKind;
  /** A counter: a whole number. A ratio: time of refgate / time of the comparator, of one run. */
  readonly value: number;
}

/** `bench/baseline.json`. */
export interface Baseline {
  readonly version: 1;
  readonly figures: Readonly<Record<string, { readonly kind: FigureKind; readonly value: number }>>;
}

/** How a figure differs from the baseline. `loss`, `missing` and `new` fail: nothing is compared in silence. */
export interface Compared {
  readonly name: string;
  readonly kind: 'same' | 'within' | 'gain' | 'loss' | 'missing' | 'new';
  readonly text: string;
}

/** A loss of more than this part of the baseline fails. */
export const TOLERANCE = 0.25;

/** Every figure of the run and of the baseline, in the order of the run; those that the run does not have stand last. */
export function compare(
  { figures: expected }: Baseline,
  figures: readonly Figure[],
  kinds: readonly FigureKind[] = ['counter', 'ratio'],
): readonly Compared[] {
  const names = new Set(figures.map(({ name }) => name));
  const lost = Object.entries(expected).filter(
    ([name, { kind }]) => kinds.includes(kind) && !names.has(name),
  );
  return [
    ...figures.map((figure) => compareOne(figure, expected[figure.name])),
    ...lost.map(([name]): Compared => ({
      name,
      kind: 'missing',
      text: 'is in the baseline and was not measured',
    })),
  ];
}

function compareOne(
  { name, kind, value }: Figure,
  before: Baseline['figures'][string] | undefined,
): Compared {
  if (before === undefined || before.kind !== kind)
    return { name, kind: 'new', text: `${value}: not in the baseline` };
  const text = `${value}, baseline ${before.value}`;
  if (value === before.value) return { name, kind: 'same', text };
  if (value > before.value * (1 + TOLERANCE))
    return { name, kind: 'loss', text: `${text}: ${percent(value, before.value)}` };
  if (value < before.value * (1 - TOLERANCE))
    return { name, kind: 'gain', text: `${text}: ${percent(value, before.value)}` };
  return { name, kind: 'within', text };
}

function percent(value: number, before: number): string {
  if (before === 0) return 'from nothing';
  const change = Math.round((value / before - 1) * 100);
  return `${change > 0 ? '+' : ''}${change} %`;
}

export function fails({ kind }: Compared): boolean {
  return kind === 'loss' || kind === 'missing' || kind === 'new';
}

/** @throws when the text is not a baseline */
export function readBaseline(text: string): Baseline {
  const value = JSON.parse(text) as Baseline;
  const isWhole =
    value.version === 1 &&
    Object.values(value.figures).every(
      ({ kind, value: figure }) =>
        (kind === 'counter' || kind === 'ratio') && Number.isFinite(figure) && figure >= 0,
    );
  if (!isWhole)
    throw new Error('it is not a baseline of version 1: write it with `npm run bench -- --update`');
  return value;
}

/** The baseline of a run, as text: by name, so that a change of one figure is a change of one line. */
export function writeBaseline(figures: readonly Figure[]): string {
  const sorted = figures.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const baseline: Baseline = {
    version: 1,
    figures: Object.fromEntries(sorted.map(({ name, kind, value }) => [name, { kind, value }])),
  };
  return `${JSON.stringify(baseline, undefined, 2)}\n`;
}
