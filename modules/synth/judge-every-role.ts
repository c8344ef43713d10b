import { App, Aspects, TerraformStack, type IAspect } from 'cdktf';
import type { IConstruct } from 'constructs';
import { RefgateError } from '../../policies/index';
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
  private readonly judged = new Map<TerraformStack, TrustValidation>();

  constructor(private readonly props: JudgeEveryRoleProps = {}) {}

  /** Judges the stack of a construct, even if that is removed later, or every stack of an app, those that are added later too. */
  static addTo(scope: IConstruct, props: JudgeEveryRoleProps = {}): JudgeEveryRole {
    const aspect = new JudgeEveryRole(props);
    Aspects.of(scope).add(aspect);
    if (stackAround(scope) !== undefined) aspect.visit(scope);
    return aspect;
  }

  visit(node: IConstruct): void {
    const stack = TerraformStack.of(node);
    if (this.judged.has(stack)) return;
    const validation = TrustValidation.addTo(stack, {
      ...this.props,
      judge: this.props.judge ?? catalogJudge(),
    });
    this.judged.set(stack, validation);
  }

  /** The broken promises of a stack as it is now: what a later validation, or what writes the stack, has changed is judged too. */
  brokenPromisesOf(stack: TerraformStack): readonly string[] {
    this.visit(stack);
    return this.judged.get(stack)?.validate() ?? [];
  }
}

function stackAround(node: IConstruct): TerraformStack | undefined {
  return node.node.scopes.findLast((scope) => TerraformStack.isStack(scope));
}

/**
 * cdktf starts with the aspects of a stack and never calls those of an app or of a construct around stacks, nor one that another aspect
 * adds. A judge that is never called must not be silent, so an app hands them to its stacks first, and asks every judge that there is once
 * more after the stacks were written.
 * @see https://github.com/hashicorp/terraform-cdk/blob/v0.21.0/packages/cdktf/lib/synthesize/synthesizer.ts `invokeAspects`
 */
const synth = App.prototype.synth;
App.prototype.synth = function (this: App): void {
  for (const [judge, stack] of judgesOf(this)) judge.visit(stack);
  synth.call(this);
  if (this.skipValidation === true) return;
  const lines = new Set(judgesOf(this).flatMap(([judge, stack]) => judge.brokenPromisesOf(stack)));
  if (lines.size > 0)
    throw new RefgateError([...lines].map((message) => ({ code: 'ERR_BROKEN_PROMISE', message })));
};

/** Every judge of an app with each stack that it is about. */
function judgesOf(app: App): readonly (readonly [JudgeEveryRole, TerraformStack])[] {
  return app.node.findAll().flatMap((node) => {
    const judges = Aspects.of(node).all.filter((aspect) => aspect instanceof JudgeEveryRole);
    if (judges.length === 0) return [];
    const own = stackAround(node);
    const below = node.node.findAll().filter((inner) => TerraformStack.isStack(inner));
    const stacks = [...new Set([...(own === undefined ? [] : [own]), ...below])];
    return judges.flatMap((judge) => stacks.map((stack) => [judge, stack] as const));
  });
}
