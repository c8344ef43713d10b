import type { ShapeText } from './format';
import { unitsOf } from './glob';
import type { Reader } from './reader';

interface Expression {
  readonly id: number;
  readonly kind: 'none' | 'empty' | 'unit' | 'sequence' | 'either' | 'both' | 'repeat' | 'except';
  readonly nullable: boolean;
  readonly units: readonly number[];
  readonly parts: readonly Expression[];
}

/**
 * The language of a shape, read by derivatives: what may follow a unit is again a shape, and equal shapes are the same object.
 * @see J. A. Brzozowski, Derivatives of regular expressions, doi 10.1145/321239.321249
 */
export class ShapeReader implements Reader {
  private readonly known = new Map<string, Expression>();
  private readonly numbers: Expression[] = [];
  private readonly steps = new Map<string, Expression>();
  private readonly none = this.make('none', false);
  private readonly empty = this.make('empty', true);
  private readonly all = this.make('except', true, [this.none]);
  readonly start: number;
  readonly cuts: readonly number[];

  constructor(shape: ShapeText) {
    const cuts: number[] = [];
    this.start = this.of(shape, cuts).id;
    this.cuts = cuts;
  }

  step(state: number, unit: number): number {
    return this.after(this.numbers[state]!, unit).id;
  }

  accepts(state: number): boolean {
    return this.numbers[state]!.nullable;
  }

  settled(state: number): boolean | undefined {
    return state === this.none.id ? false : state === this.all.id ? true : undefined;
  }

  below(state: number, other: number): boolean {
    return state === other || this.settled(state) === false || this.settled(other) === true;
  }

  private of(shape: ShapeText, cuts: number[]): Expression {
    const parts = (list: readonly ShapeText[]) => list.map((part) => this.of(part, cuts));
    if (typeof shape === 'string') {
      const units = unitsOf(shape);
      cuts.push(...units.flatMap((unit) => [unit, unit + 1]));
      return this.chain(units.map((unit) => this.unit([unit, unit])));
    }
    if ('units' in shape) {
      cuts.push(...shape.units.map((unit, i) => unit + (i % 2)));
      return this.unit(shape.units);
    }
    if ('sequence' in shape) return this.chain(parts(shape.sequence));
    if ('either' in shape) return this.join('either', parts(shape.either), this.none, this.all);
    if ('both' in shape) return this.join('both', parts(shape.both), this.all, this.none);
    if ('repeat' in shape) return this.repeat(this.of(shape.repeat, cuts));
    return this.except(this.of(shape.except, cuts));
  }

  /** What may follow `unit`. */
  private after(shape: Expression, unit: number): Expression {
    const name = `${shape.id} ${unit}`;
    const known = this.steps.get(name);
    if (known !== undefined) return known;
    const made = this.derivative(shape, unit);
    this.steps.set(name, made);
    return made;
  }

  private derivative(shape: Expression, unit: number): Expression {
    const [first, rest] = shape.parts;
    const parts = () => shape.parts.map((part) => this.after(part, unit));
    switch (shape.kind) {
      case 'none':
      case 'empty':
        return this.none;
      case 'unit':
        return shape.units.some((low, i) => i % 2 === 0 && low <= unit && unit <= shape.units[i + 1]!)
          ? this.empty
          : this.none;
      case 'sequence': {
        const through = this.sequence(this.after(first!, unit), rest!);
        return first!.nullable
          ? this.join('either', [through, this.after(rest!, unit)], this.none, this.all)
          : through;
      }
      case 'either':
        return this.join('either', parts(), this.none, this.all);
      case 'both':
        return this.join('both', parts(), this.all, this.none);
      case 'repeat':
        return this.sequence(this.after(first!, unit), shape);
      case 'except':
        return this.except(this.after(first!, unit));
    }
  }

  private unit(units: readonly number[]): Expression {
    return units.length === 0 ? this.none : this.make('unit', false, [], units);
  }

  private chain(parts: readonly Expression[]): Expression {
    return parts.reduceRight((rest, part) => this.sequence(part, rest), this.empty);
  }

  private sequence(first: Expression, rest: Expression): Expression {
    if (first === this.none || rest === this.none) return this.none;
    if (first === this.empty) return rest;
    if (rest === this.empty) return first;
    if (first.kind === 'sequence')
      return this.sequence(first.parts[0]!, this.sequence(first.parts[1]!, rest));
    const begins = rest.kind === 'sequence' ? rest.parts[0] : rest;
    if (first === this.all && begins === this.all) return rest;
    return this.make('sequence', first.nullable && rest.nullable, [first, rest]);
  }

  private repeat(part: Expression): Expression {
    if (part === this.none || part === this.empty) return this.empty;
    if (part.kind === 'repeat' || part === this.all) return part;
    const any = part.kind === 'unit' && part.units[0] === 0 && part.units[1] === 0xffff;
    return any ? this.all : this.make('repeat', true, [part]);
  }

  private except(part: Expression): Expression {
    return part.kind === 'except' ? part.parts[0]! : this.make('except', !part.nullable, [part]);
  }

  /** Union or intersection: flat, sorted, each part once; single units of a union together. */
  private join(
    kind: 'either' | 'both',
    parts: readonly Expression[],
    neutral: Expression,
    zero: Expression,
  ): Expression {
    const flat = new Set(parts.flatMap((part) => (part.kind === kind ? part.parts : [part])));
    if (flat.has(zero)) return zero;
    flat.delete(neutral);
    const letters = kind === 'either' ? [...flat].filter((part) => part.kind === 'unit') : [];
    if (letters.length > 1) {
      for (const one of letters) flat.delete(one);
      flat.add(this.unit(merged(letters.map(({ units }) => units))));
    }
    const sorted = [...flat].toSorted((a, b) => a.id - b.id);
    if (sorted.some((part) => part.kind === 'except' && flat.has(part.parts[0]!))) return zero;
    if (sorted.length < 2) return sorted[0] ?? neutral;
    const nullable = kind === 'either' ? sorted.some((p) => p.nullable) : sorted.every((p) => p.nullable);
    return this.make(kind, nullable, sorted);
  }

  private make(
    kind: Expression['kind'],
    nullable: boolean,
    parts: readonly Expression[] = [],
    units: readonly number[] = [],
  ): Expression {
    const name = `${kind} ${parts.map(({ id }) => id).join()} ${units.join()}`;
    const known = this.known.get(name);
    if (known !== undefined) return known;
    const made: Expression = { id: this.numbers.length, kind, nullable, units, parts };
    this.numbers.push(made);
    this.known.set(name, made);
    return made;
  }
}

function merged(sets: readonly (readonly number[])[]): readonly number[] {
  const pairs = sets.flatMap((units) =>
    units.flatMap((low, i) => (i % 2 === 0 ? [[low, units[i + 1]!] as const] : [])),
  );
  const ranges: number[] = [];
  for (const [low, high] of pairs.toSorted(([a], [b]) => a - b)) {
    if (ranges.length > 0 && low <= ranges.at(-1)! + 1)
      ranges[ranges.length - 1] = Math.max(ranges.at(-1)!, high);
    else ranges.push(low, high);
  }
  return ranges;
}
