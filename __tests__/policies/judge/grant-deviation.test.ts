import { parseFederation, type Role } from '../../../policies/federation/index';
import { providerArn } from '../../../policies/context/index';
import { toPolicy } from '../../../policies/grant/index';
import { deviation } from '../../../policies/judge/grant-deviation';
import { meantPolicy } from '../../../policies/judge/meant-policy';
import { missingMinimumCondition } from '../../../policies/judge/minimum-conditions';
import { parsePolicy, type PolicyDocument } from '../../../policies/trust/index';

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

const judged = (document: unknown) => {
  const parsed = parsePolicy(document);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return deviation(crowdedRole(), { policy: parsed.policy, document }, ISSUER)?.message;
};

test('what fits the quota is as meant, in full or written shorter', () => {
  expect(written(2048)).not.toEqual(written());
  expect(judged(written(2048))).toBeUndefined();
  expect(judged(written())).toBeUndefined();
});

test('a document that changes after it was written is compared as it is now', () => {
  const role = crowdedRole();
  const { written: meant } = meantPolicy(role.grant, providerArn(ISSUER, '111122223333'), 2048);
  if (!meant.ok) throw new Error(JSON.stringify(meant.problems));
  const compared = () => {
    const parsed = parsePolicy(meant.document);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    return deviation(role, { policy: parsed.policy, document: meant.document }, ISSUER)?.message;
  };
  expect(compared()).toBeUndefined();
  const [first] = meant.document.Statement;
  Object.assign(first!.Condition!.StringEquals!, { 'gitlab.com:project_id': '102' });
  expect(compared()).toMatch(/is not written as its trust says, at \/Statement/);
});

test('what is written shorter and says more is not as meant', () => {
  const wider = JSON.stringify(written(2048)).replace('ref:release/*', 'ref:*');
  expect(judged(JSON.parse(wider))).toMatch(
    /^`deploy` \(federation\.yaml:4:10\) is not written as its trust says, at \/Statement/,
  );
});

describe('a generator that forgets a condition is found out, although it forgets it in both places', () => {
  const granted = crowdedRole().grant;
  const policyWithout = (claim: string) => {
    const text = JSON.stringify(written()).replaceAll(
      new RegExp(`"gitlab\\.com:${claim}":("[^"]*"|\\[[^\\]]*\\]),?`, 'g'),
      '',
    );
    const parsed = parsePolicy(JSON.parse(text.replaceAll(',}', '}')));
    if (!parsed.ok) throw new Error(text);
    return parsed.policy;
  };

  test.each(['sub', 'aud', 'project_id', 'namespace_id', 'pipeline_source'])('%s', (claim) => {
    expect(missingMinimumCondition(granted, policyWithout(claim))).toBe(
      `/Statement/0/Condition: got no condition on \`gitlab.com:${claim}\`, expected one in every statement`,
    );
  });

  test('`ref_protected` where every entry of the trust says protected, and only there', () => {
    const isProtected = { ...granted, rules: granted.rules.map((rule) => ({ ...rule, protected: true })) };
    expect(missingMinimumCondition(isProtected, policyWithout('x'))).toMatch(/`gitlab\.com:ref_protected`/);
    expect(missingMinimumCondition(granted, policyWithout('x'))).toBeUndefined();
  });

  test('a condition that holds without the key demands nothing', () => {
    const text = JSON.stringify(written()).replace('"StringEquals"', '"StringEqualsIfExists"');
    const parsed = parsePolicy(JSON.parse(text));
    expect(parsed.ok && missingMinimumCondition(granted, parsed.policy)).toMatch(/got no condition on/);
  });

  test('`StringLike` over a text without a wildcard', () => {
    const full = written();
    const [first] = full.Statement;
    const parsed = parsePolicy({
      ...full,
      Statement: [{ ...first, Condition: { StringLike: first?.Condition?.StringEquals } }],
    });
    expect(parsed.ok && missingMinimumCondition(granted, parsed.policy)).toBe(
      '/Statement/0/Condition/StringLike/gitlab.com:aud: got `StringLike` over a value without a wildcard, expected `StringEquals`',
    );
  });

  test('another issuer has no ids to demand', () => {
    const issuer = 'https://gitlab.example.com';
    const text = JSON.stringify(written())
      .replaceAll('gitlab.com', 'gitlab.example.com')
      .replaceAll(
        /"gitlab\.example\.com:(project_id|namespace_id|pipeline_source)":("[^"]*"|\[[^\]]*\]),?/g,
        '',
      );
    const parsed = parsePolicy(JSON.parse(text.replaceAll(',}', '}')));
    expect(parsed.ok && missingMinimumCondition({ ...granted, issuer }, parsed.policy)).toBeUndefined();
    expect(parsed.ok && missingMinimumCondition(granted, parsed.policy)).toMatch(/`gitlab\.com:sub`/);
  });
});
