import type { TerraformStack } from 'cdktf';
import type { IValidation } from 'constructs';
import { RefgateError } from '../../policies/index';

/** What a stack becomes on disk: the text of its `cdk.tf.json`. */
export interface SynthesizedStack {
  /** Id of the stack. */
  readonly stack: string;
  readonly json: string;
}

/** Reads roles back from what was synthesized, and answers with one line for each promise that does not hold. */
export type Judge = (artifact: SynthesizedStack) => readonly string[];

/** What judges a stack, and what happens when it is not satisfied. */
export interface TrustValidationProps {
  readonly judge: Judge;
  /**
   * Report broken promises through `warn` and let the synth pass.
   * @default false
   */
  readonly allowBroken?: boolean;
  /** Takes the lines of broken promises that were allowed. Needed with `allowBroken`: nothing is ever passed over in silence. */
  readonly warn?: (line: string) => void;
}

/**
 * Judges the Terraform that ships, not the constructs it came from: the stack is rendered as it will be written, and the judge
 * reads the trust policies back from that text. A broken promise is a validation error of the stack, so `app.synth()` throws.
 */
export class TrustValidation implements IValidation {
  private judged?: { readonly json: string; readonly lines: readonly string[] };

  constructor(
    private readonly stack: TerraformStack,
    private readonly props: TrustValidationProps,
  ) {}

  /** Makes the judge a part of the stack's validation. */
  static addTo(stack: TerraformStack, props: TrustValidationProps): TrustValidation {
    const validation = new TrustValidation(stack, props);
    stack.node.addValidation(validation);
    return validation;
  }

  /** The broken promises; the same text is judged once. */
  brokenPromises(): readonly string[] {
    const artifact = synthesizedStack(this.stack);
    if (this.judged?.json !== artifact.json) {
      const lines = this.props.judge(artifact);
      this.judged = { json: artifact.json, lines };
      if (this.props.allowBroken === true) for (const line of lines) this.warn(line);
    }
    return this.judged.lines;
  }

  validate(): string[] {
    const lines = this.brokenPromises();
    return this.props.allowBroken === true && this.props.warn !== undefined ? [] : [...lines];
  }

  private warn(line: string): void {
    this.props.warn?.(`broken promise in stack ${this.stack.node.id}, allowed: ${line}`);
  }
}

/**
 * Judges several stacks, so that all broken promises are seen at once.
 * @throws RefgateError with one problem for each promise that does not hold
 */
export function refuseBrokenPromises(stacks: readonly TerraformStack[], props: TrustValidationProps): void {
  const broken = stacks.flatMap((stack) => new TrustValidation(stack, props).validate());
  if (broken.length === 0) return;
  throw new RefgateError(broken.map((message) => ({ code: 'ERR_BROKEN_PROMISE', message })));
}

/** A stack as it will be written: its id and its `cdk.tf.json`. Nothing is written. */
export function synthesizedStack(stack: TerraformStack): SynthesizedStack {
  stack.prepareStack();
  return { stack: stack.node.id, json: JSON.stringify(stack.toTerraform()) };
}
