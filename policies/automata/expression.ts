import type { Shape } from './shape';
import { ALL_UNITS, unitUnion, type UnitSet } from './unit-set';

/** A shape in normal form, unique within its store: equal expressions are the same object. */
export interface Expression {
  readonly id: number;
  readonly kind: 'none' | 'empty' | 'unit' | 'sequence' | 'or' | 'and' | 'repeat' | 'not';
  readonly nullable: boolean;
  readonly units: UnitSet;
  readonly parts: readonly Expression[];
}

const NO_UNITS: UnitSet = [];

/**
 * Makes expressions modulo the similarity laws that keep the derivatives of a shape finite in number: union and
 * intersection are associative, commutative and idempotent, units and zeros vanish, double complement cancels.
 *
 * Cost: each constructor is linear in its parts (sorting aside).
 *
 * @see S. Owens, J. Reppy, A. Turon, Regular-expression derivatives re-examined, doi 10.1017/S0956796808007090
 */
export class ExpressionStore {
  private readonly known = new Map<string, Expression>();
  readonly none = this.make('none', false);
  readonly empty = this.make('empty', true);
  readonly all = this.make('not', true, NO_UNITS, [this.none]);

  unit(units: UnitSet): Expression {
    return units.length === 0 ? this.none : this.make('unit', false, units);
  }

  sequence(first: Expression, rest: Expression): Expression {
    if (first === this.none || rest === this.none) return this.none;
    if (first === this.empty) return rest;
    if (rest === this.empty) return first;
    if (first.kind === 'sequence')
      return this.sequence(first.parts[0]!, this.sequence(first.parts[1]!, rest));
    if (first === this.all && (rest === this.all || (rest.kind === 'sequence' && rest.parts[0] === this.all)))
      return rest;
    return this.make('sequence', first.nullable && rest.nullable, NO_UNITS, [first, rest]);
  }

  or(parts: readonly Expression[]): Expression {
    const flat = new Set<Expression>();
    let units: UnitSet = NO_UNITS;
    for (const part of parts.flatMap((p) => (p.kind === 'or' ? p.parts : [p]))) {
      if (part === this.all) return this.all;
      if (part.kind === 'unit') units = units.length === 0 ? part.units : unitUnion(units, part.units);
      else if (part !== this.none) flat.add(part);
    }
    if (units.length > 0) flat.add(this.unit(units));
    return this.gather('or', flat, this.none);
  }

  and(parts: readonly Expression[]): Expression {
    const flat = new Set<Expression>();
    for (const part of parts.flatMap((p) => (p.kind === 'and' ? p.parts : [p]))) {
      if (part === this.none) return this.none;
      if (part !== this.all) flat.add(part);
    }
    return this.gather('and', flat, this.all);
  }

  repeat(part: Expression): Expression {
    if (part === this.none || part === this.empty) return this.empty;
    if (part.kind === 'repeat' || part === this.all) return part;
    if (
      part.kind === 'unit' &&
      part.units.length === 2 &&
      part.units[1] === ALL_UNITS[1] &&
      part.units[0] === 0
    ) {
      return this.all;
    }
    return this.make('repeat', true, NO_UNITS, [part]);
  }

  not(part: Expression): Expression {
    if (part.kind === 'not') return part.parts[0]!;
    return this.make('not', !part.nullable, NO_UNITS, [part]);
  }

  of(shape: Shape): Expression {
    switch (shape.kind) {
      case 'nothing':
        return this.none;
      case 'text':
        return this.text(shape.text);
      case 'unit':
        return this.unit(shape.units);
      case 'sequence':
        return shape.parts.reduceRight((rest, part) => this.sequence(this.of(part), rest), this.empty);
      case 'either':
        return this.or(shape.parts.map((part) => this.of(part)));
      case 'both':
        return this.and(shape.parts.map((part) => this.of(part)));
      case 'repeat':
        return this.repeat(this.of(shape.part));
      case 'except':
        return this.not(this.of(shape.part));
    }
  }

  private text(value: string): Expression {
    let rest = this.empty;
    for (let i = value.length - 1; i >= 0; i--) {
      rest = this.sequence(this.unit([value.charCodeAt(i), value.charCodeAt(i)]), rest);
    }
    return rest;
  }

  private gather(kind: 'or' | 'and', flat: ReadonlySet<Expression>, neutral: Expression): Expression {
    const parts = [...flat].toSorted((a, b) => a.id - b.id);
    if (parts.length === 0) return neutral;
    if (parts.length === 1) return parts[0]!;
    if (parts.some((part) => part.kind === 'not' && flat.has(part.parts[0]!))) {
      return kind === 'or' ? this.all : this.none;
    }
    const nullable = kind === 'or' ? parts.some((p) => p.nullable) : parts.every((p) => p.nullable);
    return this.make(kind, nullable, NO_UNITS, parts);
  }

  private make(
    kind: Expression['kind'],
    nullable: boolean,
    units: UnitSet = NO_UNITS,
    parts: readonly Expression[] = [],
  ): Expression {
    const name = `${kind} ${kind === 'unit' ? units.join(',') : parts.map((part) => part.id).join(',')}`;
    const known = this.known.get(name);
    if (known !== undefined) return known;
    const made: Expression = { id: this.known.size, kind, nullable, units, parts };
    this.known.set(name, made);
    return made;
  }
}
