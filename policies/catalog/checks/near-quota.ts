import { TRUST_POLICY_QUOTA } from '../../trust/index';
import { defineCheck } from '../check';
import { MAIN, onGitlabCom, STRICT, STRICT_EXAMPLE } from '../example';
import { sizeOf } from '../size-of';
import { SOURCES } from '../sources';

const SHARE = 0.9;
const MANY = Array.from({ length: 25 }, (_, index) => MAIN.replace('ref:main', `ref:release/${index}`));

export const nearQuota = defineCheck({
  id: 'near-quota',
  severity: 'note',
  about: 'every_issuer',
  title: 'the policy is almost as long as a trust policy may be',
  rationale:
    'The next project or branch will not fit, and IAM says so at apply only, when the plan has been approved. Values in a list are cheaper than statements.',
  bad: onGitlabCom({ StringEquals: { ...STRICT, 'gitlab.com:sub': MANY } }),
  good: STRICT_EXAMPLE,
  fix: 'merge statements, use patterns, or ask for a higher quota (`L-C07B4B0D`) before it is needed',
  sources: [SOURCES.awsQuotas],
  run: (input) => {
    const { trustPolicyQuota: quota = TRUST_POLICY_QUOTA } = input;
    const size = sizeOf(input);
    if (size <= quota * SHARE || size > quota) return [];
    return [{ message: `the policy has ${size} of ${quota} characters`, pointer: '' }];
  },
});
