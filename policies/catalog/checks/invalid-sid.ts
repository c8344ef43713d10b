import { quote } from '../../errors';
import { defineCheck } from '../check';
import { MAIN, onGitlabCom, STRICT } from '../example';
import { SOURCES } from '../sources';
import { views } from '../statements';

const CONDITION = { StringEquals: { ...STRICT, 'gitlab.com:sub': MAIN } };

export const invalidSid = defineCheck({
  id: 'invalid-sid',
  severity: 'error',
  about: 'every_issuer',
  title: 'a `Sid` has characters that IAM does not take, or stands twice',
  rationale:
    'A `Sid` is of letters and digits only, and no two statements of a policy have the same. IAM refuses anything else when the policy is written.',
  bad: onGitlabCom(CONDITION, undefined, { Sid: 'deploy-main' }),
  good: onGitlabCom(CONDITION, undefined, { Sid: 'DeployMain' }),
  fix: 'use letters and digits, and another `Sid` for each statement',
  sources: [SOURCES.awsSid],
  run: (input) =>
    views(input).flatMap(({ statement, pointer }) => {
      const { sid } = statement;
      if (sid === undefined || sid === '') return [];
      const first = input.policy.statements.find((other) => other.sid === sid);
      const why = !/^[A-Za-z0-9]*$/.test(sid)
        ? 'has characters other than letters and digits'
        : first !== statement
          ? 'stands twice'
          : undefined;
      return why === undefined
        ? []
        : { message: `the Sid ${quote(sid)} ${why}`, pointer: `${pointer}/Sid`, statement };
    }),
});
