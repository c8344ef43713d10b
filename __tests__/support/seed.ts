export { chooser, type Choose } from '../../siege/choose';

/** The seed where no other is asked for. */
export const DEFAULT_SEED = 28051496;

/**
 * The seed of a random test, printed: the same for every run, so that a run that is red stays red, and another with
 * `REFGATE_SEED=<number>`, or a fresh one with `REFGATE_SEED=random`.
 */
export function seedFor(test: string): number {
  const wanted = process.env.REFGATE_SEED;
  const given = wanted === 'random' ? (Date.now() % 0x7fffffff) + 1 : Number(wanted);
  const seed = Number.isSafeInteger(given) && given > 0 ? given : DEFAULT_SEED;
  process.stdout.write(`${test}: seed ${seed} (repeat with REFGATE_SEED=${seed})\n`);
  return seed;
}
