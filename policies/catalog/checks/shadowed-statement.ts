import { defineCheck } from '../check';
import { isImpliedBy } from '../cover';
import { allow, example, MAIN, PINS, STRICT, STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';
import { admitting, allowsAction, federated, type View } from '../statements';
import type { CheckSubject } from '../subject';

export const shadowedStatement = defineCheck({
  id: 'shadowed-statement',
  severity: 'warning',
  title: 'a statement lets in nobody whom another one does not let in anyhow',
  rationale:
    'Allow statements add up. When one demands less than the other in everything, the stricter one decides nothing: the care that went into it is lost.',
  bad: example([
    allow({ StringEquals: { ...PINS, 'gitlab.com:sub': MAIN } }),
    allow({ StringEquals: { ...STRICT, 'gitlab.com:sub': MAIN } }),
  ]),
  good: STRICT_EXAMPLE,
  fix: 'remove the wider statement if the strict one is meant, or else the strict one',
  sources: [SOURCES.awsLogic, SOURCES.awsLint],
  look: (subject) => {
    const all = admitting(subject);
    return all.flatMap((narrow, index) => {
      const wide = all.find(
        (candidate, other) =>
          candidate !== narrow &&
          isWider(subject, candidate, narrow) &&
          (other < index || !isWider(subject, narrow, candidate)),
      );
      if (wide === undefined) return [];
      return {
        message: `statement ${narrow.statement.index + 1} adds nothing: statement ${wide.statement.index + 1} demands less`,
        pointer: narrow.pointer,
        statement: narrow.statement,
      };
    });
  },
});

/** Certainly at least as wide: never wrong when it says yes. */
function isWider({ policy }: CheckSubject, wide: View, narrow: View): boolean {
  const arns = federated(wide.statement);
  return (
    federated(narrow.statement).every((arn) => arns.includes(arn)) &&
    !narrow.statement.action.negated &&
    narrow.statement.action.actions.every(
      (action) => !/[*?]/.test(action) && allowsAction(wide.statement, action),
    ) &&
    wide.statement.conditions.every((condition) =>
      narrow.statement.conditions.some((other) => isImpliedBy(condition, other, policy.version)),
    )
  );
}
