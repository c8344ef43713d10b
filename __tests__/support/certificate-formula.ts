import {
  ANYTHING,
  FALSE,
  NOTHING,
  TRUE,
  and,
  both,
  either,
  except,
  inShape,
  matches,
  missing,
  not,
  oneOf,
  or,
  pattern,
  repeat,
  sequence,
  type Formula,
  type Shape,
} from '../../policies/automata';
import type { CertificateFile, FormulaText, ShapeText } from '../../policies/certificate';
import { LOWER_FOLD } from '../../policies/prove/compile/text-pattern';

/** The formulas of a certificate file, as the engine takes them. */
export class FileReader {
  private readonly shapes: readonly Shape[];

  constructor(file: CertificateFile) {
    this.shapes = file.shapes.map(shapeOf);
  }

  read(text: FormulaText): Formula {
    if (typeof text === 'boolean') return text ? TRUE : FALSE;
    if ('missing' in text) return missing(text.missing);
    if ('in' in text) return inShape(text.key, this.shapes[text.in] ?? ANYTHING);
    if ('matches' in text)
      return matches(text.key, pattern(text.matches, text.fold === undefined ? undefined : LOWER_FOLD));
    if ('not' in text) return not(this.read(text.not));
    const parts = ('all' in text ? text.all : text.any).map((part) => this.read(part));
    return 'all' in text ? and(...parts) : or(...parts);
  }
}

function shapeOf(shape: ShapeText): Shape {
  if (typeof shape === 'string') return sequence(shape);
  if ('units' in shape) return oneOf(shape.units);
  if ('sequence' in shape) return sequence(...shape.sequence.map(shapeOf));
  if ('either' in shape) return shape.either.length === 0 ? NOTHING : either(...shape.either.map(shapeOf));
  if ('both' in shape) return both(...shape.both.map(shapeOf));
  return 'repeat' in shape ? repeat(shapeOf(shape.repeat)) : except(shapeOf(shape.except));
}
