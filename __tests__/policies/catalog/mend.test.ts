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
    'id-of-another-project',
    'id-pin-fails-open',
    'if-exists',
    'impossible-claim-value',
    'impostor-admitted',
    'invalid-sid',
    'key-not-in-request',
    'like-without-wildcard',
    'missing-aud',
    'multivalued-under-scalar',
    'no-token-can-assume',
    'not-action',
    'old-policy-version',
    'path-case-mismatch',
    'resource-in-trust-policy',
    'roles-claim-demanded',
    'shadowed-value',
    'tag-session-allowed',
    'text-key-operator',
    'unknown-operator',
    'wrong-action',
  ]);
});

test('of two values that cover each other one stays, a list keeps its other values', () => {
  const [check] = CHECKS.filter(({ id }) => id === 'shadowed-value') as [Check];
  const [allow] = (check.good.document as { Statement: readonly object[] }).Statement;
  const REF = 'project_path:orchard/press:ref_type:branch:ref:';
  const policy = (...subs: readonly string[]) => ({
    Version: '2012-10-17',
    Statement: [
      {
        ...allow,
        Condition: {
          StringEquals: { 'gitlab.com:aud': 'sts.amazonaws.com' },
          StringLike: { 'gitlab.com:sub': subs },
        },
      },
    ],
  });
  const twins = policy(`${REF}fix*`, `${REF}fix**`);
  const changes = findings(check, twins, check.bad).flatMap((finding) => finding.changes ?? []);
  expect(applyChanges(twins, changes, 'trust_policy')).toEqual(policy(`${REF}fix*`));
  const wrong = policy(`${REF}fix*`, `${REF}fix-1`, `${REF}old*`);
  const [finding] = findings(check, wrong, check.bad) as [Finding];
  expect(applyChanges(wrong, finding.changes ?? [], 'trust_policy')).toEqual(
    policy(`${REF}fix*`, `${REF}old*`),
  );
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

test('an empty value is removed where others are left', () => {
  const [check] = CHECKS.filter(({ id }) => id === 'empty-value') as [Check];
  const { Statement: statements } = check.good.document as { readonly Statement: readonly [object] };
  const policy = (sub: string | readonly string[]) => ({
    Version: '2012-10-17',
    Statement: [
      { ...statements[0], Condition: { StringEquals: { 'gitlab.com:aud': 'a', 'gitlab.com:sub': sub } } },
    ],
  });
  const sub = 'project_path:acme/api:ref_type:branch:ref:main';
  const [finding] = findings(check, policy([sub, '']), check.bad) as [Finding];
  expect(applyChanges(policy([sub, '']), finding.changes ?? [], 'trust_policy')).toEqual(policy(sub));
  const [alone] = findings(check, policy(['']), check.bad) as [Finding];
  expect(alone.changes).toBeUndefined();
});

test('a Sid gets a name that no other statement has', () => {
  const [check] = CHECKS.filter(({ id }) => id === 'invalid-sid') as [Check];
  const { Statement: statements } = check.good.document as { readonly Statement: readonly [object] };
  const policy = (...sids: readonly (string | undefined)[]) => ({
    Version: '2012-10-17',
    Statement: sids.map((Sid) =>
      Sid === undefined ? { ...statements[0], Sid: undefined } : { ...statements[0], Sid },
    ),
  });
  const wrong = policy('a-b', 'ab', 'ab2', 'a_b', 'twice', 'twice');
  const changes = findings(check, wrong, check.bad).flatMap((finding) => finding.changes ?? []);
  expect(applyChanges(wrong, changes, 'trust_policy')).toEqual(
    policy('ab3', 'ab', 'ab2', 'ab4', 'twice', 'twice2'),
  );
  const nameless = findings(check, policy('--'), check.bad).flatMap((finding) => finding.changes ?? []);
  expect(applyChanges(policy('--'), nameless, 'trust_policy')).toEqual(policy(undefined));
});

test.each<[string, readonly { readonly issuer: string; readonly clientIds?: readonly string[] }[]]>([
  ['no provider', []],
  ['a provider whose audiences are not known', [{ issuer: 'https://gitlab.com' }]],
  ['two audiences', [{ issuer: 'https://gitlab.com', clientIds: ['a', 'b'] }]],
  ['one of another issuer', [{ issuer: 'https://git.example.net', clientIds: ['a'] }]],
])('which audience is meant is not guessed: %s', (_note, providers) => {
  const [check] = CHECKS.filter(({ id }) => id === 'missing-aud') as [Check];
  const example: Example = { ...check.bad, known: { providers } };
  const found = findings(check, check.bad.document, example);
  expect(found).toHaveLength(1);
  expect(found[0]?.changes).toBeUndefined();
});

test('the ids of a project are demanded where it is declared, on GitLab.com, and the only one', () => {
  const [check] = CHECKS.filter(({ id }) => id === 'impostor-admitted') as [Check];
  const { projects = [] } = check.bad.known ?? {};
  const changesOf = (sub: string, known: Example['known']): number => {
    const document = JSON.parse(
      JSON.stringify(check.bad.document).replace(/"gitlab.com:sub":"[^"]*"/, `"gitlab.com:sub":${sub}`),
    ) as unknown;
    const found = findings(check, document, { ...check.bad, known });
    expect(found.length).toBeGreaterThan(0);
    return found.flatMap(({ changes }) => changes ?? []).length;
  };
  const main = 'project_path:orchard/press:ref_type:branch:ref:main';
  const path = projects[0]?.path ?? '';
  const own = main.replace('orchard/press', path);
  const instance = { url: 'https://git.example.net', issuer: 'https://git.example.net' };
  expect(changesOf(JSON.stringify(own), { projects })).toBe(2);
  expect(changesOf(JSON.stringify([own, main.replace('orchard', 'other')]), { projects })).toBe(0);
  expect(changesOf(JSON.stringify(own), { projects: [] })).toBe(0);
  expect(changesOf(JSON.stringify(own), { projects, instance })).toBe(0);
});

test('a path in another case, and the id of another project: one value of several stays what it is', () => {
  const [check] = CHECKS.filter(({ id }) => id === 'path-case-mismatch') as [Check];
  const { Statement: statements } = check.bad.document as {
    readonly Statement: readonly [{ Condition: object }];
  };
  const REF = 'ref_type:branch:ref:Acme/Platform/api';
  const policy = (...subs: readonly string[]) => ({
    Version: '2012-10-17',
    Statement: [
      { ...statements[0], Condition: { StringLike: { 'gitlab.com:aud': 'a', 'gitlab.com:sub': subs } } },
    ],
  });
  const wrong = policy(`project_path:acme/platform/api:${REF}`, `project_path:ACME/Platform/api:${REF}*`);
  const changes = findings(check, wrong, check.bad).flatMap((finding) => finding.changes ?? []);
  expect(applyChanges(wrong, changes, 'trust_policy')).toEqual(
    policy(`project_path:acme/platform/api:${REF}`, `project_path:acme/platform/api:${REF}*`),
  );
  const [ids] = CHECKS.filter(({ id }) => id === 'id-of-another-project') as [Check];
  const text = JSON.stringify(ids.bad.document);
  const two = JSON.parse(text.replace('"202"', '["202","303"]')) as unknown;
  expect(findings(ids, two, ids.bad).map((finding) => finding.changes)).toEqual([undefined]);
});
