/** Whole numbers below a bound. */
type Choose = (below: number) => number;

type Type =
  | { readonly kind: 'any' | 'string' | 'number' | 'bool' }
  | { readonly kind: 'list' | 'set' | 'map'; readonly element: Type }
  | { readonly kind: 'tuple'; readonly elements: readonly Type[] }
  | { readonly kind: 'object'; readonly attributes: readonly (readonly [name: string, type: Type])[] };

/** A type of a variable, as Terraform writes it, and a default that Terraform takes for it. */
export interface RandomVariable {
  readonly type: string;
  readonly value: unknown;
}

/** A variable in whose type `any` is common: that is where Terraform converts what is written. */
export function randomVariable(choose: Choose): RandomVariable {
  const type = randomType(choose, 3);
  // of a bool and a number without a string Terraform makes nothing
  const other: readonly unknown[] = choose(2) === 0 ? [true, false] : [0, 1, 42];
  return { type: written(type), value: valueOf(type, choose, other) };
}

function randomType(choose: Choose, depth: number): Type {
  const kind = choose(depth === 0 ? 5 : 10);
  const inner = (): Type => randomType(choose, depth - 1);
  if (kind < 3) return { kind: kind === 0 ? 'string' : 'any' };
  if (kind === 3) return { kind: 'number' };
  if (kind === 4) return { kind: 'bool' };
  if (kind === 5) return { kind: 'list', element: inner() };
  // the order of larger elements of a set is a matter of their hashes
  if (kind === 6) return { kind: 'set', element: randomType(choose, 0) };
  if (kind === 7) return { kind: 'map', element: inner() };
  if (kind === 8) return { kind: 'tuple', elements: Array.from({ length: 1 + choose(2) }, inner) };
  return { kind: 'object', attributes: ['a', 'b'].slice(choose(2)).map((name) => [name, inner()]) };
}

function written(type: Type): string {
  switch (type.kind) {
    case 'list':
    case 'set':
    case 'map':
      return `${type.kind}(${written(type.element)})`;
    case 'tuple':
      return `tuple([${type.elements.map(written).join(', ')}])`;
    case 'object':
      return `object({ ${type.attributes.map(([name, inner]) => `${name} = ${written(inner)}`).join(', ')} })`;
    default:
      return type.kind;
  }
}

function valueOf(type: Type, choose: Choose, other: readonly unknown[]): unknown {
  const pick = (from: readonly unknown[]): unknown => from[choose(from.length)];
  const several = <T>(make: () => T): readonly T[] => Array.from({ length: 1 + choose(3) }, make);
  switch (type.kind) {
    case 'any':
      return choose(3) === 0 ? pick(['x', 'true', '1', '']) : pick(other);
    case 'string':
      return pick(['x', 'true', 1, true, '01']);
    case 'number':
      return pick([1, '2', 0, '10']);
    case 'bool':
      return pick([true, false, 'true', 'false']);
    case 'list':
    case 'set':
      return several(() => valueOf(type.element, choose, other));
    case 'map':
      return Object.fromEntries(
        several(() => pick(['k', 'l', 'm'])).map((key) => [key, valueOf(type.element, choose, other)]),
      );
    case 'tuple':
      return type.elements.map((element) => valueOf(element, choose, other));
    default:
      return Object.fromEntries(
        type.attributes.map(([name, inner]) => [name, valueOf(inner, choose, other)]),
      );
  }
}
