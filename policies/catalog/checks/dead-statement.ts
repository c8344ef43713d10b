import { WEB_IDENTITY_ACTION } from '../../trust/index';
import { defineCheck } from '../check';
import { MAIN, onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { redundantIn } from '../prover';
import { SOURCES } from '../sources';
import { allowing, allowsAction, type View, views } from '../statements';
import type { CheckInput } from '../check-input';

export const deadStatement = defineCheck({
  id: 'dead-statement',
  severity: 'error',
  about: 'every_issuer',
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
  run: (input) =>
    allowing(input).flatMap((view) =>
      redundantIn(input, view)
        .filter(({ kind }) => kind === 'dead_statement')
        .map(({ verdict }) => ({
          message: `no token can assume the role through this statement: ${whyDead(input, view, verdict.reason)}`,
          pointer: view.pointer,
          statement: view.statement,
        })),
    ),
});

/** The Deny that no condition holds back, or what the prover found. */
function whyDead(input: CheckInput, view: View, reason: string): string {
  const closed = views(input).find(
    ({ statement, issuers }) =>
      statement.effect === 'Deny' &&
      statement.conditions.length === 0 &&
      allowsAction(statement, WEB_IDENTITY_ACTION) &&
      view.issuers.every((host) => issuers.includes(host)),
  );
  if (closed !== undefined) return `statement ${closed.statement.index + 1} denies every token`;
  return reason.slice(reason.indexOf(': ') + 2);
}
