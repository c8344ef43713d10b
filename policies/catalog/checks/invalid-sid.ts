import { quote } from '../../errors';
import type { Statement } from '../../trust/index';
import { defineCheck } from '../check';
import { MAIN, onGitlabCom, STRICT } from '../example';
import { removeAt, setAt } from '../mend';
import { SOURCES } from '../sources';
import { views } from '../statements';

const VALID = /^[A-Za-z0-9]*$/;
const CONDITION = { StringEquals: { ...STRICT, 'gitlab.com:sub': MAIN } };

export const invalidSid = defineCheck({
  id: 'invalid-sid',
  severity: 'error',
  about: 'every_issuer',
  title: 'a `Sid` has characters that IAM does not accept, or appears twice',
  rationale:
    'A `Sid` is of letters and digits only, and no two statements of a policy have the same. IAM refuses anything else when the policy is written.',
  bad: onGitlabCom(CONDITION, undefined, { Sid: 'deploy-main' }),
  good: onGitlabCom(CONDITION, undefined, { Sid: 'DeployMain' }),
  fix: 'use letters and digits, and another `Sid` for each statement',
  sources: [SOURCES.awsSid],
  mend: ({ pointer, statement }, { policy }) => {
    const name = statement === undefined ? undefined : validSids(policy.statements).get(statement);
    return [name === undefined ? removeAt(pointer) : setAt(pointer, name)];
  },
  run: (input) =>
    views(input).flatMap(({ statement, pointer }) => {
      const { sid } = statement;
      if (sid === undefined || sid === '') return [];
      const first = input.policy.statements.find((other) => other.sid === sid);
      const why = !VALID.test(sid)
        ? 'has characters other than letters and digits'
        : first !== statement
          ? 'appears twice'
          : undefined;
      return why === undefined
        ? []
        : { message: `the Sid ${quote(sid)} ${why}`, pointer: `${pointer}/Sid`, statement };
    }),
});

/** A `Sid` for each statement with letters or digits in its own, which no other has; those that IAM takes stay. */
function validSids(statements: readonly Statement[]): ReadonlyMap<Statement, string> {
  const isKept = ({ sid = '' }: Statement, place: number): boolean =>
    VALID.test(sid) && statements.findIndex((other) => other.sid === sid) === place;
  const taken = new Set(statements.filter(isKept).map(({ sid }) => sid));
  const names = new Map<Statement, string>();
  for (const [place, statement] of statements.entries()) {
    const plain = (statement.sid ?? '').replace(/[^A-Za-z0-9]/g, '');
    if (plain === '' || isKept(statement, place)) continue;
    let name = plain;
    for (let number = 2; taken.has(name); number += 1) name = `${plain}${number}`;
    taken.add(name);
    names.set(statement, name);
  }
  return names;
}
