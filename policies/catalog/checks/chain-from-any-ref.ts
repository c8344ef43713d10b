import { quote } from '../../errors';
import { asksOfValues } from '../asks-prover';
import { onlyReads, powerOf } from '../chained';
import type { CheckInput, ReachedRole } from '../check-input';
import { onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';
import { anyUnprotectedRef } from '../token-kinds';

const LEADS_TO = [
  {
    role: 'prod',
    through: [],
    answer: 'yes',
    permissions: { managed: ['arn:aws:iam::aws:policy/AmazonS3FullAccess'], inline: {} },
  },
] as const satisfies readonly ReachedRole[];

/** Roles that a message names. */
const MAX_ROLES = 5;

export const chainFromAnyRef = asksOfValues({
  id: 'chain-from-any-ref',
  severity: 'warning',
  title: 'any branch reaches another role that can write, by role chain',
  rationale:
    'A session of this role can assume other roles, so any branch has their permissions too. Conditions on the branch in the trust policy of the other role do not help: the token is used up at the first role.',
  bad: onGitlabCom(
    {
      StringEquals: PINS,
      StringLike: { 'gitlab.com:sub': 'project_path:acme/platform/api:ref_type:branch:ref:*' },
    },
    { leadsTo: LEADS_TO },
  ),
  good: { ...STRICT_EXAMPLE, known: { leadsTo: LEADS_TO } },
  fix: 'demand a protected ref here, or let only a role that demands one assume the other role',
  sources: [SOURCES.awsChaining, SOURCES.awsAssumeRole, SOURCES.gitlabProtected],
  firstOnly: true,
  question: ({ input, listed }) => (writable(input).length === 0 ? undefined : anyUnprotectedRef(listed)),
  says: ({ input, pattern }) => {
    const roles = writable(input);
    const shown = roles.slice(0, MAX_ROLES).map(({ role }) => quote(role));
    const more = roles.length > shown.length ? ` and ${roles.length - shown.length} more` : '';
    const own = input.role === undefined ? 'this role' : quote(input.role);
    return `any unprotected ref reaches ${shown.join(', ')}${more} through ${own}: ${quote(pattern.text)}`;
  },
});

/** The roles that are reached for certain and may write; those that own their account have a check of their own. */
function writable({ leadsTo = [] }: CheckInput): readonly ReachedRole[] {
  return leadsTo.filter(
    (reached) => reached.answer === 'yes' && powerOf(reached) === undefined && !onlyReads(reached),
  );
}
