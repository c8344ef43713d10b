import { quote } from '../../errors';
import { isBody, type Body } from '../terraform/block';
import { Ambiguous } from './yaml-text';
import type { Case } from '../cases';
import { NO_LOOPS, type Computation, type Loops, type Stack } from './computation';
import { holds } from './conditions';
import { expanded } from './for-each';
import { FUNCTIONS } from './functions';
import { ambiguous } from './parameters';
import { attributeOf } from './resources';
import {
  NO_VALUE,
  PartlyKnown,
  computedFrom,
  isList,
  joined,
  textOf,
  unknown,
  type Content,
  type Path,
  type Valued,
} from './value';

/** The deepest nesting of references among resources, conditions and functions. */
const MAX_DEPTH = 400;

/** Computes the functions of a template in one case. */
export class Evaluator implements Computation {
  private depth = 0;

  constructor(
    readonly stack: Stack,
    readonly when: Case,
  ) {}

  value(node: unknown, path: Path, loops: Loops = NO_LOOPS): Valued | typeof NO_VALUE {
    this.stack.steps.take();
    if (this.depth > MAX_DEPTH) return { value: unknown('Ref', 'the template refers to itself'), path };
    this.depth += 1;
    try {
      return this.content(node, path, loops);
    } finally {
      this.depth -= 1;
    }
  }

  present(node: unknown, path: Path, loops: Loops = NO_LOOPS): Valued {
    const found = this.value(node, path, loops);
    return found === NO_VALUE ? { value: null, path } : found;
  }

  text(node: unknown, path: Path, loops: Loops): string | PartlyKnown {
    const { value } = this.present(node, path, loops);
    return (
      textOf(value) ??
      computedFrom({
        name: 'value',
        reason: 'the template has a list or an object where a string is expected',
      })
    );
  }

  list(node: unknown, path: Path, loops: Loops): readonly Valued[] | PartlyKnown {
    const { value } = this.present(node, path, loops);
    if (isList(value) || value instanceof PartlyKnown) return value;
    return computedFrom({ name: 'value', reason: 'the template has no list where one is expected' });
  }

  reference(name: string, path: Path, loops: Loops): Valued | typeof NO_VALUE {
    if (name === 'AWS::NoValue') return NO_VALUE;
    const loop = loops.get(name);
    if (loop !== undefined) return { value: loop, path };
    const { parameters } = this.stack;
    if (parameters.has(name)) return { value: parameters.value(name, this.when, path), path };
    return { ...this.attribute(name, undefined), path };
  }

  attribute(name: string, attribute: string | undefined): Valued {
    const resource = this.stack.resources.get(name);
    const written = attribute === undefined ? name : `${name}.${attribute}`;
    if (resource === undefined)
      return {
        value: unknown(written, `the template has neither a parameter nor a resource ${quote(name)}`),
        path: [],
      };
    // a custom resource and a nested stack give what their authors want
    const chosen = /^AWS::(?!CloudFormation::)\w+::\w+$/.test(resource.type);
    return (
      attributeOf(this, resource, attribute) ?? {
        value: new PartlyKnown([
          {
            name: written,
            reason: `${quote(written)} is known only when the stack is created`,
            attribute: chosen ? true : undefined,
            role: resource.type === 'AWS::IAM::Role' && attribute === 'Arn' ? name : undefined,
          },
        ]),
        path: [],
      }
    );
  }

  condition(node: unknown, loops: Loops = NO_LOOPS): boolean {
    return holds(this, node, loops);
  }

  private content(node: unknown, path: Path, loops: Loops): Valued | typeof NO_VALUE {
    if (node instanceof Ambiguous) return { value: ambiguous(node), path };
    if (typeof node === 'string') return { value: plain(node, loops), path };
    if (Array.isArray(node)) {
      const items = node.map((item, index) => this.value(item, [...path, index], loops));
      return { value: items.filter((item) => item !== NO_VALUE), path };
    }
    if (!isBody(node)) return { value: node as null | number | boolean, path };
    const call = callOf(node);
    if (call === undefined) return { value: this.members(node, path, loops), path };
    const inside = [...path, call];
    if (call === 'Ref') {
      const name = node.Ref;
      return typeof name === 'string'
        ? this.reference(name, path, loops)
        : { value: computedFrom({ name: 'Ref', reason: 'the name of a `Ref` is not a string' }), path };
    }
    const compute = FUNCTIONS.get(call);
    if (compute === undefined)
      return {
        value: computedFrom({
          name: call,
          reason: `the function ${quote(call)} is computed only when the stack is created`,
        }),
        path,
      };
    return compute(this, { argument: node[call], path: inside, loops });
  }

  private members(node: Body, path: Path, loops: Loops): Content {
    const members = new Map<string, Valued>();
    for (const entry of expanded(this, node, path, loops)) {
      if (entry instanceof PartlyKnown) return entry;
      const found = this.value(entry.node, entry.path, entry.loops);
      if (found !== NO_VALUE) members.set(entry.name, found);
    }
    return members;
  }
}

/** The function that an object is a call of. */
function callOf(node: Body): string | undefined {
  const names = Object.keys(node);
  const [name] = names;
  if (
    names.length === 1 &&
    (name === 'Ref' || (name?.startsWith('Fn::') && !name.startsWith('Fn::ForEach::')))
  )
    return name;
  return names.find((each) => each === 'Fn::Transform');
}

/**
 * A string as CloudFormation stores it: dynamic references are looked up when the stack is created.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
 */
function plain(text: string, loops: Loops): Content {
  for (const name of loops.keys()) {
    if (text.includes(`\${${name}}`) || text.includes(`&{${name}}`))
      return unknown(
        `\${${name}}`,
        `the variable ${quote(name)} of a loop is in a string without \`Fn::Sub\``,
      );
  }
  if (!text.includes('{{resolve:')) return text;
  return joined(
    text
      .split(/(\{\{resolve:[^}]*\}\})/)
      .map((part) =>
        part.startsWith('{{resolve:')
          ? unknown(part, `the dynamic reference ${quote(part)} is looked up when the stack is created`)
          : part,
      ),
  );
}
