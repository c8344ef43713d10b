import { quote } from '../../errors';
import { asksOfValues } from '../asks-prover';
import type { CheckInput } from '../check-input';
import { onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { administratorGrant } from '../permissions';
import { SOURCES } from '../sources';
import { anyUnprotectedRef } from '../token-kinds';
import { isReportedBy, trustChange } from '../trust-change';
import { WIDENING_WAYS, wideningOf, type Widening } from '../widening';

const PASSING = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: ['iam:PassRole', 'lambda:*'], Resource: '*' }],
};

/** Ways that a message names. */
const MAX_WAYS = 3;

export const sessionWidensItself = asksOfValues({
  id: 'session-widens-itself',
  severity: 'error',
  title: 'a role that any branch can assume may give itself more permissions',
  rationale:
    'Some permissions lead to all others: `iam:PutRolePolicy` on the role itself, `iam:PassRole` with a service that runs code, `sts:AssumeRole` on every role. What the policies of the role list is then not what a job of a feature branch can do.',
  bad: onGitlabCom(
    {
      StringEquals: PINS,
      StringLike: { 'gitlab.com:sub': 'project_path:acme/platform/api:ref_type:branch:ref:*' },
    },
    { permissions: { managed: [], inline: { deploy: PASSING } } },
  ),
  good: { ...STRICT_EXAMPLE, known: { permissions: { managed: [], inline: { deploy: PASSING } } } },
  fix: 'demand a protected ref, or name the resources of these actions: the one role that is passed, the one function',
  sources: [SOURCES.awsPractice, ...new Set(WIDENING_WAYS.map(({ source }) => source))],
  firstOnly: true,
  question: ({ input, listed }) =>
    administratorGrant(input.permissions) !== undefined || otherWays(input).length === 0
      ? undefined
      : anyUnprotectedRef(listed),
  says: ({ input, pattern }) => {
    const ways = otherWays(input);
    const shown = [...new Map(ways.map((one) => [one.action, one])).values()].slice(0, MAX_WAYS);
    const words = shown.map(({ action, way, policy }) => `${quote(action)} in ${quote(policy)} ${way.gives}`);
    const more = ways.length > shown.length ? `; ${ways.length - shown.length} more ways` : '';
    const unless =
      ways[0]?.unless === undefined ? '' : `, unless the boundary ${quote(ways[0].unless)} denies it`;
    return `any unprotected ref can widen its permissions through ${quote(pattern.text)}: ${words.join('; ')}${more}${unless}`;
  },
});

/** The ways but those that are the finding of `trust-change-on-any-ref`: one mistake is reported once. */
function otherWays({ permissions, arn }: CheckInput): readonly Widening[] {
  const change = trustChange(permissions);
  return wideningOf(permissions, arn).filter((way) => !isReportedBy(change, way));
}
