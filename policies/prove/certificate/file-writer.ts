import {
  inShape,
  matches,
  missing,
  and,
  not,
  or,
  pattern,
  FALSE,
  TRUE,
  type Certificate,
  type Formula,
  type Pattern,
  type PatternAtom,
  type Shape,
} from '../../automata/index';
import {
  normal,
  type FormulaText,
  type GlobAtom,
  type ProofText,
  type ShapeText,
} from '../../certificate/index';
import { LOWER_FOLD } from '../compile/text-pattern';

/** The tables of a certificate file, while it is written: each shape, formula and proof once. */
export class FileWriter {
  readonly formulas: FormulaText[] = [];
  readonly shapes: ShapeText[] = [];
  readonly proofs: ProofText[] = [];
  private readonly originals: Shape[] = [];
  private readonly shapeNumbers = new Map<Shape, number>();
  private readonly proofNumbers = new Map<Certificate, number>();
  private readonly known = new Map<string, number>();

  /** Place of a formula in its table. */
  formula(formula: Formula): number {
    return this.place(this.formulas, 'formula', this.formulaText(formula));
  }

  formulaText(formula: Formula): FormulaText {
    switch (formula.kind) {
      case 'constant':
        return formula.value;
      case 'missing':
        return { missing: formula.key };
      case 'glob':
        return globText(formula);
      case 'shape':
        return { key: formula.key, in: this.shape(formula.shape) };
      case 'not':
        return { not: this.formulaText(formula.part) };
      case 'and':
        return { all: formula.parts.map((part) => this.formulaText(part)) };
      case 'or':
        return { any: formula.parts.map((part) => this.formulaText(part)) };
    }
  }

  /** The formula that a text of this file stands for. */
  read(text: FormulaText): Formula {
    if (typeof text === 'boolean') return text ? TRUE : FALSE;
    if ('missing' in text) return missing(text.missing);
    if ('in' in text) return inShape(text.key, this.originals[text.in]!);
    if ('matches' in text)
      return matches(text.key, pattern(text.matches, text.fold === undefined ? undefined : LOWER_FOLD));
    if ('not' in text) return not(this.read(text.not));
    return 'all' in text
      ? and(...text.all.map((part) => this.read(part)))
      : or(...text.any.map((part) => this.read(part)));
  }

  /** Place of a proof in its table, behind those that it rests on. */
  proof(certificate: Certificate): number {
    const known = this.proofNumbers.get(certificate);
    if (known !== undefined) return known;
    const made = this.place(this.proofs, 'proof', this.proofText(certificate));
    this.proofNumbers.set(certificate, made);
    return made;
  }

  private proofText(certificate: Certificate): ProofText {
    switch (certificate.kind) {
      case 'constant':
        return { kind: 'constant' };
      case 'covered': {
        const { rest } = certificate;
        const covered = certificate.covered.map(({ cube, facts }) => ({
          cube: cube.map(globText),
          facts: facts.map(({ key, pattern: inner, other, relation }) => ({
            pattern: globText({ key, pattern: inner }),
            other: globText({ key, pattern: other }),
            relation,
          })),
        }));
        const made = { kind: 'covered', covered, dropped: certificate.dropped.map(globText) } as const;
        return rest === undefined ? made : { ...made, rest: this.proof(rest) };
      }
      case 'split':
        return {
          kind: 'split',
          cubes: certificate.cubes.map(({ cube, rest }) => ({
            cube: cube.map(globText),
            rest: this.proof(rest),
          })),
        };
      case 'states':
        return {
          kind: 'states',
          key: certificate.key,
          missing: this.proof(certificate.missing),
          words: certificate.words.map(({ word, rest }) => ({ word, rest: this.proof(rest) })),
        };
    }
  }

  private shape(shape: Shape): number {
    const known = this.shapeNumbers.get(shape);
    if (known !== undefined) return known;
    const made = this.place(this.shapes, 'shape', shapeText(shape));
    this.shapeNumbers.set(shape, made);
    this.originals[made] ??= shape;
    return made;
  }

  private place<T>(table: T[], name: string, entry: T): number {
    const text = `${name} ${JSON.stringify(entry)}`;
    const known = this.known.get(text);
    if (known !== undefined) return known;
    this.known.set(text, table.length);
    return table.push(entry) - 1;
  }
}

function globText({ key, pattern: glob }: PatternAtom): GlobAtom {
  const text = { key, matches: partsOf(glob) };
  if (glob.fold === undefined) return text;
  if (glob.fold !== LOWER_FOLD) throw new TypeError(`ERR_INTERNAL: no file has the fold ${glob.fold.name}`);
  return { ...text, fold: 'lower' };
}

function partsOf({ tokens }: Pattern) {
  return normal(tokens.map((token) => (token === -1 ? -1 : token === -2 ? -2 : String.fromCharCode(token))));
}

function shapeText(shape: Shape): ShapeText {
  switch (shape.kind) {
    case 'nothing':
      return { either: [] };
    case 'text':
      return shape.text;
    case 'unit':
      return { units: shape.units };
    case 'sequence':
      return { sequence: shape.parts.map(shapeText) };
    case 'either':
      return { either: shape.parts.map(shapeText) };
    case 'both':
      return { both: shape.parts.map(shapeText) };
    case 'repeat':
      return { repeat: shapeText(shape.part) };
    case 'except':
      return { except: shapeText(shape.part) };
  }
}
