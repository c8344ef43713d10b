import { quote } from '../../errors';
import { asksOfValues } from '../asks-prover';
import { powerOf, routeInWords } from '../chained';
import type { CheckInput, ReachedRole } from '../check-input';
import { onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { administratorGrant } from '../permissions';
import { SOURCES } from '../sources';
import { anyUnprotectedRef } from '../token-kinds';

const ADMIN = 'arn:aws:iam::aws:policy/AdministratorAccess';
const LEADS_TO = [
  { role: 'prod', through: [], answer: 'yes', permissions: { managed: [ADMIN], inline: {} } },
] as const satisfies readonly ReachedRole[];

export const chainToStrongerRole = asksOfValues({
  id: 'chain-to-stronger-role',
  severity: 'error',
  title: 'any branch reaches a role that owns its account, by role chain',
  rationale:
    'A session of this role can assume another one: its permissions allow `sts:AssumeRole` and the other role trusts it. What any branch can do is therefore what the other role can do. A condition on `main` belongs on the role that the token assumes: the next one sees no token any more.',
  bad: onGitlabCom(
    {
      StringEquals: PINS,
      StringLike: { 'gitlab.com:sub': 'project_path:acme/platform/api:ref_type:branch:ref:*' },
    },
    { leadsTo: LEADS_TO },
  ),
  good: { ...STRICT_EXAMPLE, known: { leadsTo: LEADS_TO } },
  fix: 'demand a protected ref here, where the token arrives, or take this role out of the trust policy of the other',
  sources: [SOURCES.awsChaining, SOURCES.awsAssumeRole, SOURCES.gitlabProtected],
  firstOnly: true,
  question: ({ input, listed }) => (strongest(input) === undefined ? undefined : anyUnprotectedRef(listed)),
  says: ({ input, pattern }) => {
    const found = strongest(input);
    if (found === undefined) return '';
    const own = input.role === undefined ? 'this role' : quote(input.role);
    return `any unprotected ref reaches ${routeInWords({ ...found, through: [] })} (${quote(powerOf(found) ?? '')}) through ${[own, ...found.through.map(quote)].join(' and ')}: ${quote(pattern.text)}`;
  },
});

/** The first role that owns its account, or may give itself the rest, where this one does not already. */
function strongest({ permissions, leadsTo = [] }: CheckInput): ReachedRole | undefined {
  if (administratorGrant(permissions) !== undefined) return undefined;
  return leadsTo.find((reached) => reached.answer === 'yes' && powerOf(reached) !== undefined);
}
