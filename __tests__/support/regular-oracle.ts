import { DFA, JS, NFA } from 'refa';

const made = new Map<string, Regular>();

/**
 * Regular languages of subjects, by somebody else's library and straight from regular expressions: nothing of the engine that it
 * judges. Patterns are IAM's, read here once more.
 */
export class Regular {
  private constructor(private readonly automaton: DFA) {}

  static ofExpression(source: string): Regular {
    const known = made.get(source) ?? Regular.parse(source);
    made.set(source, known);
    return known;
  }

  private static parse(source: string): Regular {
    const parsed = JS.Parser.fromLiteral({ source, flags: 's' }).parse();
    const nfa = NFA.fromRegex(
      parsed.expression,
      { maxCharacter: 0xffff },
      {},
      new NFA.LimitedNodeFactory(4_000),
    );
    return new Regular(minimal(DFA.fromFA(nfa, new DFA.LimitedNodeFactory(4_000))));
  }

  static ofGlob(value: string): Regular {
    return Regular.ofExpression(
      value
        .replaceAll(/[.+^${}()|[\]\\/]/g, '\\$&')
        .replaceAll('*', '.*')
        .replaceAll('?', '.'),
    );
  }

  static ofText(value: string): Regular {
    return Regular.ofExpression(value.replaceAll(/[.+^${}()|[\]\\/*?]/g, '\\$&'));
  }

  static readonly nothing = Regular.ofExpression('[]');

  and(other: Regular): Regular {
    const both = NFA.fromIntersection(this.automaton, other.automaton, new NFA.LimitedNodeFactory(4_000));
    return new Regular(minimal(DFA.fromFA(both, new DFA.LimitedNodeFactory(4_000))));
  }

  or(other: Regular): Regular {
    return this.not().and(other.not()).not();
  }

  not(): Regular {
    const copy = this.automaton.copy();
    copy.complement();
    return new Regular(copy);
  }

  get isEmpty(): boolean {
    return this.automaton.isEmpty;
  }

  /** Length of the shortest member. */
  get shortest(): number {
    const { initial, finals } = this.automaton;
    const depths = new Map([[initial, 0]]);
    for (const [node, depth] of depths) {
      if (finals.has(node)) return depth;
      for (const next of node.out.values()) if (!depths.has(next)) depths.set(next, depth + 1);
    }
    return Infinity;
  }
}

function minimal(automaton: DFA): DFA {
  automaton.minimize();
  return automaton;
}
