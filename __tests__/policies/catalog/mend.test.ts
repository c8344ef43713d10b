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
    'resource-in-trust-policy',
    'roles-claim-demanded',
    'shadowed-value',
    'tag-session-allowed',
    'text-key-operator',
    'unknown-operator',
    'wrong-action',
  ]);
});

const MEANT = 'which projects, refs or subjects are meant is in no policy';
const ID = 'the id of the project is in GitLab';
const ELSEWHERE = 'the change is made outside of the trust policy';
const PROVIDER = 'which provider of the account is meant is not in the policy';
const CHOICE = 'several changes mend it, and they admit different tokens';
const ADMISSION = 'a decision of the owner: narrower trust may lock out a pipeline that is meant';

/** Why a fix is text alone. A new check without changes has to be listed here with a reason. */
const TEXT_ALONE: Readonly<Record<string, string>> = {
  'admin-permissions-on-any-ref': ADMISSION,
  'any-project': MEANT,
  'any-ref-of-project': MEANT,
  'any-ref-type': CHOICE,
  'any-subject': MEANT,
  'audience-not-registered': CHOICE,
  'audience-wildcard': 'which audience the job requests is in `.gitlab-ci.yml`',
  'aws-principal-star': PROVIDER,
  'bare-allow': MEANT,
  'chain-from-any-ref': ELSEWHERE,
  'chain-to-stronger-role': ELSEWHERE,
  'dead-statement': CHOICE,
  'depends-on-request': ELSEWHERE,
  'developer-may-push': CHOICE,
  // beside other values it is removed
  'empty-value': MEANT,
  'environment-component-dropped': CHOICE,
  'federated-wildcard': PROVIDER,
  'foreign-account-provider': PROVIDER,
  'id-of-another-project': ID,
  'impossible-path': MEANT,
  'impossible-ref': MEANT,
  'issuer-bucket-write': ADMISSION,
  'issuer-url': ELSEWHERE,
  'literal-star-refused': MEANT,
  'long-session-on-merge-request': ELSEWHERE,
  'look-alike-prefix': CHOICE,
  'malformed-value': MEANT,
  'may-change-trusts': ELSEWHERE,
  'merge-request-admitted': ADMISSION,
  'merge-request-ref': MEANT,
  'missing-sub': MEANT,
  'mutable-user-only': MEANT,
  'near-quota': CHOICE,
  'negated-operator-on-identity': MEANT,
  'not-principal': PROVIDER,
  'null-condition': MEANT,
  'one-role-for-dev-and-prod': ELSEWHERE,
  'open-context': MEANT,
  'open-group-prefix': MEANT,
  'open-id-prefix': ID,
  'open-path-prefix': MEANT,
  'open-ref-prefix': MEANT,
  'open-ref-suffix': MEANT,
  'open-tenant': MEANT,
  'open-workload': MEANT,
  'over-quota': CHOICE,
  'parent-pipeline-admitted': ADMISSION,
  'path-case-mismatch': 'how the path is written is in GitLab, unless it is declared',
  'pipeline-started-elsewhere': ADMISSION,
  'principal-not-a-provider': PROVIDER,
  'protected-without-sub': MEANT,
  'provider-arn-malformed': PROVIDER,
  'provider-url-mismatch': ELSEWHERE,
  'ref-type-mr': CHOICE,
  'refused-by-iam': 'the check that names the mistake has the changes',
  'other-principals': CHOICE,
  'role-chain-entry': CHOICE,
  'saas-key-on-self-managed': ELSEWHERE,
  'session-longer-than-chain': ELSEWHERE,
  'session-widens-itself': ELSEWHERE,
  'several-audiences': 'which audience the job requests is in `.gitlab-ci.yml`',
  'shadowed-statement': CHOICE,
  'shared-audience': ELSEWHERE,
  'source-deny-list': ADMISSION,
  'sub-component-collision': CHOICE,
  'sub-cut-off': MEANT,
  'sub-shape-mismatch': CHOICE,
  'sub-unknown-component': MEANT,
  'sub-without-project-path': MEANT,
  'suppression-without-reason': 'the reason is the owner’s to give',
  'trust-change-on-any-ref': ADMISSION,
  'two-issuers-one-statement': CHOICE,
  'undetermined-chain': ELSEWHERE,
  'unescaped-variable': CHOICE,
  'unprotected-ref-with-write': ELSEWHERE,
  'unregistered-issuer': CHOICE,
  'unsupported-key': 'what the claim was to restrict is said in another way, which depends on the project',
  'unused-suppression': ELSEWHERE,
  'unwritable-character': CHOICE,
  'wildcard-only-value': MEANT,
  'wildcard-under-string-equals': CHOICE,
};

test('a check whose fix is text alone has a reason', () => {
  const others = CHECKS.filter((check) => !mended.includes(check)).map(({ id }) => id);
  expect(Object.keys(TEXT_ALONE).toSorted()).toEqual(others.toSorted());
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
