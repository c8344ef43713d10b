import { quote } from '../../errors';
import { isBody, type Body } from '../terraform/block';
import { NO_LOOPS, type Computation, type Loops } from './computation';
import {
  NO_VALUE,
  PartlyKnown,
  computedFrom,
  findUnknown,
  isList,
  isMap,
  joined,
  textOf,
  toJson,
  unknown,
  type Content,
  type Path,
  type Valued,
} from './value';

/** The argument of a function. */
interface Call {
  readonly argument: unknown;
  readonly path: Path;
  readonly loops: Loops;
}

type Compute = (evaluator: Computation, call: Call) => Valued | typeof NO_VALUE;

/** The value of a function that may be missing in what it is given. */
function computing(compute: (evaluator: Computation, call: Call) => Content): Compute {
  return (evaluator, call) => ({ value: compute(evaluator, call), path: call.path.slice(0, -1) });
}

/**
 * The functions that are computed; the value of any other is not known.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export const FUNCTIONS: ReadonlyMap<string, Compute> = new Map<string, Compute>([
  ['Fn::Sub', computing(sub)],
  ['Fn::Join', computing(join)],
  ['Fn::Split', computing(split)],
  ['Fn::Select', select],
  ['Fn::GetAtt', getAtt],
  ['Fn::If', choose],
  ['Fn::FindInMap', findInMap],
  ['Fn::ImportValue', computing(importValue)],
  ['Fn::Length', computing(length)],
  ['Fn::ToJsonString', computing(toJsonString)],
]);

function sub(evaluator: Computation, { argument, path, loops }: Call): Content {
  const [template, own] = Array.isArray(argument) ? (argument as readonly unknown[]) : [argument];
  if (typeof template !== 'string') return malformed('Fn::Sub');
  const variables = isBody(own) ? own : {};
  const parts = template.split(/(\$\{[^}]*\})/).map((part): string | PartlyKnown => {
    if (!part.startsWith('${')) {
      const text = evaluator.text(part, path, NO_LOOPS);
      return text;
    }
    const name = part.slice(2, -1).trim();
    if (name.startsWith('!')) return `\${${name.slice(1)}}`;
    if (Object.hasOwn(variables, name)) return evaluator.text(variables[name], [...path, 1, name], loops);
    const dot = name.indexOf('.');
    const found =
      dot > 0
        ? evaluator.attribute(loopText(name.slice(0, dot), loops), name.slice(dot + 1))
        : evaluator.reference(name, path, loops);
    if (found === NO_VALUE) return malformed('Fn::Sub');
    return textOf(found.value) ?? malformed('Fn::Sub');
  });
  return joined(parts);
}

/** Within a loop its variable may be a part of a name. */
function loopText(name: string, loops: Loops): string {
  const value = loops.get(name);
  return typeof value === 'string' ? value : name;
}

function join(evaluator: Computation, { argument, path, loops }: Call): Content {
  const [separator, items] = Array.isArray(argument) ? (argument as readonly unknown[]) : [];
  if (typeof separator !== 'string') return malformed('Fn::Join');
  const list = evaluator.list(items, [...path, 1], loops);
  if (list instanceof PartlyKnown) return computedFrom(list.first);
  const texts = list.map(({ value }) => textOf(value) ?? malformed('Fn::Join'));
  return joined(texts.flatMap((text, index) => (index === 0 ? [text] : [separator, text])));
}

function split(evaluator: Computation, { argument, path, loops }: Call): Content {
  const [separator, whole] = Array.isArray(argument) ? (argument as readonly unknown[]) : [];
  if (typeof separator !== 'string' || separator === '') return malformed('Fn::Split');
  const text = evaluator.text(whole, [...path, 1], loops);
  if (text instanceof PartlyKnown) return computedFrom(text.first);
  return text.split(separator).map((value) => ({ value, path }));
}

function select(evaluator: Computation, { argument, path, loops }: Call): Valued | typeof NO_VALUE {
  const own = path.slice(0, -1);
  const [index, items] = Array.isArray(argument) ? (argument as readonly unknown[]) : [];
  const number = evaluator.text(index, [...path, 0], loops);
  const list = evaluator.list(items, [...path, 1], loops);
  const open = [number, list].find((each) => each instanceof PartlyKnown);
  if (open instanceof PartlyKnown) return { value: computedFrom(open.first), path: own };
  return (list as readonly Valued[])[Number(number)] ?? { value: malformed('Fn::Select'), path: own };
}

