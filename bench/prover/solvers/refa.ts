import { DFA, JS, NFA, TooManyNodesError } from 'refa';
import type { Term } from './term';

const MAX_NODES = 20_000;

/** An automaton of refa, deterministic and minimal, so that every operation on it is the cheapest there is. */
type Automaton = DFA;

/** The same as z3 is asked, with automata that are built. `undefined` when one gets too large. */
export function isEmptyByRefa(given: Automaton, all: readonly Term[], none: Term): boolean | undefined {
  try {
    let left = given;
    for (const term of all) left = intersect(left, automatonOf(term));
    return left.isEmpty || intersect(left, complement(automatonOf(none))).isEmpty;
  } catch (error) {
    if (error instanceof TooManyNodesError) return undefined;
    throw error;
  }
}

export function automatonOf(term: Term): Automaton {
  if (term.kind === 'both') return term.parts.map(automatonOf).reduce(intersect);
  if (term.kind === 'not') return complement(automatonOf(term.part));
  const parsed = JS.Parser.fromLiteral({ source: `(?:${source(term)})`, flags: 's' }).parse();
  const nfa = NFA.fromRegex(
    parsed.expression,
    { maxCharacter: 0xffff },
    {},
    new NFA.LimitedNodeFactory(MAX_NODES),
  );
  return minimal(DFA.fromFA(nfa, new DFA.LimitedNodeFactory(MAX_NODES)));
}

function intersect(a: Automaton, b: Automaton): Automaton {
  return minimal(
    DFA.fromFA(
      NFA.fromIntersection(a, b, new NFA.LimitedNodeFactory(MAX_NODES)),
      new DFA.LimitedNodeFactory(MAX_NODES),
    ),
  );
}

function complement(automaton: Automaton): Automaton {
  const copy = automaton.copy();
  copy.complement();
  return copy;
}

function minimal(automaton: Automaton): Automaton {
  automaton.minimize();
  return automaton;
}

/** As a JavaScript regular expression; conjunction and complement are for automata. */
function source(term: Term): string {
  switch (term.kind) {
    case 'text':
      return term.text.replaceAll(/[.+^${}()|[\]\\/*?]/g, '\\$&');
    case 'any':
      return '.';
    case 'all':
      return '.*';
    case 'unit':
      return `[${term.ranges.map(([low, high]) => `${unit(low)}-${unit(high)}`).join('')}]`;
    case 'sequence':
      return term.parts.map(source).join('');
    case 'either':
      return term.parts.length === 0 ? '[]' : `(?:${term.parts.map(source).join('|')})`;
    case 'repeat':
      return `(?:${source(term.part)})*`;
    case 'both':
    case 'not':
      throw new TypeError(`ERR_INTERNAL: \`${term.kind}\` within a regular expression`);
  }
}

function unit(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`;
}
