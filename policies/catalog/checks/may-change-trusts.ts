import { quote } from '../../errors';
import { asksOfStatements } from '../asks-prover';
import { STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';
import { UNPROTECTED } from '../token-kinds';
import { trustChange } from '../trust-change';

const OWN_IAM = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'iam:CreateRole', Resource: '*' }],
};

export const mayChangeTrusts = asksOfStatements({
  id: 'may-change-trusts',
  severity: 'warning',
  title: 'jobs that can assume the role may change who can assume other roles',
  rationale:
    'What is proved about the other roles of the account holds as long as no job changes their trust policies. This role may, so everybody whose change reaches a protected ref of its project decides about all of them.',
  bad: { ...STRICT_EXAMPLE, known: { permissions: { managed: [], inline: { trust: OWN_IAM } } } },
  good: { ...STRICT_EXAMPLE, known: { permissions: { managed: [], inline: {} } } },
  fix: 'limit the IAM actions to roles under one path by `Resource` and a permissions boundary, or accept the finding with a reason',
  sources: [SOURCES.awsPractice],
  question: ({ input }) => (trustChange(input.permissions) === undefined ? undefined : {}),
  unless: () => UNPROTECTED,
  says: ({ input }) => {
    const { policy, action } = trustChange(input.permissions) ?? { policy: '', action: '' };
    return `the role may change trust policies: ${quote(action)} of ${quote(policy)}`;
  },
});
