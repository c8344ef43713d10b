import { minimised } from './minimise';
import { complaintAbout, inputOf, type Target } from './target';

/** An input that a target treats wrongly. */
export interface Finding {
  readonly target: string;
  /** The number of the input that showed it. */
  readonly number: number;
  readonly complaint: string;
  /** As short as it became. */
  readonly input: Buffer;
}

/** What an attack goes on with, and where it ends. */
export interface Attack {
  readonly seed: number;
  /** Number of the first input. */
  readonly from: number;
  /** Complaints that are known: not minimised again. */
  readonly known: ReadonlySet<string>;
  /** Asked before each input. */
  readonly goesOn: (number: number) => boolean;
}

/** Gives a target one input after the other. @returns the number of the next input, and what was found */
export async function attack(
  target: Target,
  { seed, from, known, goesOn }: Attack,
): Promise<{ readonly next: number; readonly found: readonly Finding[] }> {
  const complaints = new Set(known);
  const found: Finding[] = [];
  let number = from;
  for (; goesOn(number); number += 1) {
    const input = inputOf(target, seed, number);
    const complaint = await complaintAbout(target, input);
    if (complaint === undefined || complaints.has(complaint)) continue;
    complaints.add(complaint);
    found.push({ target: target.name, number, complaint, input: await minimised(target, input, complaint) });
  }
  return { next: number, found };
}
