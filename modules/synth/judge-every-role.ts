import { TerraformResource, TerraformStack, type IAspect } from 'cdktf';
import type { IConstruct } from 'constructs';
import { addressOf } from '../constructs/address';
import { catalogJudge } from './catalog-judge';
import type { Judge, TrustValidationProps } from './trust-validation';
import { TrustValidation } from './trust-validation';

/** What judges the roles; everything has a default. */
export interface JudgeEveryRoleProps extends Partial<TrustValidationProps> {
  /**
   * What judges the roles; it is handed their addresses.
   * @default the errors of the catalog of checks
   */
  readonly judge?: Judge;
}

/**
 * Judges every `aws_iam_role` of a CDKTF app, whoever wrote it:
 *
 *     Aspects.of(stack).add(new JudgeEveryRole());
 *
 * Attach it to a stack, or to a construct to judge the roles below that only; cdktf does not hand the aspects of an app down to its
 * stacks. The judge gets the stack as it will be written, with the addresses of the roles. What it finds is a validation error of
 * the stack, so `app.synth()` throws; `Testing.synth` does not look at validations.
 *
 * @see https://developer.hashicorp.com/terraform/cdktf/concepts/aspects
 */
export class JudgeEveryRole implements IAspect {
  private readonly roles = new Map<TerraformStack, Set<string>>();

  constructor(private readonly props: JudgeEveryRoleProps = {}) {}

  visit(node: IConstruct): void {
    if (!TerraformResource.isTerraformResource(node) || node.terraformResourceType !== 'aws_iam_role') return;
    const stack = TerraformStack.of(node);
    const known = this.roles.get(stack);
    const addresses = known ?? new Set<string>();
    addresses.add(addressOf(node) ?? node.node.path);
    if (known !== undefined) return;
    this.roles.set(stack, addresses);
    const { judge = catalogJudge() } = this.props;
    TrustValidation.addTo(stack, {
      ...this.props,
      judge: (artifact) => judge({ ...artifact, addresses: [...addresses].toSorted() }),
    });
  }
}
