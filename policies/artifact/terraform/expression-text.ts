import type { Expression, TemplatePart } from './expression';
import { ELEMENT } from './expression';
import { Unknown } from './value';

/** Longer ones are cut off. */
const LONGEST = 80;

/** An expression as one would write it, on one line and not too long. */
export function expressionText(expression: Expression): string {
  const text = written(expression);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function written(expression: Expression): string {
  switch (expression.kind) {
    case 'literal':
      return expression.value instanceof Unknown ? '…' : JSON.stringify(expression.value);
    case 'template':
      return `"${expression.parts.map(partText).join('')}"`;
    case 'list':
      return `[${expression.items.map(written).join(', ')}]`;
    case 'reference':
      return expression.name;
    case 'attribute':
      return `${written(expression.of)}.${expression.name}`;
    case 'index':
      return `${written(expression.of)}[${written(expression.index)}]`;
    case 'splat':
      return `${written(expression.of)}[*]${written(expression.each).slice(ELEMENT.length)}`;
    case 'conditional':
      return `${written(expression.test)} ? ${written(expression.yes)} : ${written(expression.no)}`;
    case 'binary':
      return `${operand(expression.left)} ${expression.operator} ${operand(expression.right)}`;
    case 'unary':
      return `${expression.operator}${operand(expression.operand)}`;
    case 'call':
      return `${expression.name}(${expression.args.map(written).join(', ')}${expression.expand ? '...' : ''})`;
    case 'object':
      return '{…}';
    default:
      return `[for … in ${written(expression.collection)} : …]`;
  }
}

function operand(expression: Expression): string {
  const text = written(expression);
  return expression.kind === 'binary' || expression.kind === 'conditional' ? `(${text})` : text;
}

function partText(part: TemplatePart): string {
  if (part.kind === 'text') return part.text;
  return part.kind === 'value' ? `\${${written(part.expression)}}` : '%{…}';
}

/** The names that an expression begins its references with, those of its own `for` included. */
export function rootsOf(expression: Expression): ReadonlySet<string> {
  const found = new Set<string>();
  const open: unknown[] = [expression];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (typeof node !== 'object' || node === null || node instanceof Unknown) continue;
    if ('kind' in node && node.kind === 'reference' && 'name' in node) found.add(String(node.name));
    open.push(...Object.values(node));
  }
  return found;
}
