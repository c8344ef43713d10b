import { underOperator } from '../mend';
import { quote } from '../../errors';
import { closest, OPERATOR_NAMES } from '../../trust/index';
import { defineCheck } from '../check';
import { MAIN, onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';
import { views } from '../statements';

export const unknownOperator = defineCheck({
  id: 'unknown-operator',
  severity: 'error',
  about: 'every_issuer',
  title: 'a condition uses an operator that IAM does not know',
  rationale:
    'IAM refuses such a policy when it is written. Until then nobody can say what the condition does, so every decision that depends on it is undetermined.',
  bad: onGitlabCom({ StringEquals: PINS, StringLik: { 'gitlab.com:sub': MAIN } }),
  good: STRICT_EXAMPLE,
  fix: `use one of ${OPERATOR_NAMES.filter((name) => name.startsWith('String')).join(', ')}`,
  sources: [SOURCES.awsOperators],
  run: (input) =>
    views(input).flatMap(({ statement }) =>
      statement.conditions
        .filter(({ form }) => form === undefined)
        .map(({ operator, pointer }) => {
          const base = operator.replace(/^For(All|Any)Values?:/, '').replace(/IfExists$/, '');
          const near = (OPERATOR_NAMES as readonly string[]).includes(base)
            ? undefined
            : closest(base, OPERATOR_NAMES);
          const match = { message: `IAM has no operator ${quote(operator)}`, pointer, statement };
          return near === undefined
            ? match
            : {
                ...match,
                fix: `did you mean ${quote(operator.replace(base, near))}?`,
                changes: underOperator(match, () => operator.replace(base, near)),
              };
        }),
    ),
});
