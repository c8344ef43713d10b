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
    'like-without-wildcard',
    'multivalued-under-scalar',
    'no-token-can-assume',
    'old-policy-version',
    'resource-in-trust-policy',
    'wrong-action',
  ]);
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
