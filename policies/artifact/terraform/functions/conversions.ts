import { toBool, toNumber } from '../operators';
import { Sensitive, Unknown, ValueSet, exactNumber, fail, isMap, toText, type Value } from '../value';
import { entries, items, unified } from './arguments';
import { shallow, whole, type FunctionTable } from './function';

const IDENTITY = shallow(1, 1, ([value = null]) => value);

/** @see https://developer.hashicorp.com/terraform/language/functions (type conversion functions) */
export const CONVERSION_FUNCTIONS: FunctionTable = {
  nonsensitive: {
    count: [1, 1],
    looksInside: false,
    takesUnknown: true,
    call: ([value = null]) => (value instanceof Sensitive ? value.hidden : value),
  },
  sensitive: IDENTITY,
  tobool: whole(1, 1, ([value = null]) => (value === null ? null : toBool(value))),
  tolist: shallow(1, 1, ([value]) => (value === null ? null : unified(items(value)))),
  tomap: shallow(1, 1, ([value]) => {
    if (value === null) return null;
    const map = entries(value);
    const values = unified([...map.values()]);
    return new Map([...map.keys()].map((key, index): [string, Value] => [key, values[index] ?? null]));
  }),
  tonumber: whole(1, 1, ([value = null]) => (value === null ? null : exactNumber(toNumber(value)))),
  toset: whole(1, 1, ([value]) => {
    if (value === null) return null;
    if (value !== undefined && isMap(value)) fail('`toset` takes a list');
    return new ValueSet(unified(items(value)));
  }),
  tostring: whole(1, 1, ([value = null]) => (value === null ? null : toText(value))),
};

/** A function whose result lies outside of the configuration. */
function outside(what: string): FunctionTable[string] {
  return whole(0, Number.POSITIVE_INFINITY, () => new Unknown(what));
}

/** What no text of a configuration decides. */
export const OUTSIDE_FUNCTIONS: FunctionTable = {
  plantimestamp: outside('`plantimestamp()` is known only when Terraform runs'),
  timestamp: outside('`timestamp()` is known only when Terraform runs'),
  uuid: outside('`uuid()` is known only when Terraform runs'),
};
