import { chooser, one, seedOf } from './choose';
import type { Choose } from './choose';
import { changedBytes } from './changed-bytes';

/** Something that reads bytes of strangers. */
export interface Target {
  readonly name: string;
  /** Valid inputs, from which others are made. */
  readonly valid: readonly string[];
  /** Words of its language. */
  readonly words: readonly string[];
  /** Makes an input of a valid one. @default bytes are changed */
  readonly change?: (valid: string, choose: Choose) => Buffer;
  /**
   * Reads an input.
   * @returns what is wrong with how it was read, without anything of the input that changes when it is shortened; `undefined`: nothing
   */
  readonly attack: (input: Buffer) => Promise<string | undefined>;
  readonly close?: () => Promise<void> | void;
}

/** The input of a number: a function of nothing but the target, the seed and the number. */
export function inputOf(target: Target, seed: number, number: number): Buffer {
  const choose = chooser(seedOf(seed, target.name, number));
  const valid = one(choose, target.valid);
  return target.change?.(valid, choose) ?? changedBytes(Buffer.from(valid), target.words, choose);
}

/** What the target does wrong with an input. What it throws is wrong too. */
export async function complaintAbout(target: Target, input: Buffer): Promise<string | undefined> {
  try {
    return await target.attack(input);
  } catch (error) {
    const { name, message, stack = '' } = error as Error;
    const place = /\n\s+at (\S+)/.exec(stack)?.[1] ?? 'an unknown place';
    return `threw ${name} at ${place}: ${message.replaceAll(/`[^`]*`|"[^"]*"|\d+/g, '…').slice(0, 200)}`;
  }
}
