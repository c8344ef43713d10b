import { RefgateError } from '../../errors';
import type { Body } from '../terraform/block';
import type { Case } from '../cases';
import type { Parameters } from './parameters';
import type { Template } from './template';
import type { Content, NO_VALUE, PartlyKnown, Path, Valued } from './value';

/** The variables of the loops around a value. */
export type Loops = ReadonlyMap<string, Content>;

export const NO_LOOPS: Loops = new Map();

/** A resource of a template, as it was written. */
export interface Resource {
  /** Its logical ID. */
  readonly id: string;
  readonly type: string;
  readonly node: Body;
  readonly path: Path;
  readonly loops: Loops;
}

/** A template with everything that is known of its stack. */
export interface Stack {
  readonly template: Template;
  readonly parameters: Parameters;
  readonly resources: ReadonlyMap<string, Resource>;
  readonly steps: Steps;
  /** What other stacks export, by name. */
  readonly imports: ReadonlyMap<string, string>;
}

/** So many values are computed for one template; a real one stays far below. */
const MAX_STEPS = 300_000;

/** Counts what a template costs, over all of its cases. */
export class Steps {
  private taken = 0;

  /** @throws {RefgateError} `ERR_TEMPLATE`: the template expands to too much */
  take(count = 1): void {
    this.taken += count;
    if (this.taken > MAX_STEPS)
      throw new RefgateError({
        code: 'ERR_TEMPLATE',
        message: `the CloudFormation template expands to more than ${MAX_STEPS} values`,
        fix: 'give the answer of `aws iam get-role` for its roles',
      });
  }
}

/** Computes the functions of a template in one case. What the template has wrong is a value that is not known. */
export interface Computation {
  readonly stack: Stack;
  readonly when: Case;
  /** @throws {Undecided} where the case does not decide, as every other method */
  value(node: unknown, path: Path, loops: Loops): Valued | typeof NO_VALUE;
  /** As `value`, with `null` for what is not there. */
  present(node: unknown, path: Path, loops: Loops): Valued;
  /** A string, known or in part. */
  text(node: unknown, path: Path, loops: Loops): string | PartlyKnown;
  /** A list; one that is not known is the reason. */
  list(node: unknown, path: Path, loops: Loops): readonly Valued[] | PartlyKnown;
  /** What `Ref` gives for a name. */
  reference(name: string, path: Path, loops: Loops): Valued | typeof NO_VALUE;
  /** What `Fn::GetAtt` gives, or `Ref` where no attribute is named. */
  attribute(name: string, attribute: string | undefined): Valued;
  condition(node: unknown, loops: Loops): boolean;
}
