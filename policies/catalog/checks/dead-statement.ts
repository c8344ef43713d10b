import { accessThrough, accessTo } from '../access';
import { defineCheck } from '../check';
import { allow, example, MAIN, PINS, STRICT, STRICT_EXAMPLE } from '../example';
import { redundantIn } from '../prover';
import { SOURCES } from '../sources';
import { allowing, type View } from '../statements';
import { assuming, fixOf } from './no-token-can-assume';
import type { CheckInput } from '../check-input';

export const deadStatement = defineCheck({
  id: 'dead-statement',
  severity: 'error',
  about: 'every_issuer',
  title: 'a statement can never let anybody in',
  rationale:
    'Operators of one statement are ANDed. Exact values under StringEquals and patterns under StringLike do not add up, as many modules assume: a token must satisfy both, and usually no token does. A Deny without a condition closes every statement beside it.',
  bad: example([
    allow({
      StringEquals: { ...PINS, 'gitlab.com:sub': MAIN },
      StringLike: { 'gitlab.com:sub': 'project_path:acme/platform/api:ref_type:branch:ref:release/*' },
    }),
    allow({ StringEquals: { ...STRICT, 'gitlab.com:sub': MAIN } }),
  ]),
  good: STRICT_EXAMPLE,
  fix: 'write one statement for each operator',
  sources: [SOURCES.awsConditionLogic, SOURCES.awsLogic],
  run: (input) => {
    // where no token can assume the role at all, that is said once
    if (accessTo(input)?.kind === 'cannot') return [];
    return allowing(input).flatMap((view) => {
      const dead = redundantIn(input, view).find(({ kind }) => kind === 'dead_statement');
      if (dead === undefined) return [];
      const { reason, fix } = whyDead(input, view, dead.verdict.reason);
      const message = `no token can assume the role through this statement: ${reason}`;
      return [{ message, pointer: view.pointer, statement: view.statement, fix }];
    });
  },
});

/** Why no token can, and what to do about it. */
function whyDead(
  input: CheckInput,
  view: View,
  proof: string,
): { readonly reason: string; readonly fix: string } {
  const access = accessThrough(input, view);
  if (access?.kind === 'cannot')
    return {
      reason: `${access.reason}${assuming(access.needs)}`,
      fix: fixOf(access.cause, input, view.statement),
    };
  return { reason: proof.slice(proof.indexOf(': ') + 2), fix: fixOf('conditions', input) };
}
