import { isBody } from '../terraform/block';
import type { Computation, Loops } from './computation';
import { Undecided } from '../cases';
import { isDecided } from './decided-by';

/**
 * Whether a condition holds, given its name or its function.
 * @throws {Undecided} where the case does not decide it: both answers are looked at
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-conditions.html
 */
export function holds(evaluator: Computation, node: unknown, loops: Loops, depth = 0): boolean {
  evaluator.stack.steps.take();
  if (depth > 100) return open(evaluator, `a condition that refers to itself, ${said(node, loops)}`);
  const inner = (each: unknown): boolean => holds(evaluator, each, loops, depth + 1);
  if (typeof node === 'string') {
    const { Conditions: conditions } = evaluator.stack.template.root;
    if (isBody(conditions) && Object.hasOwn(conditions, node)) return inner(conditions[node]);
    return node === 'true' || node === 'false' ? node === 'true' : open(evaluator, `condition ${node}`);
  }
  if (typeof node === 'boolean') return node;
  const [[name, argument] = ['', undefined], ...others] = isBody(node) ? Object.entries(node) : [];
  const asWritten = (what: string): boolean => open(evaluator, `${what} ${said(node, loops)}`);
  if (others.length > 0) return asWritten('the malformed condition');
  const list: readonly unknown[] = Array.isArray(argument) ? argument : [argument];
  switch (name) {
    case 'Condition':
      return inner(argument);
    case 'Fn::And':
      return list.every(inner);
    case 'Fn::Or':
      return list.some(inner);
    case 'Fn::Not':
      return !inner(list[0]);
    case 'Fn::Equals':
      return equal(evaluator, list, loops);
    default:
      return asWritten(name === '' ? 'the malformed condition' : 'the condition');
  }
}

function equal(evaluator: Computation, list: readonly unknown[], loops: Loops): boolean {
  const { parameters } = evaluator.stack;
  const names = list.map((each) => {
    const name = isBody(each) ? each.Ref : undefined;
    return typeof name === 'string' && !loops.has(name) && parameters.has(name) ? name : undefined;
  });
  const at = names.findIndex((name) => name !== undefined);
  const name = names[at];
  if (list.length === 2 && name !== undefined && isDecided(evaluator, list[1 - at], loops)) {
    const other = evaluator.text(list[1 - at], [], loops);
    if (typeof other === 'string') return parameters.equals(name, other, evaluator.when);
  }
  const isSaid = list.map((each) => said(each, loops)).join(' = ');
  if (names.every((each) => each !== undefined)) return open(evaluator, isSaid);
  const [left, right] = list.map((each) => evaluator.text(each, [], loops));
  if (typeof left === 'string' && typeof right === 'string') {
    return isDecided(evaluator, list, loops) ? left === right : open(evaluator, isSaid, left === right);
  }
  return open(evaluator, isSaid);
}

/** What is compared, as it is written: two conditions are one only where that is the same, not where their values are alike today. */
function said(node: unknown, loops: Loops): string {
  if (typeof node === 'string') return `\`${node}\``;
  const [[name, argument] = ['', undefined], ...others] = isBody(node) ? Object.entries(node) : [];
  if (others.length === 0 && typeof argument === 'string' && !loops.has(argument)) {
    if (name === 'Ref') return argument;
    if (name === 'Fn::ImportValue') return `${name} ${argument}`;
    if (name === 'Fn::Sub' && loops.size === 0) return `\`${argument}\``;
  }
  const around = [...loops].map(([loop, value]) => `${loop}: ${JSON.stringify(value)}`);
  return [JSON.stringify(node), ...around].join(', ');
}

const TRUE = 'true';

/** A condition that is both, each in its case. @param likely the one to begin with */
function open(evaluator: Computation, name: string, likely = true): boolean {
  const { when } = evaluator;
  const known = when.is(name);
  if (known !== undefined) return known === TRUE;
  throw new Undecided(name, likely ? [TRUE, 'false'] : ['false', TRUE], false);
}
