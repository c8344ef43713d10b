import { quote } from '../../errors';
import { defineCheck } from '../check';
import { setAt } from '../mend';
import { allow, MAIN, STRICT, STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';

export const oldPolicyVersion = defineCheck({
  id: 'old-policy-version',
  severity: 'warning',
  about: 'every_issuer',
  title: 'the policy is of version 2008-10-17',
  rationale:
    'Without `Version`, or with the old one, `${…}` is plain text: variables are not filled and escapes such as `${*}` and `${$}` mean themselves. A condition with one of them then matches no token, and a Deny with one never denies.',
  bad: { document: { Statement: [allow({ StringEquals: { ...STRICT, 'gitlab.com:sub': MAIN } })] } },
  good: STRICT_EXAMPLE,
  fix: 'write `"Version": "2012-10-17"`',
  sources: [SOURCES.awsVersion, SOURCES.awsVariables],
  mend: () => [setAt('/Version', '2012-10-17')],
  run: ({ policy, document }) => {
    if (policy.version === '2012-10-17') return [];
    const dead = policy.statements
      .flatMap(({ conditions }) => conditions.flatMap(({ values }) => values))
      .find((value) => value.includes('${'));
    const what = dead === undefined ? '' : `: ${quote(dead)} is plain text there`;
    const isWritten = (document as { readonly Version?: unknown }).Version !== undefined;
    return [
      {
        message: `the policy ${isWritten ? 'has' : 'names no version, which means'} version ${quote('2008-10-17')}${what}`,
        pointer: isWritten ? '/Version' : '',
      },
    ];
  },
});
