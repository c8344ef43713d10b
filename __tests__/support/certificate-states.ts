import { and, not, type Certificate, type Formula } from '../../policies/automata';
import type { Propositions, Rest, Truth } from './propositional';
import { cutPoints, watch, type Run, type Watched } from './watched-atom';

type States = Extract<Certificate, { kind: 'states' }>;

interface Place {
  readonly seen: ReadonlyMap<string, Watched>;
  readonly settled: Truth;
  readonly rest: Rest;
}

/**
 * Whether the words of a certificate are closed: the empty word, and one letter more, is hopeless or dominated.
 * `rests` are the truths after each word and for the missing key, which the caller has to refute.
 */
export function closedStates(logic: Propositions, goal: Formula, truth: Truth, proof: States, run: Run) {
  const bit = logic.name({ kind: 'missing', key: proof.key });
  const isOwn = (name: string) => name !== bit && logic.atom(name).key === proof.key;
  const own = [...new Set(logic.literals(logic.rest(goal, truth)).map(({ name }) => name))].filter(isOwn);
  const given = (value: (name: string) => boolean | undefined, absent = false): Truth => {
    const known = own.flatMap((name) => (value(name) === undefined ? [] : [[name, value(name)!] as const]));
    return new Map([...truth, [bit, absent], ...known]);
  };
  const at = (word: string): Place => {
    const seen = new Map(own.map((name) => [name, watch(logic.atom(name), word, run)] as const));
    const settled = given((name) => seen.get(name)!.settled);
    return { seen, settled, rest: logic.rest(goal, settled) };
  };
  /** What is open here has no better chances than there, and what is left to do here implies what is left there. */
  const dominated = (here: Place, there: Place): boolean => {
    const ordered = logic.literals(here.rest).every(({ name, negated }) => {
      if (!isOwn(name)) return true;
      const [a, b] = [here.seen.get(name)!, there.seen.get(name)!];
      return negated ? b.below(a) : a.below(b);
    });
    if (!ordered || here.rest.text === there.rest.text) return ordered;
    return logic.refuted(
      and(logic.assuming(goal, here.settled), not(logic.assuming(goal, there.settled))),
      truth,
    );
  };
  const places = proof.words.map(({ word }) => at(word));
  const units = cutPoints(own.map((name) => logic.atom(name))).map((unit) => String.fromCharCode(unit));
  const taken = (word: string): boolean => {
    const here = at(word);
    return logic.refuted(goal, here.settled) || places.some((there) => dominated(here, there));
  };
  const closed = taken('') && proof.words.every(({ word }) => units.every((unit) => taken(word + unit)));
  const endings = places.map((place) => given((name) => place.seen.get(name)!.accepts));
  return { closed, endings, absent: given(() => false, true) };
}
