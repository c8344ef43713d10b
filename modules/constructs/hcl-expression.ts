import type { ErrorCode } from '../../policies/index';
import { terraformText } from './terraform-text';

/** A text as a string literal inside a Terraform expression. */
export function stringLiteral(text: string, what: string, code: ErrorCode = 'ERR_TERRAFORM'): string {
  return JSON.stringify(terraformText(text, { code, what }));
}

/** Texts as a list literal inside a Terraform expression. */
export function listLiteral(texts: readonly string[], what: string): string {
  return `[${texts.map((text) => stringLiteral(text, what)).join(', ')}]`;
}

/** A condition with the sentence that Terraform prints when it does not hold. */
export interface Condition {
  readonly condition: string;
  readonly errorMessage: string;
}

/** @param message one or more whole sentences: Terraform asks for that */
export function condition(expression: string, message: string): Condition {
  return {
    condition: `\${${expression}}`,
    errorMessage: terraformText(message, { code: 'ERR_TERRAFORM', what: 'error message' }),
  };
}
