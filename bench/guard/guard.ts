import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../child';
import {
  compare,
  fails,
  readBaseline,
  TOLERANCE,
  writeBaseline,
  type Figure,
  type FigureKind,
} from './compare';
import { counters, ratios } from './figures';

/** Where the figures are that a run is compared with. */
const BASELINE = 'bench/baseline.json';

/** How often ratios are taken again before a loss counts: a collector that runs in the wrong moment is no loss. */
const ATTEMPTS = 3;

export interface GuardOptions {
  readonly update: boolean;
  /** Only what is counted: for machines whose clock is worth nothing. */
  readonly countersOnly: boolean;
  /** @default bench/baseline.json */
  readonly baseline?: string;
}

/**
 * Measures what must not get worse and compares it with the baseline, or writes the baseline.
 * @returns the exit code: 0 = nothing lost, 1 = a loss, or a figure that only one of the two has
 */
export function guard({ update, countersOnly, baseline = path.join(ROOT, BASELINE) }: GuardOptions): number {
  const counted = counters();
  if (update) {
    const kept = countersOnly ? ratiosOf(baseline) : ratios();
    writeFileSync(baseline, writeBaseline([...counted, ...kept]));
    process.stdout.write(`wrote ${counted.length + kept.length} figures to ${baseline}\n`);
    return 0;
  }
  const before = readBaseline(readFileSync(baseline, 'utf8'));
  const kinds: readonly FigureKind[] = countersOnly ? ['counter'] : ['counter', 'ratio'];
  let timed = countersOnly ? [] : ratios();
  let compared = compare(before, [...counted, ...timed], kinds);
  for (let attempt = 1; attempt < ATTEMPTS && compared.some(isRatioLoss); attempt += 1) {
    timed = leastOf(timed, ratios());
    compared = compare(before, [...counted, ...timed], kinds);
  }
  for (const { name, kind, text } of compared)
    process.stdout.write(`${kind === 'same' ? '=' : kind.padEnd(7)} ${name}: ${text}\n`);
  const failed = compared.filter(fails);
  const rule = `a loss is more than ${TOLERANCE * 100} % above the baseline`;
  process.stdout.write(
    failed.length === 0
      ? `\n${compared.length} figures, no loss: ${rule}\n`
      : `\n${failed.length} of ${compared.length} figures fail: ${rule}; when that is meant, run \`npm run bench -- --update\` and say why in the commit\n`,
  );
  return failed.length === 0 ? 0 : 1;
}

function isRatioLoss({ name, kind }: { readonly name: string; readonly kind: string }): boolean {
  return kind === 'loss' && name.startsWith('time: ');
}

function leastOf(one: readonly Figure[], other: readonly Figure[]): readonly Figure[] {
  return one.map((figure, index) => ({ ...figure, value: Math.min(figure.value, other[index]!.value) }));
}

function ratiosOf(baseline: string): readonly Figure[] {
  return Object.entries(readBaseline(readFileSync(baseline, 'utf8')).figures).flatMap(
    ([name, { kind, value }]) => (kind === 'ratio' ? [{ name, kind, value }] : []),
  );
}
