import { App, Aspects, TerraformStack, type IAspect } from 'cdktf';
import type { IConstruct } from 'constructs';
import { catalogJudge } from './catalog-judge';
import type { Judge, TrustValidationProps } from './trust-validation';
import { TrustValidation } from './trust-validation';

/** What judges the roles; everything has a default. */
export interface JudgeEveryRoleProps extends Partial<TrustValidationProps> {
  /**
   * What judges each stack.
   * @default the errors of the catalog of checks
   */
  readonly judge?: Judge;
}

/**
 * Judges every role of a CDKTF app, whoever wrote it:
 *
 *     JudgeEveryRole.addTo(app);
 *
 * Each stack is judged as it will be written: after overrides, escape hatches and other aspects, with the roles that no construct stands
 * for. A module call, whose roles are not in the text of the stack, is a finding: it cannot be judged here. What is found is a
 * validation error of the stack, so `app.synth()` throws; `Testing.synth` and an app with `skipValidation` do not look at validations.
 * `Aspects.of(scope).add(new JudgeEveryRole())` does the same for the whole stack of any construct, and for every stack of an app.
 *
 * @see https://developer.hashicorp.com/terraform/cdktf/concepts/aspects
 */
export class JudgeEveryRole implements IAspect {
  private readonly judged = new Set<TerraformStack>();

  constructor(private readonly props: JudgeEveryRoleProps = {}) {}

  /** Judges the stack of a construct, or every stack of an app, those that are added later too. */
  static addTo(scope: IConstruct, props: JudgeEveryRoleProps = {}): JudgeEveryRole {
    const aspect = new JudgeEveryRole(props);
    Aspects.of(scope).add(aspect);
    return aspect;
  }

  visit(node: IConstruct): void {
    const stack = TerraformStack.of(node);
    if (this.judged.has(stack)) return;
    this.judged.add(stack);
    TrustValidation.addTo(stack, { ...this.props, judge: this.props.judge ?? catalogJudge() });
  }
}

/**
 * cdktf starts with the aspects of a stack and never calls those of an app or of a construct around stacks. A judge that is never called
 * must not be silent, so an app hands them to its stacks first.
 * @see https://github.com/hashicorp/terraform-cdk/blob/v0.21.0/packages/cdktf/lib/synthesize/synthesizer.ts `invokeAspects`
 */
const synth = App.prototype.synth;
App.prototype.synth = function (this: App): void {
  for (const stack of this.node.findAll().filter((node) => TerraformStack.isStack(node))) {
    const around = stack.node.scopes.slice(0, -1).flatMap((scope) => Aspects.of(scope).all);
    for (const aspect of around) if (aspect instanceof JudgeEveryRole) aspect.visit(stack);
  }
  synth.call(this);
};
