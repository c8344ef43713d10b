import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_SEED } from '../../support/seed';

const FILE = join(__dirname, 'undecided-counts.json');

/** How many questions of a run were undecided, by what decides them; the run by its number of questions. */
type Counts = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** The counts of the runs with the usual seed. */
export function undecidedCounts(): Counts {
  return existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as Counts) : {};
}

/** Holds a run with the usual seed against what was counted, or writes it with `UPDATE_GOLDEN=1`. */
export function compareUndecidedCounts(run: {
  readonly seed: number;
  readonly questions: number;
  readonly undecided: ReadonlyMap<string, number>;
}): void {
  const sorted = [...run.undecided].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  process.stdout.write(`undecided: ${sorted.map(([name, count]) => `${count} ${name}`).join(', ')}\n`);
  if (run.seed !== DEFAULT_SEED) return;
  const counts = Object.fromEntries(sorted);
  const all = undecidedCounts();
  const name = String(run.questions);
  if (process.env['UPDATE_GOLDEN'] === '1')
    writeFileSync(FILE, `${JSON.stringify({ ...all, [name]: counts }, null, 2)}\n`);
  else expect(counts).toEqual(all[name]);
}
