import type { Answer, Question } from './question';
import type { ForClause } from './expression';
import type { Value } from './value';

/** What the names in an expression mean. */
export interface Scope {
  /**
   * The value that a reference starts from. A name that nobody declared is an unknown value with that reason.
   * @param names the attribute names that follow `root`, as far as they are written out
   */
  find(root: string, names: readonly string[]): Found;
  /** A function that needs more than its arguments, or nothing when there is none of this name here. */
  callFunction?(name: string, args: readonly Value[]): Value | undefined;
  /**
   * The answer to a question that decides an expression and is not known, in the case that is looked at; nothing where no cases are looked at.
   * @throws {Undecided} where the case does not answer it
   */
  decide?(question: Question): Answer | undefined;
  /** Does the work as if no cases were looked at. */
  outsideCases?<T>(work: () => T): T;
}

export interface Found {
  readonly value: Value;
  /** How many of the names the value already stands for: two in `data.aws_region.current`. */
  readonly used: number;
}

/** A scope with a few more names in front: the variables of a `for`, `each`, `count`, the iterator of a `dynamic` block. */
export function extend(scope: Scope, names: Readonly<Record<string, Value>>): Scope {
  return {
    decide: (question) =>
      scope.decide?.(
        Object.keys(names).some((name) => question.roots.has(name)) ? { ...question, local: true } : question,
      ),
    outsideCases: (work) => (scope.outsideCases === undefined ? work() : scope.outsideCases(work)),
    callFunction: (name, args) => scope.callFunction?.(name, args),
    find: (root, rest) =>
      Object.hasOwn(names, root) ? { value: names[root] as Value, used: 0 } : scope.find(root, rest),
  };
}

/** The scope of one element that a `for` goes through. */
export function withElement(
  scope: Scope,
  { keyName, valueName }: Pick<ForClause, 'keyName' | 'valueName'>,
  [key, value]: readonly [key: Value, value: Value],
): Scope {
  return extend(
    scope,
    keyName === undefined ? { [valueName]: value } : { [keyName]: key, [valueName]: value },
  );
}
