import { inDeclaredRequest } from '../../prove/index';
import { accessTo } from '../access';
import { defineCheck } from '../check';
import { MAIN, onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';

export const dependsOnRequest = defineCheck({
  id: 'depends-on-request',
  severity: 'note',
  about: 'every_issuer',
  title: 'whether any token can assume the role depends on the request',
  rationale:
    'A condition asks for something of the call and not of the token: the address or the VPC endpoint that it comes from, the time, the region of the STS endpoint, the session name. refgate judges tokens. It lists and proves what can assume the role in the most favourable request, and cannot say whether the jobs send such a request.',
  bad: onGitlabCom({
    StringEquals: { ...PINS, 'gitlab.com:sub': MAIN },
    IpAddress: { 'aws:SourceIp': '198.51.100.0/24' },
  }),
  good: STRICT_EXAMPLE,
  fix: 'make sure that the jobs send such requests',
  sources: [SOURCES.awsGlobalKeys, SOURCES.awsStsKeys],
  run: (input) => {
    const access = accessTo(input);
    if (access?.kind !== 'depends') return [];
    const { example, reason, on } = access;
    const provider = { issuer: '', account: '' };
    const undeclared = inDeclaredRequest({ policy: input.policy, provider }, input.declared).policy;
    const [first] = on.filter(({ statement: { index }, key }) =>
      undeclared.statements[index]?.conditions.some((condition) => condition.key === key),
    );
    // the declaration demands it, and the table and the proofs say so
    if (on.length > 0 && first === undefined) return [];
    const condition = first?.statement.conditions.find(({ key }) => key === first.key);
    return [
      {
        message: `whether ${example.label} can assume the role ${reason}`,
        pointer: condition?.pointer ?? '',
        statement: first?.statement,
      },
    ];
  },
});
