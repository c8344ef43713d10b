import { plainly } from '../mend';
import { quote } from '../../errors';
import { defineCheck } from '../check';
import { holdsWhenMissing, isNegated, isPresence } from '../conditions';
import { MAIN, onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { keyMeaning } from '../keys';
import { isOnlyGuard } from '../only-guard';
import { SOURCES } from '../sources';
import { overAdmittingConditions } from '../walk';

export const idPinFailsOpen = defineCheck({
  id: 'id-pin-fails-open',
  severity: 'error',
  title: 'an id is demanded by an operator that also holds without it',
  rationale:
    'The ids are there to keep impostors out. Under `IfExists`, `ForAllValues` or a negated operator the condition holds when the key is missing, or for every other id: the pin does not pin. It was added to a policy in the hope that it "does no harm", and it does nothing else either.',
  bad: onGitlabCom({
    StringEquals: { 'gitlab.com:aud': PINS['gitlab.com:aud'], 'gitlab.com:sub': MAIN },
    StringEqualsIfExists: { 'gitlab.com:namespace_id': '12', 'gitlab.com:project_id': '101' },
  }),
  good: STRICT_EXAMPLE,
  fix: 'use plain StringEquals for `project_id` and `namespace_id`',
  sources: [SOURCES.awsOperators, SOURCES.awsMultivalue],
  mend: (match) => plainly(match, /^StringEquals/),
  run: (input) =>
    overAdmittingConditions(input, (condition, view) => {
      if (isPresence(condition)) return undefined;
      const { kind, name } = keyMeaning(condition.key, view.issuers);
      if (kind !== 'claim' || !/^(project|namespace)_id$/.test(name)) return undefined;
      if (condition.form === undefined) return undefined;
      const isOpen = holdsWhenMissing(condition) !== false || isNegated(condition);
      if (!isOpen || !isOnlyGuard(input, view, condition)) return undefined;
      const why = isNegated(condition)
        ? 'every other id can assume the role'
        : 'it holds when the key is missing';
      return `${quote(condition.key)} under ${condition.operator} pins nothing: ${why}`;
    }),
});
