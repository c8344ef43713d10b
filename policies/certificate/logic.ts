import type { AtomText, FormulaText } from './format';

/** A formula in negation normal form, unique within its {@link Logic}: equal formulas are the same object. */
export interface Node {
  readonly id: number;
  readonly op: 'true' | 'false' | 'literal' | 'and' | 'or';
  readonly parts: readonly Node[];
  /** Number of the statement, of a literal. */
  readonly atom: number;
  readonly negated: boolean;
}

/** Truths of statements, by number. */
export type Truth = ReadonlyMap<number, boolean>;

/** Propositional logic: statements have names and nothing else. */
export class Logic {
  readonly atoms: AtomText[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly nodes = new Map<string, Node>();
  private readonly answers = new Map<Node, boolean>();
  private readonly opposites = new Map<Node, Node>();
  readonly yes = this.node('true');
  readonly no = this.node('false');

  atom(atom: AtomText): number {
    const name =
      'missing' in atom
        ? ['missing', atom.missing]
        : 'in' in atom
          ? ['in', atom.key, atom.in]
          : ['matches', atom.key, atom.matches, atom.fold ?? ''];
    const text = JSON.stringify(name);
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    this.numbers.set(text, this.atoms.length);
    return this.atoms.push(atom) - 1;
  }

  literal(atom: number, negated = false): Node {
    return this.node('literal', [], atom, negated);
  }

  of(formula: FormulaText): Node {
    if (typeof formula === 'boolean') return formula ? this.yes : this.no;
    if ('not' in formula) return this.not(this.of(formula.not));
    if ('all' in formula) return this.and(...formula.all.map((part) => this.of(part)));
    if ('any' in formula) return this.or(...formula.any.map((part) => this.of(part)));
    return this.literal(this.atom(formula));
  }

  and(...parts: readonly Node[]): Node {
    return this.gather('and', parts, this.yes, this.no);
  }

  or(...parts: readonly Node[]): Node {
    return this.gather('or', parts, this.no, this.yes);
  }

  not(node: Node): Node {
    const known = this.opposites.get(node);
    if (known !== undefined) return known;
    const parts = node.parts.map((part) => this.not(part));
    const made =
      node.op === 'literal'
        ? this.literal(node.atom, !node.negated)
        : node.op === 'and'
          ? this.or(...parts)
          : node.op === 'or'
            ? this.and(...parts)
            : node === this.yes
              ? this.no
              : this.yes;
    this.opposites.set(node, made);
    return made;
  }

  /** The formula with the statements of `truth` replaced. */
  given(node: Node, truth: Truth, done = new Map<Node, Node>()): Node {
    const known = done.get(node);
    if (known !== undefined) return known;
    const parts = node.parts.map((part) => this.given(part, truth, done));
    const value = node.op === 'literal' ? truth.get(node.atom) : undefined;
    let made = node;
    if (value !== undefined) made = value === node.negated ? this.no : this.yes;
    else if (node.op === 'and') made = this.and(...parts);
    else if (node.op === 'or') made = this.or(...parts);
    done.set(node, made);
    return made;
  }

  literals(node: Node, found = new Set<Node>(), seen = new Set<Node>()): ReadonlySet<Node> {
    if (seen.has(node)) return found;
    seen.add(node);
    if (node.op === 'literal') found.add(node);
    for (const part of node.parts) this.literals(part, found, seen);
    return found;
  }

  /** Whether the formula is false whatever its statements are: literals that must hold first, then one statement both ways. */
  refuted(node: Node): boolean {
    if (node.op === 'true' || node.op === 'false') return node === this.no;
    const known = this.answers.get(node);
    if (known !== undefined) return known;
    const forced = (node.op === 'and' ? node.parts : [node]).filter(({ op }) => op === 'literal');
    const [some] = forced.length > 0 ? forced : this.literals(node);
    const cases: Truth[] =
      forced.length > 0
        ? [new Map(forced.map(({ atom, negated }) => [atom, !negated]))]
        : [new Map([[some!.atom, false]]), new Map([[some!.atom, true]])];
    const answer = cases.every((truth) => this.refuted(this.given(node, truth)));
    this.answers.set(node, answer);
    return answer;
  }

  private gather(op: 'and' | 'or', parts: readonly Node[], neutral: Node, zero: Node): Node {
    const flat = new Set<Node>();
    for (const part of parts) {
      if (part === zero) return zero;
      for (const inner of part.op === op ? part.parts : [part]) if (inner !== neutral) flat.add(inner);
    }
    for (const { op: kind, atom, negated } of flat)
      if (kind === 'literal' && !negated && flat.has(this.literal(atom, true))) return zero;
    const sorted = [...flat].toSorted((a, b) => a.id - b.id);
    return sorted.length < 2 ? (sorted[0] ?? neutral) : this.node(op, sorted);
  }

  private node(op: Node['op'], parts: readonly Node[] = [], atom = -1, negated = false): Node {
    const name = `${op} ${negated ? '!' : ''}${atom} ${parts.map(({ id }) => id).join()}`;
    const known = this.nodes.get(name);
    if (known !== undefined) return known;
    const made: Node = { id: this.nodes.size, op, parts, atom, negated };
    this.nodes.set(name, made);
    return made;
  }
}
