import { hasUnit, unitCount, unitIntersection, ALL_UNITS, type UnitSet } from './unit-set';

/** A set of letters that every shape in play treats alike, and the order in which a witness would pick among them. */
export interface LetterClass {
  readonly units: UnitSet;
  readonly size: number;
  /** The most natural letters of the class, best first; not all of it. */
  readonly picks: readonly number[];
}

/** Letters a reader expects in a path or a ref, best first, then the rest of ASCII that prints. */
const NATURAL: readonly number[] = [
  ...'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_./ :@=,+%#!~$&()[]{}<>;"\'`^|\\*?',
].map((letter) => letter.charCodeAt(0));

/** Where to look when no natural letter is left: letters, the rest of the plane, controls, lone surrogates last. */
const FALLBACK: readonly UnitSet[] = [[0x00e0, 0x024f], [0x00a1, 0xd7ff, 0xe000, 0xfffd], ALL_UNITS];

export function letterClass(units: UnitSet): LetterClass {
  return { units, size: unitCount(units), picks: NATURAL.filter((unit) => hasUnit(units, unit)) };
}

/** Every letter: the one class where no shape is in play. */
export const EVERY_LETTER: LetterClass = letterClass(ALL_UNITS);

/**
 * The most natural letter of the class that `taken` does not refuse, or -1 when the class has none.
 * Cost: at most one more question than there are refused letters, per preference.
 */
export function pickLetter(subject: LetterClass, taken: (unit: number) => boolean): number {
  for (const unit of subject.picks) if (!taken(unit)) return unit;
  for (const preferred of FALLBACK) {
    const units = unitIntersection(subject.units, preferred);
    for (let i = 0; i < units.length; i += 2) {
      for (let unit = units[i]!; unit <= units[i + 1]!; unit++) if (!taken(unit)) return unit;
    }
  }
  return -1;
}
