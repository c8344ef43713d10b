import { RefgateError } from '../../errors';
import { isBody } from '../terraform/block';
import { everyCase } from '../cases';
import { Steps, type Resource, type Stack } from './computation';
import { Evaluator } from './evaluate';
import { NO_VALUE, PartlyKnown, isList, isMap, type Content } from './value';

/** Functions that make a text of others. */
const MAKES_TEXT = /"(?:Fn::(?:Join|Sub|FindInMap|Select|If|Split|Transform)|Ref)"/;

/**
 * The strings in the properties of a resource, one a line, with their functions computed in every case; empty where no function makes a
 * text, or where that is too much. What it takes is not counted with the template: nothing is judged by it.
 */
export function textsOf(stack: Stack, { node, path, loops }: Resource): string {
  if (!MAKES_TEXT.test(JSON.stringify(node.Properties ?? {}))) return '';
  const own: Stack = { ...stack, steps: new Steps() };
  try {
    const cases = everyCase((when) =>
      new Evaluator(own, when).value(decoded(node.Properties), [...path, 'Properties'], loops),
    );
    return (cases ?? [])
      .flatMap(({ result }) => (result === NO_VALUE ? [] : stringsIn(result.value)))
      .join('\n');
  } catch (error) {
    if (error instanceof RefgateError) return '';
    throw error;
  }
}

/** A value with what `Fn::Base64` is given in place of what it makes of it. */
function decoded(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(decoded);
  if (!isBody(node)) return node;
  if (Object.hasOwn(node, 'Fn::Base64')) return decoded(node['Fn::Base64']);
  return Object.fromEntries(Object.entries(node).map(([name, member]) => [name, decoded(member)]));
}

function stringsIn(value: Content): readonly string[] {
  if (typeof value === 'string') return [value];
  if (value instanceof PartlyKnown) return value.parts.filter((part) => typeof part === 'string');
  if (isList(value)) return value.flatMap((item) => stringsIn(item.value));
  return isMap(value) ? [...value.values()].flatMap((item) => stringsIn(item.value)) : [];
}
