import { quote } from '../../errors';
import { asksOfValues } from '../asks-prover';
import { onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { administratorGrant } from '../permissions';
import { SOURCES } from '../sources';
import { anyUnprotectedRef } from '../token-kinds';
import { trustChange } from '../trust-change';

const OWN_IAM = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'iam:UpdateAssumeRolePolicy', Resource: '*' }],
};

export const trustChangeOnAnyRef = asksOfValues({
  id: 'trust-change-on-any-ref',
  severity: 'error',
  title: 'a role that may change trust policies can be assumed from any branch',
  rationale:
    'A job with `iam:UpdateAssumeRolePolicy`, `iam:CreateRole` or the like opens every other role of the account, or makes a new one. What was proved about those roles then holds only until a job of any branch runs.',
  bad: onGitlabCom(
    {
      StringEquals: PINS,
      StringLike: { 'gitlab.com:sub': 'project_path:acme/platform/api:ref_type:branch:ref:*' },
    },
    { permissions: { managed: [], inline: { trust: OWN_IAM } } },
  ),
  good: { ...STRICT_EXAMPLE, known: { permissions: { managed: [], inline: {} } } },
  fix: 'take the IAM actions out, or demand a protected ref; a permissions boundary also helps',
  sources: [SOURCES.awsPractice, SOURCES.gitlabProtected],
  firstOnly: true,
  // administrators are the finding of `admin-permissions-on-any-ref`
  question: ({ input: { permissions }, listed }) =>
    trustChange(permissions) === undefined || administratorGrant(permissions) !== undefined
      ? undefined
      : anyUnprotectedRef(listed),
  says: ({ input, pattern }) => {
    const { policy, action } = trustChange(input.permissions) ?? { policy: '', action: '' };
    return `any unprotected ref may change trust policies (${quote(action)} of ${quote(policy)}) through ${quote(pattern.text)}`;
  },
});
