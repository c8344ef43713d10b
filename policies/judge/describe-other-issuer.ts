import { quote } from '../errors';
import type { JudgedIssuer } from '../catalog/index';
import { anyRequestWorld, canBeAssumed, type RoleTrust } from '../prove/index';
import { parsePattern, type Condition } from '../trust/index';

/**
 * Who can assume a role whose issuer is not a GitLab, in plain lines: that no request can, where it is proved, or an upper bound, one line
 * for each Allow statement, as its conditions say. Deny statements narrow it and are counted.
 */
export function describeForOtherIssuer(
  { policy, provider }: RoleTrust,
  { host, name, known, notJudged }: JudgedIssuer,
): readonly string[] {
  const answer = canBeAssumed({ policy, provider }, anyRequestWorld(`https://${host}`));
  if (answer.kind === 'cannot') return [`no token can assume the role: ${answer.reason}`];
  const allows = policy.statements.filter(
    ({ effect, principal }) =>
      effect === 'Allow' &&
      principal.kind === 'listed' &&
      principal.federated.some((arn) => arn.endsWith(`/${host}`) || arn.includes('${')),
  );
  const denies = policy.statements.filter(({ effect }) => effect === 'Deny').length;
  const who = known ? `tokens of ${name} (${quote(host)})` : `tokens of ${quote(host)}`;
  return [
    ...allows.map(({ conditions }) =>
      conditions.length === 0 ? `all ${who}` : `at most ${who} with ${conditions.map(inWords).join(' and ')}`,
    ),
    ...(denies === 0
      ? []
      : [`but for what ${denies} Deny ${denies === 1 ? 'statement refuses' : 'statements refuse'}`]),
    ...(answer.kind === 'depends' ? [`whether any token can assume the role ${answer.reason}`] : []),
    ...(answer.kind === 'undecided' ? [`cannot determine whether any token can: ${answer.reason}`] : []),
    ...(notJudged === undefined ? [] : [`not judged in full: ${notJudged}`]),
  ];
}

function inWords({ operator, key, values }: Condition): string {
  const plain = operator === 'StringEquals' || operator === 'StringLike';
  const isPattern =
    operator === 'StringLike' &&
    values.some((value) =>
      parsePattern(value, { wildcards: true, variables: true }).some(({ kind }) => kind !== 'literal'),
    );
  const verb = plain ? (isPattern ? 'like' : 'is') : operator;
  return `${quote(key)} ${verb} ${values.map(quote).join(' or ')}`;
}
