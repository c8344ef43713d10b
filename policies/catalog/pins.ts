import { WEB_IDENTITY_ACTION, type Condition } from '../trust/index';
import { comparesText, isConstraint, isNegated, on } from './conditions';
import { allowsAction, views, type View } from './statements';
import type { CheckSubject } from './subject';

/**
 * Whether a token must have one of certain values for a claim to come in through a statement: by a firm condition of the
 * statement itself, or by a Deny for everybody who has another value (`Deny` + `StringNotEquals`, and nothing else).
 */
export function isPinned(subject: CheckSubject, view: View, claim: string): boolean {
  const { version } = subject.policy;
  if (on(view, claim).some((condition) => isConstraint(condition, version))) return true;
  return denies(subject, view).some(({ statement, gitlabs }) => {
    const [only, ...others] = statement.conditions;
    if (only === undefined || others.length > 0) return false;
    const shared = view.gitlabs.every((host) => gitlabs.includes(host));
    return shared && isBarrier(only) && on({ ...view, statement }, claim).includes(only);
  });
}

/** The Deny statements that a GitLab token of an Allow statement must get past. */
export function denies(subject: CheckSubject, { gitlabs }: View): readonly View[] {
  return views(subject).filter(
    ({ statement, gitlabs: denied }) =>
      statement.effect === 'Deny' &&
      allowsAction(statement, WEB_IDENTITY_ACTION) &&
      denied.some((host) => gitlabs.includes(host)),
  );
}

/** `StringNotEquals` and its kin without a quantifier: as a Deny it stops everybody else, a missing key included. */
function isBarrier(condition: Condition): boolean {
  return isNegated(condition) && condition.form?.quantifier === undefined && comparesText(condition);
}
