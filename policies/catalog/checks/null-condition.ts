import { quote } from '../../errors';
import { defineCheck } from '../check';
import { onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { keyMeaning } from '../keys';
import { isOnlyGuard } from '../only-guard';
import { isDead } from '../prover';
import { SOURCES } from '../sources';
import { overConditions } from '../walk';

export const nullCondition = defineCheck({
  id: 'null-condition',
  severity: 'error',
  about: 'every_issuer',
  title: '`Null` is the only word on a claim that every token has',
  rationale:
    '`Null: "false"` asks only that the key is there, and `sub` always is: every token of every project passes. `Null: "true"` on such a key accepts no token. IAM does not count `Null` as a demand on `sub`.',
  bad: onGitlabCom({ StringEquals: PINS, Null: { 'gitlab.com:sub': 'false' } }),
  good: STRICT_EXAMPLE,
  fix: 'demand a value with StringEquals',
  sources: [SOURCES.awsOperators, SOURCES.recordings],
  run: (input) =>
    overConditions(input, (condition, view) => {
      const { kind, filling } = keyMeaning(condition.key, view.issuers);
      if (!view.allows || condition.form?.base !== 'Null' || kind !== 'claim' || filling !== 'always')
        return undefined;
      if (!condition.values.some((value) => value.toLowerCase() === 'false')) {
        return `${quote(condition.key)} is in every token: the statement matches no token`;
      }
      return !isDead(input, view) && isOnlyGuard(input, view, condition)
        ? `${quote(condition.key)} is in every token: the condition guards nothing`
        : undefined;
    }),
});
