import type { Block } from './block';
import type { BodyReader } from './body-value';
import { elementsOf } from './evaluate-for';
import { toNumber } from './operators';
import { extend, type Scope } from './scope';
import { Unknown, fail, kindOf, orUnknown, untyped, type Value } from './value';

/** One instance of a resource, a data source or a module. */
export interface Instance {
  readonly address: string;
  /** The key of `for_each`, the index of `count`, or nothing. */
  readonly key?: string | number;
  readonly block: Block;
  /** With `each` or `count` where the block repeats. */
  readonly scope: Scope;
}

/**
 * The instances of a block, by `count` or `for_each`.
 * @throws {RefgateError} `ERR_TERRAFORM`: a count or a collection that Terraform would refuse
 * @see https://developer.hashicorp.com/terraform/language/meta-arguments/for_each
 */
export function instancesOf(
  block: Block,
  address: string,
  scope: Scope,
  reader: BodyReader,
): readonly Instance[] | Unknown {
  const { count, for_each: forEach } = block.body;
  if (forEach !== undefined) return eachOf(reader.value(forEach, scope), block, address, scope, reader);
  if (count === undefined || count === null) return [{ address, block, scope }];
  const times = untyped(reader.value(count, scope));
  if (times instanceof Unknown) return times;
  const number = orUnknown(() => toNumber(times));
  if (number instanceof Unknown) return number;
  if (number < 0 || !Number.isInteger(number))
    fail(`the \`count\` of \`${address}\` is not a whole number from 0`);
  spendOn(number, address, reader);
  return Array.from({ length: number }, (_, index) => ({
    address: `${address}[${index}]`,
    key: index,
    block,
    scope: extend(scope, { count: new Map<string, Value>([['index', index]]) }),
  }));
}

/** More instances of one block are not judged: each takes a while, and nobody reads as many findings. */
const MAX_INSTANCES = 5_000;

/** What an instance costs with everything that is done for it, in steps of the budget. */
const STEPS_OF_INSTANCE = 400;

function spendOn(instances: number, address: string, reader: BodyReader): void {
  if (instances > MAX_INSTANCES)
    fail(`\`${address}\` has ${instances} instances; at most ${MAX_INSTANCES} of one block are judged`);
  reader.budget.spend(instances * STEPS_OF_INSTANCE);
}

function eachOf(
  collection: Value,
  block: Block,
  address: string,
  scope: Scope,
  reader: BodyReader,
): readonly Instance[] | Unknown {
  if (collection instanceof Unknown) return collection;
  const elements = Array.isArray(collection) ? undefined : elementsOf(collection);
  if (elements === undefined) fail(`the \`for_each\` of \`${address}\` is ${kindOf(collection)}`);
  spendOn(elements.length, address, reader);
  return elements
    .map(([name, value]) => ({ key: keyOf(name, address), value }))
    .map(({ key, value }) => ({
      address: `${address}[${JSON.stringify(key)}]`,
      key,
      block,
      scope: extend(scope, {
        each: new Map<string, Value>([
          ['key', key],
          ['value', value],
        ]),
      }),
    }));
}

function keyOf(name: Value, address: string): string {
  return typeof name === 'string'
    ? name
    : fail(`the \`for_each\` of \`${address}\` is a set of other values than strings`);
}

/** All instances as the value that a reference sees: one, a list, or an object by key. */
export function resourceOf(instances: readonly Instance[], valueOf: (instance: Instance) => Value): Value {
  const [first] = instances;
  if (first !== undefined && first.key === undefined) return valueOf(first);
  const entries = instances.map((instance) => [instance.key, valueOf(instance)] as const);
  if (entries.every(([key]) => typeof key === 'number')) {
    // no instance at all: an empty list and an empty object read alike
    return entries.map(([, value]) => value);
  }
  return new Map(entries.map(([key, value]): [string, Value] => [String(key), value]));
}

/** An instance of a block that repeats so many times as cannot tell: what its number or its element decides is unknown. */
export function anyInstance(block: Block, address: string, scope: Scope, why: Unknown): Instance {
  const unknown = (name: string): Unknown => new Unknown(why.reason, name);
  if (block.body.for_each === undefined) {
    const count = new Map<string, Value>([['index', unknown('count.index')]]);
    return { address: `${address}[0]`, key: 0, block, scope: extend(scope, { count }) };
  }
  const each = new Map<string, Value>([
    ['key', unknown('each.key')],
    ['value', unknown('each.value')],
  ]);
  return { address: `${address}[*]`, block, scope: extend(scope, { each }) };
}
