import { formatArn, parseArn } from '../../arn';
import { quote } from '../../errors';
import { ASSUMPTIONS, type AssumptionId } from '../../gitlab/index';
import type { RefusalCause } from '../../prove/index';
import { WEB_IDENTITY_ACTION, parseProviderArn, type Statement } from '../../trust/index';
import { accessTo } from '../access';
import type { Change } from '../../advice/index';
import { defineCheck } from '../check';
import type { CheckInput } from '../check-input';
import { isPositive } from '../conditions';
import { isReference } from '../issuer-hosts';
import { EXAMPLE_ACCOUNT, MAIN, onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { setAt } from '../mend';
import { SOURCES } from '../sources';
import { federated, views, type View } from '../statements';

export const noTokenCanAssume = defineCheck({
  id: 'no-token-can-assume',
  severity: 'error',
  about: 'every_issuer',
  title: 'no token can assume the role',
  rationale:
    'It is proved for every token of the issuers that the policy trusts, with whatever components their projects give the `sub`: the provider is in another account or partition than the role, the conditions contradict each other, ask for a key that AWS never fills or hold at another time only, or a Deny statement matches every token. STS answers every call with `AccessDenied`.',
  bad: onGitlabCom(
    { StringEquals: { ...PINS, 'gitlab.com:sub': MAIN } },
    { account: EXAMPLE_ACCOUNT, partition: 'aws-us-gov' },
  ),
  good: STRICT_EXAMPLE,
  fix: 'change the conditions so that the intended tokens satisfy them',
  sources: [SOURCES.awsLogic, SOURCES.awsPrincipal, SOURCES.awsConditionLogic],
  run: (input) => {
    const access = accessTo(input);
    if (access?.kind !== 'cannot') return [];
    const { cause, reason, needs } = access;
    const allows = views(input).filter(({ statement }) => statement.effect === 'Allow');
    const [only] = allows;
    const place =
      only === undefined || allows.length > 1
        ? { pointer: '' }
        : { pointer: `${only.pointer}${WHERE[cause] ?? ''}`, statement: only.statement };
    const changes = cause === 'partition' ? inPartition(allows, input) : undefined;
    return [
      {
        ...place,
        message: `no token can assume the role: ${reason}${assuming(needs)}`,
        fix: fixOf(cause, input, allows.length === 1 ? only?.statement : undefined),
        changes,
      },
    ];
  },
});

/** Where in its statement the cause is. */
const WHERE: Partial<Record<RefusalCause, string>> = {
  partition: '/Principal/Federated',
  account: '/Principal/Federated',
  provider: '/Principal/Federated',
};

/** The assumptions without which it is not proof, as the end of a message. */
export function assuming(needs: readonly AssumptionId[]): string {
  return needs.map((id) => `; assuming that ${ASSUMPTIONS[id].text}`).join('');
}

/** What to do about the cause. */
export function fixOf(cause: RefusalCause, { partition }: CheckInput, statement?: Statement): string {
  switch (cause) {
    case 'action':
      return `allow ${quote(WEB_IDENTITY_ACTION)}`;
    case 'partition':
      return `name the provider with the partition of the role${partition === undefined ? '' : `, ${quote(partition)}`}, and have the job call an STS endpoint of a region there`;
    case 'account':
      return 'create the provider in the account of the role and name that one';
    case 'provider':
      return 'name the provider of the issuer';
    case 'issuer':
      return 'register the issuer as IAM accepts it';
    case 'audience':
      return 'register the audience that the policy asks for, or change the condition on it';
    case 'deny':
      return 'narrow the Deny statement, or delete the role';
    case 'time':
      return 'change the condition on the time, or delete the role';
    case 'conditions':
      return statement !== undefined && hasKeyTwice(statement)
        ? 'write one statement for each operator'
        : 'change the conditions so that the intended tokens satisfy them';
  }
}

/** Operators of one statement are ANDed: two lists of one key rarely have a value in common. */
function hasKeyTwice({ conditions }: Statement): boolean {
  const positive = conditions.filter(isPositive).map(({ key }) => key.toLowerCase());
  return new Set(positive).size < positive.length;
}

/** Every provider with the partition of the role. */
function inPartition(allows: readonly View[], { partition }: CheckInput): readonly Change[] | undefined {
  if (partition === undefined) return undefined;
  const changes = allows.flatMap(({ statement, pointer }) => {
    const names = federated(statement);
    const moved = names.map((name) => {
      const arn = isReference(name) || parseProviderArn(name) === undefined ? undefined : parseArn(name);
      return arn === undefined ? name : formatArn({ ...arn, partition });
    });
    const [first = ''] = moved;
    return [setAt(`${pointer}/Principal/Federated`, moved.length === 1 ? first : moved)];
  });
  return changes;
}
