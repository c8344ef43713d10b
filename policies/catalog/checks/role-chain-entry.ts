import { quote } from '../../errors';
import { defineCheck } from '../check';
import { allow, example, EXAMPLE_ACCOUNT, MAIN, STRICT, STRICT_EXAMPLE } from '../example';
import { administratorGrant } from '../permissions';
import { admitting } from '../prover';
import { SOURCES } from '../sources';
import { allowsAction, views } from '../statements';
import type { Statement } from '../../trust/index';

export const roleChainEntry = defineCheck({
  id: 'role-chain-entry',
  severity: 'note',
  about: 'every_issuer',
  title: 'the role can also be assumed by AWS principals',
  rationale:
    'What a table of pipelines proves holds for tokens. A role that AWS principals may assume as well can be reached by role chain: from any role of that account whose own trust may be wider. That way is outside of what is proved here.',
  bad: example([
    allow({ StringEquals: { ...STRICT, 'gitlab.com:sub': MAIN } }),
    { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${EXAMPLE_ACCOUNT}:root` }, Action: 'sts:AssumeRole' },
  ]),
  good: STRICT_EXAMPLE,
  fix: 'give people and other roles a role of their own, or name the one principal and demand `aws:PrincipalArn`',
  sources: [SOURCES.awsChaining, SOURCES.awsPrincipal],
  run: (input) => {
    if (admitting(input).length === 0) return [];
    const grant = administratorGrant(input.permissions);
    return views(input).flatMap(({ statement, pointer }) => {
      const { effect, principal } = statement;
      if (effect !== 'Allow' || principal.kind !== 'listed' || !allowsAction(statement, 'sts:AssumeRole'))
        return [];
      const isDeclared = (arn: string): boolean =>
        arn === input.declared?.breakGlass?.principal && isOfOneAction(statement);
      const named = principal.aws.filter((arn) => arn !== '*' && !isDeclared(arn));
      if (named.length === 0) return [];
      const power = grant === undefined ? '' : `, with the permissions of ${quote(grant)}`;
      const message = `${named.map(quote).join(', ')} can assume the role without a token${power}`;
      return { message, pointer: `${pointer}/Principal/AWS`, statement };
    });
  },
});

/** `sts:AssumeRole` and nothing else, as the statement of a declared `break_glass` has it. */
function isOfOneAction({ action }: Statement): boolean {
  return !action.negated && action.actions.join() === 'sts:AssumeRole';
}
