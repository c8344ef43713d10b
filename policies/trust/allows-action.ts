import { compileGlob } from './glob';
import { parsePattern } from './pattern';
import type { Statement } from './policy';

/** Whether a statement speaks of an action; wildcards and case as at evaluation. */
export function allowsAction({ action: { actions, negated } }: Statement, name: string): boolean {
  const text = name.toLowerCase();
  const matched = actions.some((action) =>
    compileGlob(parsePattern(action.toLowerCase(), { wildcards: true, variables: false }))(text),
  );
  return matched !== negated;
}
