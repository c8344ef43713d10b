import { ruleCovers } from '../gitlab/index';

/** Whether any of the rules of a project covers a branch or a tag. */
export function isProtected(rules: ReadonlyMap<string, unknown>, ref: string): boolean {
  return [...rules.keys()].some((pattern) => ruleCovers(pattern, ref));
}
