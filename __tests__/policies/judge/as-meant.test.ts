import { parseFederation, type Role } from '../../../policies/federation/index';
import { providerArn } from '../../../policies/gitlab/index';
import { toPolicy } from '../../../policies/grant/index';
import { deviation } from '../../../policies/judge/as-meant';
import type { PolicyDocument } from '../../../policies/trust/index';

const ISSUER = 'https://gitlab.com';

/** A role whose trust is longer than the quota unless it is written shorter. */
function crowdedRole(): Role {
  const sources = ['push', 'web', 'schedule', 'api', 'trigger', 'chat'];
  const entries = sources.map(
    (source) => `{ project: api, branches: [main, release/*, "release/1.*"], sources: [${source}] }`,
  );
  const parsed = parseFederation(
    `gitlab: { url: ${ISSUER}, audience: sts.amazonaws.com }
projects: { api: { path: acme/platform/api, id: 101, namespace_id: 12 } }
accounts: { production: { id: "111122223333", region: eu-west-1 } }
roles: { deploy: { account: production, trust: [${entries.join(', ')}] } }
`,
    'federation.yaml',
  );
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.federation.roles.get('deploy') as Role;
}

function written(quota?: number): PolicyDocument {
  const result = toPolicy(crowdedRole().grant, providerArn(ISSUER, '111122223333'), { quota });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.document;
}

const judged = (document: unknown) =>
  deviation(crowdedRole(), { address: 'aws_iam_role.deploy', document }, ISSUER)?.message;

test('what fits the quota is as meant, in full or written shorter', () => {
  expect(written(2048)).not.toEqual(written());
  expect(judged(written(2048))).toBeUndefined();
  expect(judged(written())).toBeUndefined();
});

test('what is written shorter and says more is not as meant', () => {
  const wider = JSON.stringify(written(2048)).replace('ref:release/*', 'ref:*');
  expect(judged(JSON.parse(wider))).toMatch(
    /^`deploy` \(federation\.yaml:4:10\) is not written as its trust says, at \/Statement/,
  );
});