function getAtt(evaluator: Computation, { argument, path, loops }: Call): Valued {
  const own = path.slice(0, -1);
  const dot = typeof argument === 'string' ? argument.indexOf('.') : -1;
  const [resource, attribute]: readonly unknown[] =
    typeof argument === 'string' && dot > 0
      ? [argument.slice(0, dot), argument.slice(dot + 1)]
      : Array.isArray(argument)
        ? argument
        : [];
  const texts = [resource, attribute].map((part, index) =>
    typeof part === 'string' ? loopText(part, loops) : evaluator.text(part, [...path, index], loops),
  );
  const [name, of] = texts;
  if (typeof name !== 'string' || typeof of !== 'string')
    return { value: malformed('Fn::GetAtt'), path: own };
  const found = evaluator.attribute(name, of);
  return isMap(found.value) || isList(found.value) ? found : { ...found, path: own };
}

/** Only the chosen result is computed. */
function choose(evaluator: Computation, { argument, path, loops }: Call): Valued | typeof NO_VALUE {
  if (!Array.isArray(argument) || argument.length !== 3) return { value: malformed('Fn::If'), path };
  const [condition, yes, no] = argument as readonly unknown[];
  return evaluator.condition(condition, loops)
    ? evaluator.value(yes, [...path, 1], loops)
    : evaluator.value(no, [...path, 2], loops);
}

function findInMap(evaluator: Computation, { argument, path, loops }: Call): Valued | typeof NO_VALUE {
  const own = path.slice(0, -1);
  const [map, top, second, options]: readonly unknown[] = Array.isArray(argument) ? argument : [];
  const { Mappings: mappings } = evaluator.stack.template.root;
  const fallback =
    isBody(options) && Object.hasOwn(options, 'DefaultValue') ? options.DefaultValue : undefined;
  let found: unknown = mappings;
  for (const [index, step] of [map, top, second].entries()) {
    if (!isBody(found)) return { value: malformed('Fn::FindInMap'), path: own };
    const key = keyOf(evaluator, step, [...path, index], loops, fallback === undefined ? found : undefined);
    if (key instanceof PartlyKnown) return { value: computedFrom(key.first), path: own };
    if (!Object.hasOwn(found, key)) {
      if (fallback !== undefined) return evaluator.value(fallback, [...path, 3, 'DefaultValue'], loops);
      return { value: unknown('Fn::FindInMap', `the mapping has no key ${quote(key)}`), path: own };
    }
    found = found[key];
  }
  const place = evaluator.present(found, own, NO_LOOPS);
  return { ...place, path: own };
}

/** A key of a mapping: without a default, it must be one of those that are there. */
function keyOf(
  evaluator: Computation,
  step: unknown,
  path: Path,
  loops: Loops,
  keys: Body | undefined,
): string | PartlyKnown {
  const { parameters } = evaluator.stack;
  const name = isBody(step) ? step.Ref : undefined;
  const key = evaluator.text(step, path, loops);
  if (key instanceof PartlyKnown && keys !== undefined && typeof name === 'string' && parameters.has(name))
    parameters.oneOf(name, Object.keys(keys), evaluator.when);
  return key;
}

function importValue(evaluator: Computation, { argument, path, loops }: Call): Content {
  const name = evaluator.text(argument, path, loops);
  if (name instanceof PartlyKnown) return computedFrom(name.first);
  return (
    evaluator.stack.imports.get(name) ??
    unknown(`Fn::ImportValue ${name}`, `the export ${quote(name)} is that of another stack`)
  );
}

function length(evaluator: Computation, { argument, path, loops }: Call): Content {
  const list = evaluator.list(argument, path, loops);
  return list instanceof PartlyKnown ? computedFrom(list.first) : list.length;
}

function toJsonString(evaluator: Computation, { argument, path, loops }: Call): Content {
  const value = evaluator.present(argument, path, loops);
  const open = findUnknown(value);
  return open === undefined ? JSON.stringify(toJson(value, () => null)) : computedFrom(open);
}

function malformed(name: string): PartlyKnown {
  return computedFrom({ name, reason: `a call of \`${name}\` is malformed` });
}
