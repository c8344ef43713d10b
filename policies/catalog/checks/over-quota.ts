import { TRUST_POLICY_QUOTA } from '../../trust/index';
import { defineCheck } from '../check';
import { MAIN, onGitlabCom, PINS, STRICT } from '../example';
import { sizeOf } from '../size-of';
import { SOURCES } from '../sources';

/** Twice what the quota can be raised to: beyond it nothing else is worth the time. */
export const LARGEST_POLICY = 16_384;

const MANY = Array.from({ length: 40 }, (_, index) => MAIN.replace('ref:main', `ref:release/${index}`));

export const overQuota = defineCheck({
  id: 'over-quota',
  severity: 'error',
  about: 'every_issuer',
  title: 'the policy is longer than a trust policy may be',
  rationale: `A trust policy may have ${TRUST_POLICY_QUOTA} characters, white space not counted, unless the account's quota was raised. IAM refuses more with \`LimitExceeded\`: at apply, not at plan.`,
  bad: onGitlabCom({ StringEquals: { ...PINS, 'gitlab.com:sub': MANY } }),
  good: onGitlabCom({
    StringEquals: STRICT,
    StringLike: { 'gitlab.com:sub': MAIN.replace('main', 'release/*') },
  }),
  fix: 'use patterns, fewer statements with longer lists, or several roles; the quota can be raised (`L-C07B4B0D`)',
  sources: [SOURCES.awsQuotas],
  run: (input) => {
    const { trustPolicyQuota: quota = TRUST_POLICY_QUOTA } = input;
    const size = sizeOf(input);
    if (size <= quota) return [];
    const rest = size > LARGEST_POLICY ? '; it is too long for any other check' : '';
    const byDefault = quota === TRUST_POLICY_QUOTA ? ' by default' : '';
    const message = `the policy has ${size} characters, ${quota} are allowed${byDefault}${rest}`;
    return [{ message, pointer: '' }];
  },
});
