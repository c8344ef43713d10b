/**
 * A formula in negation normal form over numbered variables, unique within its store.
 *
 * `first` is the smallest key index that occurs (Infinity for constants); `positive` says whether a value statement
 * occurs without negation.
 */
export interface Residual {
  readonly id: number;
  readonly kind: 'false' | 'true' | 'literal' | 'and' | 'or';
  readonly variable: number;
  readonly negated: boolean;
  readonly parts: readonly Residual[];
  readonly first: number;
  readonly positive: boolean;
}

/** What is known of a variable. */
export type Truth = 0 | 1 | undefined;

const NO_PARTS: readonly Residual[] = [];

/**
 * Makes residuals, hash-consed and simplified: constants vanish, conjunctions and disjunctions are flat, sorted and
 * without repetition, and a literal beside its opposite decides. Not canonical (equivalent residuals may differ), which
 * costs states but never an answer: words are judged by the truth of every variable.
 *
 * A negation normal form stays as small as the policy it came from, where a diagram with a fixed variable order must
 * hold every combination of statements that share no value.
 */
export class ResidualStore {
  readonly no: Residual;
  readonly yes: Residual;
  private readonly known = new Map<string, Residual>();
  private readonly literals: (Residual | undefined)[] = [];
  private count = 2;

  /** @param keyOf key index of each variable @param isValue whether it is a statement about the value */
  constructor(
    private readonly keyOf: (variable: number) => number,
    private readonly isValue: (variable: number) => boolean,
  ) {
    const constant = { variable: -1, negated: false, parts: NO_PARTS, first: Infinity, positive: false };
    this.no = { ...constant, id: 0, kind: 'false' };
    this.yes = { ...constant, id: 1, kind: 'true' };
  }

  /** A name that only stores share in which the same was made in the same order: what is made of them next is the same, too. */
  signature(): string {
    return `${this.literals.map((one) => one?.id ?? '').join()} ${[...this.known.keys()].join()}`;
  }

  literal(variable: number, negated: boolean): Residual {
    return (this.literals[2 * variable + (negated ? 1 : 0)] ??= {
      id: this.count++,
      kind: 'literal',
      variable,
      negated,
      parts: NO_PARTS,
      first: this.keyOf(variable),
      positive: !negated && this.isValue(variable),
    });
  }

  and(parts: readonly Residual[]): Residual {
    return this.gather('and', parts, this.yes, this.no);
  }

  or(parts: readonly Residual[]): Residual {
    return this.gather('or', parts, this.no, this.yes);
  }

  /** The residual once the variables with a truth are replaced by it. Cost: linear in the distinct nodes. */
  restrict(node: Residual, truth: (variable: number) => Truth): Residual {
    const done = new Map<Residual, Residual>();
    const visit = (at: Residual): Residual => {
      if (at.kind === 'literal') {
        const value = truth(at.variable);
        if (value === undefined) return at;
        return (value === 1) === at.negated ? this.no : this.yes;
      }
      if (at.parts.length === 0) return at;
      const seen = done.get(at);
      if (seen !== undefined) return seen;
      const absorbing = at.kind === 'and' ? this.no : this.yes;
      const parts: Residual[] = [];
      let changed = false;
      let result: Residual | undefined;
      for (const part of at.parts) {
        const restricted = visit(part);
        if (restricted === absorbing) {
          result = absorbing;
          break;
        }
        changed ||= restricted !== part;
        parts.push(restricted);
      }
      result ??= !changed ? at : at.kind === 'and' ? this.and(parts) : this.or(parts);
      done.set(at, result);
      return result;
    };
    return visit(node);
  }

  private gather(
    kind: 'and' | 'or',
    parts: readonly Residual[],
    neutral: Residual,
    zero: Residual,
  ): Residual {
    const flat: Residual[] = [];
    for (const part of parts) {
      if (part === zero) return zero;
      if (part === neutral) continue;
      if (part.kind === kind) flat.push(...part.parts);
      else flat.push(part);
    }
    flat.sort((a, b) => a.id - b.id);
    const unique = flat.filter((part, i) => part !== flat[i - 1]);
    if (unique.length === 0) return neutral;
    if (unique.length === 1) return unique[0]!;
    if (this.contradicts(unique)) return zero;
    const name = kind + unique.map((part) => part.id).join(',');
    const found = this.known.get(name);
    if (found !== undefined) return found;
    let first = Infinity;
    let positive = false;
    for (const part of unique) {
      first = Math.min(first, part.first);
      positive ||= part.positive;
    }
    const made = { id: this.count++, kind, variable: -1, negated: false, parts: unique, first, positive };
    this.known.set(name, made);
    return made;
  }

  private contradicts(parts: readonly Residual[]): boolean {
    const negated = new Set<number>();
    for (const part of parts) if (part.kind === 'literal' && part.negated) negated.add(part.variable);
    if (negated.size === 0) return false;
    return parts.some((part) => part.kind === 'literal' && !part.negated && negated.has(part.variable));
  }
}

/** Every variable of a residual with the signs it occurs under: 1 plain, 2 negated, 3 both. */
export function signsOf(node: Residual): ReadonlyMap<number, number> {
  const signs = new Map<number, number>();
  const seen = new Set<Residual>();
  const visit = (at: Residual): void => {
    if (at.kind === 'literal') {
      signs.set(at.variable, (signs.get(at.variable) ?? 0) | (at.negated ? 2 : 1));
      return;
    }
    if (at.parts.length === 0 || seen.has(at)) return;
    seen.add(at);
    for (const part of at.parts) visit(part);
  };
  visit(node);
  return signs;
}
