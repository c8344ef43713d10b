import { RefgateError, quote } from '../../errors';
import { BudgetExceeded, type Budget } from './budget';
import type { Expression } from './expression';
import type { Scope } from './scope';
import { FUNCTIONS } from './functions/table';
import {
  Unknown,
  UnknownList,
  blank,
  ValueSet,
  fail,
  findUnknown,
  isList,
  kindOf,
  untyped,
  untypedBool,
  type Value,
} from './value';
import { weightOf } from './weight';

type Call = Extract<Expression, { kind: 'call' }>;

/**
 * The value of a call. A function that refgate does not compute gives an unknown value that names it.
 * @throws {RefgateError} `ERR_TERRAFORM`: arguments that Terraform would refuse
 * @see https://developer.hashicorp.com/terraform/language/functions
 */
export function callFunction(
  call: Call,
  evaluate: (expression: Expression) => Value,
  scope: Scope,
  budget: Budget,
): Value {
  const name = call.name.startsWith('core::') ? call.name.slice(6) : call.name;
  if (name === 'try') return tryFirst(call.args, evaluate, budget);
  if (name === 'can') return can(call.args, evaluate, budget);
  const given = argumentsOf(call, evaluate);
  if (given instanceof Unknown) return given;
  const args = given.map(CONVERSIONS.get(name) ?? ((arg) => arg));
  const outside = scope.callFunction?.(name, args);
  if (outside !== undefined) return outside;
  const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (known === undefined)
    return new Unknown(`refgate does not compute the function ${quote(call.name)}`, `${call.name}(…)`);
  const [least, most] = known.count;
  if (args.length < least || args.length > most)
    fail(`${quote(name)} does not take ${args.length} arguments`);
  const unknown = known.looksInside ? findUnknown(args) : args.find((arg) => arg instanceof Unknown);
  if (unknown instanceof UnknownList && unknown === args[0] && SAME_ELEMENTS.has(name)) return unknown;
  if (unknown !== undefined && known.takesUnknown !== true) return blank(unknown);
  // whatever it does, it goes through its arguments
  budget.spend(Math.ceil(weightOf(args) / 20));
  return withinMemory(() => known.call(args, budget));
}

/** What they make of a value does not depend on its type. */
const CONVERSIONS: ReadonlyMap<string, (arg: Value) => Value> = new Map([
  ['tobool', untypedBool],
  ['tonumber', untyped],
  ['tostring', untyped],
]);

/** Functions of a list whose elements are those of the list. */
const SAME_ELEMENTS = new Set(['compact', 'distinct', 'reverse', 'sort', 'tolist', 'toset']);

/** A text that is too long for JavaScript is too large for refgate. */
function withinMemory(work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new BudgetExceeded({
      code: 'ERR_TERRAFORM',
      message: 'the configuration builds a value that is too large',
    });
  }
}

/** Without `null` itself, which has no type and is never chosen, unless it is all there is. */
function typed(args: readonly Expression[]): readonly Expression[] {
  const others = args.filter((arg) => arg.kind !== 'literal' || arg.value !== null);
  return others.length === 0 ? args : others;
}

function argumentsOf(call: Call, evaluate: (expression: Expression) => Value): readonly Value[] | Unknown {
  const args = (call.name === 'coalesce' ? typed(call.args) : call.args).map(evaluate);
  if (!call.expand) return args;
  const last = args.at(-1) ?? null;
  if (last instanceof Unknown) return blank(last);
  const rest = isList(last)
    ? last
    : last instanceof ValueSet
      ? last.items
      : fail(`\`...\` follows ${kindOf(last)}`);
  return [...args.slice(0, -1), ...rest];
}

/** The first argument that Terraform can evaluate. One that is unknown might fail later, so it decides nothing. */
function tryFirst(
  args: readonly Expression[],
  evaluate: (expression: Expression) => Value,
  budget: Budget,
): Value {
  for (const arg of args) {
    try {
      const { result, mayBeRefused } = budget.doubting(() => evaluate(arg));
      return mayBeRefused ? doubtful('try') : result;
    } catch (error) {
      if (!isRefused(error)) throw error;
    }
  }
  return fail('no argument of `try` has a value');
}

/** What is known whatever a part of it is, if Terraform takes that part. */
function doubtful(name: 'try' | 'can'): Unknown {
  return new Unknown(
    'whether Terraform refuses the expression depends on a value that is not known',
    `${name}(…)`,
  );
}

function can(
  args: readonly Expression[],
  evaluate: (expression: Expression) => Value,
  budget: Budget,
): Value {
  const [arg] = args;
  if (arg === undefined || args.length > 1) fail('`can` takes one argument');
  try {
    const { result, mayBeRefused } = budget.doubting(() => evaluate(arg));
    const unknown = findUnknown(result);
    if (unknown !== undefined) return blank(unknown);
    if (mayBeRefused) return doubtful('can');
    return leavesTypesOpen(arg)
      ? new Unknown('whether Terraform takes the types of these arguments is not computed', 'can(…)')
      : true;
  } catch (error) {
    if (!isRefused(error)) throw error;
    return false;
  }
}

/** Functions that demand types of elements, which collections without elements, and of null, do not show. */
const OF_ELEMENT_TYPES = new Set([
  'alltrue',
  'anytrue',
  'matchkeys',
  'setintersection',
  'setproduct',
  'setsubtract',
  'setunion',
  'sum',
  'transpose',
]);

/** Whether Terraform may refuse what refgate computes, because it knows types that refgate does not keep. */
function leavesTypesOpen(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false;
  const { kind, name } = node as { readonly kind?: unknown; readonly name?: unknown };
  if (kind === 'call' && OF_ELEMENT_TYPES.has(String(name).replace(/^core::/, ''))) return true;
  return Object.values(node).some(leavesTypesOpen);
}

function isRefused(error: unknown): boolean {
  return error instanceof RefgateError && !(error instanceof BudgetExceeded);
}
