import { quote } from '../../errors';
import { defineCheck, type Match } from '../check';
import { valuePointer } from '../conditions';
import { onGitlabCom, STRICT } from '../example';
import { SOURCES } from '../sources';
import { views } from '../statements';

/** What a policy document may not hold. */
const FOREIGN = /[^\t\n\r\u0020-\u00ff]/u;
const REF = 'project_path:acme/platform/api:ref_type:branch:ref:';

export const unwritableCharacter = defineCheck({
  id: 'unwritable-character',
  severity: 'error',
  about: 'every_issuer',
  title: 'a value has a character that IAM does not accept',
  rationale:
    'A policy document takes only tab, line feed, carriage return and the characters from U+0020 to U+00FF. A branch with a Japanese name or an emoji cannot be written exactly.',
  bad: onGitlabCom({ StringEquals: { ...STRICT, 'gitlab.com:sub': `${REF}リリース` } }),
  good: onGitlabCom({ StringEquals: STRICT, StringLike: { 'gitlab.com:sub': `${REF}release/*` } }),
  fix: 'rename the ref, or cover it with a pattern under StringLike',
  sources: [SOURCES.awsCreateRole],
  run: (input) => {
    const matches = views(input).flatMap(({ statement }) =>
      statement.conditions.flatMap((condition) =>
        condition.values.flatMap((value, index): Match[] => {
          const character = FOREIGN.exec(value)?.[0];
          if (character === undefined) return [];
          const message = `${quote(value)} has ${quote(character)}, which IAM does not accept`;
          return [{ message, pointer: valuePointer(condition, index), statement }];
        }),
      ),
    );
    if (matches.length > 0) return matches;
    const elsewhere = FOREIGN.exec(JSON.stringify(input.document))?.[0];
    if (elsewhere === undefined) return [];
    return [{ message: `the policy has ${quote(elsewhere)}, which IAM does not accept`, pointer: '' }];
  },
});
