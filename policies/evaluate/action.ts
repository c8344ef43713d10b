import { compileGlob, parsePattern, type ActionMatch } from '../trust/index';

/** Whether a statement speaks of an action. */
export type ActionTest = (action: string) => boolean;

/**
 * Action names are compared without regard to case and may hold `*` and `?`; `NotAction` is everything else. What may be in
 * a trust policy is stricter, see `checkWrite`.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
 */
export function compileAction({ negated, actions }: ActionMatch): ActionTest {
  const tests = actions.map((action) =>
    compileGlob(parsePattern(action.toLowerCase(), { wildcards: true, variables: false })),
  );
  const cache = new Map<string, boolean>();
  return (action) => {
    const known = cache.get(action);
    if (known !== undefined) return known;
    const name = action.toLowerCase();
    const result = tests.some((test) => test(name)) !== negated;
    if (cache.size < 16) cache.set(action, result);
    return result;
  };
}
