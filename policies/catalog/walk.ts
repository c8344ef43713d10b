import type { Condition } from '../trust/index';
import type { Spot } from './check';
import { isPositive, valuePointer } from './conditions';
import { isDead, admitting } from './prover';
import { concerning, type View } from './statements';
import type { CheckSubject } from './subject';
import { subPatterns, type SubPattern } from './sub-pattern';

/** What a check says about the place it was shown; `undefined` when nothing is wrong there. */
export type Remark = string | { readonly message: string; readonly fix?: string } | undefined;

/** Every condition of the statements about the issuers that the check is about. */
export function overConditions(
  subject: CheckSubject,
  judge: (condition: Condition, view: View) => Remark,
): readonly Spot[] {
  return concerning(subject).flatMap((view) =>
    view.statement.conditions.flatMap((condition) => spot(judge(condition, view), condition.pointer, view)),
  );
}

/** Every single value of those conditions. */
export function overValues(
  subject: CheckSubject,
  judge: (value: string, condition: Condition, view: View) => Remark,
): readonly Spot[] {
  return concerning(subject).flatMap((view) =>
    view.statement.conditions.flatMap((condition) =>
      condition.values.flatMap((value, index) =>
        spot(judge(value, condition, view), valuePointer(condition, index), view),
      ),
    ),
  );
}

/** Every pattern for `sub` under a positive operator: of Allow and Deny. */
export function overSubjects(
  subject: CheckSubject,
  judge: (pattern: SubPattern, view: View) => Remark,
): readonly Spot[] {
  return concerning(subject).flatMap((view) => patternSpots(subject, view, judge));
}

/** Every pattern for `sub` of the Allow statements that some token matches. */
export function overAdmittedSubjects(
  subject: CheckSubject,
  judge: (pattern: SubPattern, view: View) => Remark,
): readonly Spot[] {
  return admitting(subject).flatMap((view) => patternSpots(subject, view, judge));
}

/** Every condition of the Allow statements that some token matches. */
export function overAdmittingConditions(
  subject: CheckSubject,
  judge: (condition: Condition, view: View) => Remark,
): readonly Spot[] {
  return overConditions(subject, (condition, view) =>
    view.allows && !isDead(subject, view) ? judge(condition, view) : undefined,
  );
}

/** Every positive text condition of the Allow statements. */
export function overGuards(
  subject: CheckSubject,
  judge: (condition: Condition, view: View) => Remark,
): readonly Spot[] {
  return overConditions(subject, (condition, view) =>
    view.allows && isPositive(condition) ? judge(condition, view) : undefined,
  );
}

function patternSpots(
  subject: CheckSubject,
  view: View,
  judge: (pattern: SubPattern, view: View) => Remark,
): readonly Spot[] {
  return subPatterns(view, subject.policy.version).flatMap((pattern) =>
    spot(judge(pattern, view), pattern.pointer, view),
  );
}

function spot(remark: Remark, pointer: string, { statement }: View): readonly Spot[] {
  if (remark === undefined) return [];
  const said = typeof remark === 'string' ? { message: remark } : remark;
  return [{ ...said, pointer, statement }];
}
