import { appendFileSync } from 'node:fs';

/** What a random test asks: how often by default, and how often where there is time. */
export interface Rounds {
  readonly short: number;
  readonly long: number;
}

/**
 * The rounds of a random test: the short form in every run, the long one with `REFGATE_FUZZ=long`. Both start with the same seed, so
 * that whatever the short form finds the long one finds too.
 * Where `REFGATE_ROUNDS` names a file, the number is added to it: `npm run siege` counts what was asked.
 * @throws when the variable is something else
 */
export function rounds({ short, long }: Rounds, form = process.env['REFGATE_FUZZ'] ?? 'short'): number {
  if (form === 'short') return counted(short);
  if (form === 'long') return counted(long);
  throw new Error(`REFGATE_FUZZ: unknown form: got \`${form}\`; expected \`short\` or \`long\``);
}

function counted(number: number): number {
  const file = process.env['REFGATE_ROUNDS'];
  if (file !== undefined) appendFileSync(file, `${number}\n`);
  return number;
}
