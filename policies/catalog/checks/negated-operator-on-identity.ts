import { quote } from '../../errors';
import { defineCheck } from '../check';
import { isNegated } from '../conditions';
import { onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { keyMeaning } from '../keys';
import { isOnlyGuard } from '../only-guard';
import { SOURCES } from '../sources';
import { overAdmittingConditions } from '../walk';

export const negatedOperatorOnIdentity = defineCheck({
  id: 'negated-operator-on-identity',
  severity: 'error',
  about: 'every_issuer',
  title: 'an Allow statement says who does not assume the role, and accepts the rest',
  rationale:
    'A negated operator holds for everything that is not listed, and for a missing key. As the only word on who can assume the role it accepts every stranger. IAM does not count it as a demand on `sub`.',
  bad: onGitlabCom({
    StringEquals: { 'gitlab.com:aud': PINS['gitlab.com:aud'] },
    StringNotLike: { 'gitlab.com:sub': 'project_path:acme/sandbox/*' },
  }),
  good: STRICT_EXAMPLE,
  fix: 'list who can assume the role with StringEquals or StringLike; exclude with a Deny statement beside it',
  sources: [SOURCES.awsOperators, SOURCES.awsControls],
  run: (input) =>
    overAdmittingConditions(input, (condition, view) => {
      if (!isNegated(condition)) return undefined;
      const { kind, name } = keyMeaning(condition.key, view.issuers);
      // Ids and sources have checks of their own.
      if (kind !== 'claim' || /^((project|namespace)_id|pipeline_source)$/.test(name)) return undefined;
      if (!isOnlyGuard(input, view, condition)) return undefined;
      const listed = condition.values.map(quote).join(', ');
      return `${quote(condition.key)} under ${condition.operator} accepts everything but ${listed}`;
    }),
});
