import { TerraformElement } from 'cdktf';
import type { Construct } from 'constructs';
import { quote, RefgateError } from '../../policies/index';

/** A resource that has another address than before. */
export interface Move {
  /** Where Terraform knows it, such as `aws_iam_role.old`. */
  readonly from: string;
  /** Where the stack has it now. */
  readonly to: string;
}

const ADDRESS = /^[a-z][a-z0-9_]*\.[A-Za-z_][\w-]*$/;

/**
 * A `moved` block: the next apply takes a resource along to its new address, without a rebuild.
 * @throws RefgateError for a text that is no address of a resource
 * @see https://developer.hashicorp.com/terraform/language/modules/develop/refactoring
 */
export class MovedBlock extends TerraformElement {
  constructor(
    scope: Construct,
    id: string,
    private readonly move: Move,
  ) {
    super(scope, id, 'moved');
    const wrong = [move.from, move.to].find((address) => !ADDRESS.test(address));
    if (wrong !== undefined) {
      throw new RefgateError({
        code: 'ERR_TERRAFORM',
        message: 'this is no address of a resource',
        got: quote(wrong),
        expected: 'type and name, such as `aws_iam_role.deploy`',
        fix: 'copy it from `terraform state list`',
      });
    }
  }

  override toTerraform(): Record<string, unknown> {
    return { moved: [{ from: this.move.from, to: this.move.to }] };
  }
}
