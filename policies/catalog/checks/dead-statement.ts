import { quote } from '../../errors';
import { compileGlob, type Condition } from '../../trust/index';
import { defineCheck, type Spot } from '../check';
import { ignoresCase, isFirm, patterns } from '../conditions';
import { MAIN, onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { denies } from '../pins';
import { SOURCES } from '../sources';
import { admitting, type View } from '../statements';
import { literal } from '../sub-pattern';
import type { CheckSubject } from '../subject';

export const deadStatement = defineCheck({
  id: 'dead-statement',
  severity: 'error',
  title: 'a statement can never let anybody in',
  rationale:
    'Operators of one statement are ANDed. Exact values under StringEquals and patterns under StringLike do not add up, as many modules assume: a token must satisfy both, and usually no token does. A Deny without a condition closes every statement beside it.',
  bad: onGitlabCom({
    StringEquals: { ...PINS, 'gitlab.com:sub': MAIN },
    StringLike: { 'gitlab.com:sub': 'project_path:acme/platform/api:ref_type:branch:ref:release/*' },
  }),
  good: STRICT_EXAMPLE,
  fix: 'write one statement for each operator',
  sources: [SOURCES.awsConditionLogic, SOURCES.awsLogic],
  look: (subject) =>
    admitting(subject).flatMap((view): readonly Spot[] => {
      const closed = denies(subject, view).find(({ statement }) => statement.conditions.length === 0);
      if (closed !== undefined && view.gitlabs.every((host) => closed.gitlabs.includes(host))) {
        const message = `statement ${closed.statement.index + 1} denies everybody whom this one lets in`;
        return [{ message, pointer: view.pointer, statement: view.statement }];
      }
      const conflict = contradiction(subject, view);
      if (conflict === undefined) return [];
      const message = `no ${quote(conflict.key)} satisfies all its conditions: they are ANDed`;
      return [{ message, pointer: conflict.pointer, statement: view.statement }];
    }),
});

/** A condition of exact values of which none satisfies every other condition on the key. */
function contradiction({ policy }: CheckSubject, { statement }: View): Condition | undefined {
  return statement.conditions.find((exact) => {
    const others = statement.conditions.filter(
      (other) => other !== exact && isExact(other) && other.key.toLowerCase() === exact.key.toLowerCase(),
    );
    const texts = patterns(exact, policy.version).map(literal);
    if (!isExact(exact) || others.length === 0 || texts.includes(undefined)) return false;
    return !texts.some((text) =>
      others.every((other) =>
        patterns(other, policy.version).some((tokens) => compileGlob(tokens)(text ?? '')),
      ),
    );
  });
}

/** A comparison to the letter, without variables. */
function isExact(condition: Condition): boolean {
  return (
    isFirm(condition) && !ignoresCase(condition) && !condition.values.some((value) => value.includes('${'))
  );
}
