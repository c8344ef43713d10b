import { applyChanges } from '../../../policies/advice/index';
import { CHECKS, type Check, type Example, type Finding } from '../../../policies/catalog/index';
import { checkWrite, parsePolicy } from '../../../policies/trust/index';

const findings = (check: Check, document: unknown, { known }: Example): readonly Finding[] => {
  const parsed = parsePolicy(document);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
  return check.find({ policy: parsed.policy, document, ...known });
};

const mended = CHECKS.filter((check) =>
  findings(check, check.bad.document, check.bad).some(({ changes }) => changes !== undefined),
);

/** Checks whose fix needs no knowledge of what was meant. A check that loses its changes is missed here. */
test('mechanical fixes are data', () => {
  expect(mended.map(({ id }) => id)).toEqual([
    'action-case',
    'action-wildcard',
    'bool-on-ref-protected',
    'duplicate-key-by-case',
    'duplicate-value',
    'for-all-values',
    'for-any-value-on-single-key',
    'foreign-key-host',
    'full-ref-name',
    'if-exists',
    'key-not-in-request',
    'like-without-wildcard',
    'multivalued-under-scalar',
    'no-token-can-assume',
    'old-policy-version',
    'resource-in-trust-policy',
    'wrong-action',
  ]);
});

test('a condition on the issuer is removed: the provider is the issuer', () => {
  const [check] = CHECKS.filter(({ id }) => id === 'unsupported-key') as [Check];
  const host = 'gitlab.example.com';
  const sub = { [`${host}:sub`]: 'project_path:acme/api:ref_type:branch:ref:main' };
  const [allow] = (check.good.document as { Statement: readonly object[] }).Statement;
  const policy = (condition: object) => ({
    Version: '2012-10-17',
    Statement: [
      {
        ...allow,
        Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${host}` },
        Condition: { StringEquals: condition },
      },
    ],
  });
  const wrong = policy({ ...sub, [`${host}:iss`]: `https://${host}` });
  const [finding] = findings(check, wrong, check.bad) as [Finding];
  expect(finding.fix).toBe('remove the condition: the provider in `Principal` is the issuer');
  expect(applyChanges(wrong, finding.changes ?? [], 'trust_policy')).toEqual(policy(sub));
  const alone = findings(check, policy({ [`${host}:iss`]: 'x' }), check.bad);
  expect(alone).toEqual([expect.not.objectContaining({ changes: expect.anything() as unknown })]);
});

test.each(mended.map((check) => [check.id, check] as const))(
  '%s: the changes of its findings make it silent, and IAM stores the policy',
  (_, check) => {
    const before = findings(check, check.bad.document, check.bad);
    const changes = before.flatMap((finding) => finding.changes ?? []);
    const document = applyChanges(check.bad.document, changes, 'trust_policy');
    expect(document).not.toEqual(check.bad.document);
    expect(findings(check, document, check.bad)).toEqual([]);
    expect(checkWrite(document)).toEqual({ accepted: true });
  },
);
