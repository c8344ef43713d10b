import type { AtomText, FormulaText, GlobAtom, ProofText, ShapeText } from './format';
import { GlobReader, covers, overlap, unitsOf } from './glob';
import { Logic, type Node, type Truth } from './logic';
import type { Reader } from './reader';
import { ShapeReader } from './shape';

type States = Extract<ProofText, { kind: 'states' }>;

/** A text of one key: where each statement about the key is in it, and what is left of the formula. */
interface Place {
  readonly states: readonly number[];
  readonly rest: Node;
}

/**
 * Follows proofs that formulas cannot be true, by the definition of {@link ProofText} and nothing else. It knows propositional logic,
 * how a pattern and a shape read a text, and no search.
 */
export class Refutation {
  private readonly logic = new Logic();
  private readonly readers = new Map<number, Reader>();
  private readonly followed = new Map<string, boolean>();

  constructor(
    private readonly proofs: readonly ProofText[],
    private readonly shapes: readonly ShapeText[],
  ) {}

  /** Whether the proof at this place shows that the formula is false for every value of every key. */
  refutes(formula: FormulaText, proof: number): boolean {
    return this.follow(this.logic.of(formula), proof, this.proofs.length);
  }

  /** @param below only proofs before it may be used, so that no proof rests on itself */
  private follow(goal: Node, index: number, below: number): boolean {
    const proof = this.proofs[index];
    if (proof === undefined || index >= below) return false;
    const name = `${goal.id} ${index}`;
    const known = this.followed.get(name);
    if (known !== undefined) return known;
    const answer = this.holds(goal, proof, (rest, next) => this.follow(rest, next, index));
    this.followed.set(name, answer);
    return answer;
  }

  private holds(goal: Node, proof: ProofText, next: (rest: Node, proof: number) => boolean): boolean {
    const { logic } = this;
    const outside = (cubes: readonly (readonly GlobAtom[])[]): Node =>
      logic.and(goal, ...cubes.map((cube) => logic.not(this.cube(cube))));
    switch (proof.kind) {
      case 'constant':
        return logic.refuted(goal);
      case 'split':
        return (
          logic.refuted(outside(proof.cubes.map(({ cube }) => cube))) &&
          proof.cubes.every(({ cube, rest }) => next(logic.and(goal, this.cube(cube)), rest))
        );
      case 'covered': {
        const refuted = proof.covered.every(({ cube, facts }) => {
          const known = facts.map((fact) => {
            const [one, other] = [this.atom(fact.pattern), this.atom(fact.other)];
            if (fact.pattern.key !== fact.other.key) return logic.yes;
            if (fact.relation === 'covered')
              return covers(fact.other, fact.pattern) ? logic.or(logic.not(one), other) : logic.yes;
            return overlap(fact.other, fact.pattern) ? logic.yes : logic.or(logic.not(one), logic.not(other));
          });
          const present = cube.map(({ key }) => logic.not(this.atom({ missing: key })));
          return logic.refuted(logic.and(goal, this.cube(cube), ...present, ...known));
        });
        const elsewhere = outside(proof.covered.map(({ cube }) => cube));
        if (proof.rest === undefined) return refuted && logic.refuted(elsewhere);
        const dropped: Truth = new Map(proof.dropped.map((atom) => [logic.atom(atom), false]));
        const reduced = logic.given(goal, dropped);
        return (
          refuted && logic.refuted(logic.and(elsewhere, logic.not(reduced))) && next(reduced, proof.rest)
        );
      }
      case 'states':
        return this.closed(goal, proof, next);
    }
  }

  private closed(goal: Node, proof: States, next: (rest: Node, proof: number) => boolean): boolean {
    const { logic } = this;
    const bit = logic.atom({ missing: proof.key });
    const present = logic.given(goal, new Map([[bit, false]]));
    const isOwn = (atom: AtomText): boolean => !('missing' in atom) && atom.key === proof.key;
    const named = [...logic.literals(goal)].map(({ atom }) => atom);
    const own = [...new Set(named)].filter((atom) => isOwn(logic.atoms[atom]!));
    const readers = own.map((atom) => this.reader(atom));
    const placed = new Map<string, Place>();
    const place = (states: readonly number[]): Place => {
      const known = placed.get(states.join());
      if (known !== undefined) return known;
      const settled = states.flatMap((state, i) => {
        const truth = readers[i]!.settled(state);
        return truth === undefined ? [] : [[own[i]!, truth] as const];
      });
      const made = { states, rest: logic.given(present, new Map(settled)) };
      placed.set(states.join(), made);
      return made;
    };
    const start = readers.map((reader) => reader.start);
    const step = (states: readonly number[], unit: number): readonly number[] =>
      states.map((state, i) => readers[i]!.step(state, unit));
    const places = proof.words.map(({ word }) => place(unitsOf(word).reduce(step, start)));
    const dominated = (here: Place, there: Place): boolean => {
      for (const { atom, negated } of logic.literals(here.rest)) {
        const i = own.indexOf(atom);
        const [a, b] = [here.states[i], there.states[i]];
        if (i < 0 || a === b) continue;
        if (!(negated ? readers[i]!.below(b!, a!) : readers[i]!.below(a!, b!))) return false;
      }
      return here.rest === there.rest || logic.refuted(logic.and(here.rest, logic.not(there.rest)));
    };
    const answers = new Map<Place, boolean>();
    const taken = (here: Place): boolean => {
      const answer =
        answers.get(here) ?? (logic.refuted(here.rest) || places.some((there) => dominated(here, there)));
      answers.set(here, answer);
      return answer;
    };
    const cuts = [...new Set([0, ...readers.flatMap((reader) => reader.cuts)])].filter((u) => u <= 0xffff);
    const absent = new Map([[bit, true], ...own.map((atom) => [atom, false] as const)]);
    return (
      taken(place(start)) &&
      places.every(({ states }) => cuts.every((unit) => taken(place(step(states, unit))))) &&
      next(logic.given(goal, absent), proof.missing) &&
      places.every(({ states }, i) => {
        const truths = states.map((state, at) => [own[at]!, readers[at]!.accepts(state)] as const);
        return next(logic.given(present, new Map(truths)), proof.words[i]!.rest);
      })
    );
  }

  private reader(atom: number): Reader {
    const known = this.readers.get(atom);
    if (known !== undefined) return known;
    const text = this.logic.atoms[atom]!;
    if ('missing' in text) throw new TypeError('ERR_INTERNAL: a missing key has no text');
    const made = 'in' in text ? new ShapeReader(this.shapes[text.in]!) : new GlobReader(text);
    this.readers.set(atom, made);
    return made;
  }

  private atom(atom: AtomText): Node {
    return this.logic.literal(this.logic.atom(atom));
  }

  private cube(atoms: readonly GlobAtom[]): Node {
    return this.logic.and(...atoms.map((atom) => this.atom(atom)));
  }
}
