import type { Condition } from '../trust/index';
import type { Match } from './check';
import { isPositive, valuePointer } from './conditions';
import { isDead } from './prover';
import { concerning, type View } from './statements';
import type { CheckInput } from './check-input';
import { subPatterns, type SubPattern } from './sub-pattern';

/** What a check says about the place it was shown; `undefined` when nothing is wrong there. */
export type MatchMessage = string | Pick<Match, 'message' | 'fix' | 'changes'> | undefined;

/** Every condition of the statements about the issuers that the check is about. */
export function overConditions(
  input: CheckInput,
  judge: (condition: Condition, view: View) => MatchMessage,
): readonly Match[] {
  return concerning(input).flatMap((view) =>
    view.statement.conditions.flatMap((condition) => match(judge(condition, view), condition.pointer, view)),
  );
}

/** Every single value of those conditions. */
export function overValues(
  input: CheckInput,
  judge: (value: string, condition: Condition, view: View) => MatchMessage,
): readonly Match[] {
  return concerning(input).flatMap((view) =>
    view.statement.conditions.flatMap((condition) =>
      condition.values.flatMap((value, index) =>
        match(judge(value, condition, view), valuePointer(condition, index), view),
      ),
    ),
  );
}

/** Every pattern for `sub` under a positive operator: of Allow and Deny. */
export function overSubjects(
  input: CheckInput,
  judge: (pattern: SubPattern, view: View) => MatchMessage,
): readonly Match[] {
  return concerning(input).flatMap((view) => patternMatches(input, view, judge));
}

/** Every condition of the Allow statements that some token matches. */
export function overAdmittingConditions(
  input: CheckInput,
  judge: (condition: Condition, view: View) => MatchMessage,
): readonly Match[] {
  return overConditions(input, (condition, view) =>
    view.allows && !isDead(input, view) ? judge(condition, view) : undefined,
  );
}

/** Every positive text condition of the Allow statements. */
export function overGuards(
  input: CheckInput,
  judge: (condition: Condition, view: View) => MatchMessage,
): readonly Match[] {
  return overConditions(input, (condition, view) =>
    view.allows && isPositive(condition) ? judge(condition, view) : undefined,
  );
}

function patternMatches(
  input: CheckInput,
  view: View,
  judge: (pattern: SubPattern, view: View) => MatchMessage,
): readonly Match[] {
  return subPatterns(view, input.policy.version).flatMap((pattern) =>
    match(judge(pattern, view), pattern.pointer, view),
  );
}

function match(found: MatchMessage, pointer: string, { statement }: View): readonly Match[] {
  if (found === undefined) return [];
  const said = typeof found === 'string' ? { message: found } : found;
  return [{ ...said, pointer, statement }];
}
