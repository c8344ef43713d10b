import { isBody, type Body } from '../terraform/block';
import type { Computation, Loops } from './computation';
import { PartlyKnown, textOf, unknown, type Path } from './value';

/** A member of an object, after its loops are unrolled. */
export interface Entry {
  readonly name: string;
  readonly node: unknown;
  readonly path: Path;
  readonly loops: Loops;
}

const LOOP = 'Fn::ForEach::';

/**
 * The members of an object with each `Fn::ForEach` in it unrolled; what cannot be unrolled is the reason.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html
 */
export function* expanded(
  evaluator: Computation,
  node: Body,
  path: Path,
  loops: Loops,
): Generator<Entry | PartlyKnown> {
  for (const [name, inner] of Object.entries(node)) {
    evaluator.stack.steps.take();
    if (name.startsWith(LOOP)) yield* unrolled(evaluator, inner, [...path, name], loops);
    else yield { name: named(name, loops), node: inner, path: [...path, name], loops };
  }
}

function* unrolled(
  evaluator: Computation,
  node: unknown,
  path: Path,
  loops: Loops,
): Generator<Entry | PartlyKnown> {
  const name = String(path.at(-1));
  const [identifier, collection, body] = Array.isArray(node) ? (node as readonly unknown[]) : [];
  if (typeof identifier !== 'string' || !isBody(body)) {
    yield unknown(name, `\`${name}\` is malformed`);
    return;
  }
  const items = evaluator.list(collection, [...path, 1], loops);
  if (items instanceof PartlyKnown) {
    yield items;
    return;
  }
  for (const { value } of items) {
    const text = textOf(value);
    if (typeof text !== 'string') {
      yield text ?? unknown(name, `\`${name}\` goes over something else than strings`);
      return;
    }
    yield* expanded(evaluator, body, [...path, 2], new Map([...loops, [identifier, text]]));
  }
}

/** A name with the variables of loops in it; `&{x}` omits what a logical ID cannot have. */
function named(name: string, loops: Loops): string {
  let result = name;
  for (const [variable, value] of loops) {
    const text = String(value);
    result = result.replaceAll(`\${${variable}}`, () => text);
    result = result.replaceAll(`&{${variable}}`, () => text.replace(/[^A-Za-z0-9]/g, ''));
  }
  return result;
}
