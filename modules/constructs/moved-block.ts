import { TerraformElement } from 'cdktf';
import type { Construct } from 'constructs';
import { LIMITS, RefgateError } from '../../policies/index';
import { refused } from './refused';

/** A resource that has another address than before. */
export interface Move {
  /** Where Terraform knows it, such as `aws_iam_role.old`. */
  readonly from: string;
  /** Where the stack has it now. */
  readonly to: string;
}

/**
 * A `moved` block: the next apply takes a resource along to its new address, without a rebuild.
 * @throws RefgateError for a text that is not an address of a resource
 * @see https://developer.hashicorp.com/terraform/language/modules/develop/refactoring
 */
export class MovedBlock extends TerraformElement {
  constructor(
    scope: Construct,
    id: string,
    private readonly move: Move,
  ) {
    super(scope, id, 'moved');
    const problems = [move.from, move.to].flatMap((address) => refused(address, LIMITS.resourceAddress));
    if (problems.length > 0) throw new RefgateError(problems);
  }

  override toTerraform(): Record<string, unknown> {
    return { moved: [{ from: this.move.from, to: this.move.to }] };
  }
}
