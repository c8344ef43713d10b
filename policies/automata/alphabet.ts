import { EVERY_LETTER, letterClass, pickLetter, type LetterClass } from './letter-class';
import { DEAD } from './matcher';
import type { Frame } from './frame';
import type { Product } from './product';
import { programOf } from './program';
import type { ShapeMatcher } from './shape-matcher';
import { hasUnit, unitIntersection } from './unit-set';

/** Marks letters as seen without clearing: a letter is seen when its entry is the current round. */
const rounds = new Float64Array(0x10000);
let round = 0;

/**
 * Which letters a search has to try at a product state. Enough of them for emptiness and for the shortest witness:
 *
 * 1. Letters are needed only as far as the atoms in play can tell them apart.
 * 2. A letter that only advances atoms under negation is dominated by a fresh one of its class: the positions a glob
 *    reaches by the fresh letter are among those it reaches by any other, so what the other letter avoids the fresh one
 *    avoids as well, by the same continuation. Only letters of plain atoms and one fresh letter per class are left.
 * 3. Where a class has no fresh letter left, all its letters are tried.
 * 4. A guard (atoms of which one must survive) whose atoms all name their only letters allows no other.
 */
export class Alphabet {
  private readonly named = new Set<number>();
  private readonly fresh = new Map<LetterClass, number>();
  private readonly joint = new Map<string, readonly LetterClass[]>();

  /** @param variables the variables of the key, as they may occur in any frame of the product */
  constructor(
    product: Product,
    variables: Iterable<number>,
    key: number,
    private readonly byPolarity: boolean,
  ) {
    for (const variable of variables) {
      const atom = product.question.atoms[variable]!;
      if (atom.key !== key) continue;
      if (atom.kind === 'glob') for (const unit of programOf(atom.pattern).letters) this.named.add(unit);
      if (atom.kind !== 'words') continue;
      for (const word of atom.words) for (let i = 0; i < word.length; i++) this.named.add(word.charCodeAt(i));
    }
  }

  /** The letters to try at a state, without repetition. */
  letters(frame: Frame, states: readonly number[]): readonly number[] {
    const guard = this.guard(frame, states);
    const found: number[] = [];
    round++;
    if (guard !== undefined) {
      for (const slot of guard) take(frame, states, slot, found);
      return found;
    }
    for (let slot = 0; slot < frame.variables.length; slot++) {
      if (!this.byPolarity || (frame.signs[slot]! & 1) !== 0) take(frame, states, slot, found);
    }
    for (const letters of this.classes(frame, states)) this.represent(letters, frame, states, found);
    return found;
  }

  /** The only letter worth trying at a state, or -1 when there may be more (or none). */
  only(frame: Frame, states: readonly number[]): number {
    const guard = this.guard(frame, states);
    if (guard === undefined) return -1;
    let only = -1;
    for (const slot of guard) {
      for (const unit of frame.matchers[slot]!.letters(states[slot]!)) {
        if (only >= 0 && unit !== only) return -1;
        only = unit;
      }
    }
    return only;
  }

  /** The classes of letters the shapes in play tell apart, without those that end all hope. */
  classes(frame: Frame, states: readonly number[]): readonly LetterClass[] {
    const { shapes } = frame;
    if (shapes.length === 0) return [EVERY_LETTER];
    let name = '';
    for (const slot of shapes)
      name += `${frame.variables[slot]!}.${states[slot]!}.${frame.demands[slot]! & 1} `;
    const known = this.joint.get(name);
    if (known !== undefined) return known;
    let classes: readonly LetterClass[] = [EVERY_LETTER];
    for (const slot of shapes) {
      const branches = (frame.matchers[slot] as ShapeMatcher)
        .branches(states[slot]!)
        .filter(({ target }) => target !== DEAD || frame.demands[slot] !== 1);
      classes = classes.flatMap((one) =>
        one === EVERY_LETTER
          ? branches.map(({ letters }) => letters)
          : branches
              .map(({ letters }) => unitIntersection(one.units, letters.units))
              .filter((units) => units.length > 0)
              .map(letterClass),
      );
    }
    this.joint.set(name, classes);
    return classes;
  }

  private guard(frame: Frame, states: readonly number[]): readonly number[] | undefined {
    let best: readonly number[] | undefined;
    for (const group of frame.guards) {
      if (best !== undefined && group.length >= best.length) continue;
      if (group.every((slot) => frame.matchers[slot]!.strict(states[slot]!))) best = group;
    }
    return best;
  }

  private represent(letters: LetterClass, frame: Frame, states: readonly number[], found: number[]): void {
    let fresh = this.fresh.get(letters);
    if (fresh === undefined) {
      fresh = pickLetter(letters, (unit) => this.named.has(unit));
      this.fresh.set(letters, fresh);
    }
    if (fresh >= 0) {
      found.push(fresh);
      return;
    }
    // No letter is fresh for all atoms; one may be fresh for those in play.
    const local = new Set<number>();
    for (let slot = 0; slot < frame.variables.length; slot++) {
      for (const unit of frame.matchers[slot]!.letters(states[slot]!)) local.add(unit);
    }
    const pick = pickLetter(letters, (unit) => local.has(unit));
    const inPlay = pick >= 0 ? [pick] : [...local].filter((unit) => hasUnit(letters.units, unit));
    for (const unit of inPlay) {
      if (rounds[unit] === round) continue;
      rounds[unit] = round;
      found.push(unit);
    }
  }
}

function take(frame: Frame, states: readonly number[], slot: number, found: number[]): void {
  for (const unit of frame.matchers[slot]!.letters(states[slot]!)) {
    if (rounds[unit] === round) continue;
    rounds[unit] = round;
    found.push(unit);
  }
}
