import type { Formula } from '../../policies/automata';

export type Atom = Exclude<Formula, { kind: 'constant' | 'not' | 'and' | 'or' }>;
export type Truth = ReadonlyMap<string, boolean>;

/** What is left of a formula under a truth: a constant, a literal, or a flat list; equal texts are equal formulas. */
export interface Rest {
  readonly text: string;
  readonly op: '' | '&' | '|';
  readonly parts: readonly Rest[];
}

const YES: Rest = { text: 'T', op: '', parts: [] };
const NO: Rest = { text: 'F', op: '', parts: [] };

/** Formulas as propositional logic sees them: atoms have names and nothing else. */
export class Propositions {
  private readonly names = new Map<string, Atom>();
  private readonly objects = new Map<object, number>();

  name(atom: Atom): string {
    let body: unknown = '';
    if (atom.kind === 'glob') body = [atom.pattern.tokens, atom.pattern.fold?.name];
    if (atom.kind === 'shape') {
      if (!this.objects.has(atom.shape)) this.objects.set(atom.shape, this.objects.size);
      body = this.objects.get(atom.shape);
    }
    const name = JSON.stringify([atom.kind, atom.key, body]);
    this.names.set(name, atom);
    return name;
  }

  atom(name: string): Atom {
    return this.names.get(name)!;
  }

  rest(formula: Formula, truth: Truth, negated = false): Rest {
    switch (formula.kind) {
      case 'constant':
        return formula.value === negated ? NO : YES;
      case 'not':
        return this.rest(formula.part, truth, !negated);
      case 'and':
      case 'or': {
        const op = (formula.kind === 'and') === negated ? '|' : '&';
        const [zero, neutral] = op === '&' ? [NO, YES] : [YES, NO];
        const flat = new Map<string, Rest>();
        for (const part of formula.parts) {
          const rest = this.rest(part, truth, negated);
          if (rest === zero) return zero;
          for (const inner of rest.op === op ? rest.parts : [rest])
            if (inner !== neutral) flat.set(inner.text, inner);
        }
        if ([...flat.keys()].some((text) => flat.has(`!${text}`))) return zero;
        const parts = [...flat.values()].toSorted((a, b) => (a.text < b.text ? -1 : 1));
        if (parts.length < 2) return parts[0] ?? neutral;
        return { text: `(${op} ${parts.map(({ text }) => text).join(' ')})`, op, parts };
      }
      default: {
        const name = this.name(formula);
        const value = truth.get(name);
        if (value !== undefined) return value === negated ? NO : YES;
        return { text: (negated ? '!' : '') + name, op: '', parts: [] };
      }
    }
  }

  /** The formula with its known atoms replaced. */
  assuming(formula: Formula, truth: Truth): Formula {
    if (formula.kind === 'constant') return formula;
    if (formula.kind === 'not') return { kind: 'not', part: this.assuming(formula.part, truth) };
    if ('parts' in formula)
      return { ...formula, parts: formula.parts.map((part) => this.assuming(part, truth)) };
    const value = truth.get(this.name(formula));
    return value === undefined ? formula : { kind: 'constant', value };
  }

  /** The literals of a rest: name of the atom, and whether it is negated. */
  literals(rest: Rest): readonly { readonly name: string; readonly negated: boolean }[] {
    if (rest === YES || rest === NO) return [];
    if (rest.op !== '') return rest.parts.flatMap((part) => this.literals(part));
    return [{ name: rest.text.replace(/^!/, ''), negated: rest.text.startsWith('!') }];
  }

  /** Whether the formula is false whatever the open atoms are: literals that must hold first, then both ways. */
  refuted(formula: Formula, truth: Truth): boolean {
    const rest = this.rest(formula, truth);
    if (rest === YES || rest === NO) return rest === NO;
    const forced = (rest.op === '&' ? rest.parts : [rest]).filter(({ op }) => op === '');
    if (forced.length > 0) {
      const units = forced.flatMap((unit) => this.literals(unit));
      return this.refuted(formula, new Map([...truth, ...units.map((u) => [u.name, !u.negated] as const)]));
    }
    const { name } = this.literals(rest)[0]!;
    return [false, true].every((value) => this.refuted(formula, new Map([...truth, [name, value]])));
  }
}
