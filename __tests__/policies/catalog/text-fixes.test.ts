import { applyChanges } from '../../../policies/advice/index';
import { CHECKS, runCatalog, type Check, type Example } from '../../../policies/catalog/index';
import { gitlabWorld, implies, type RoleTrust } from '../../../policies/prove/index';
import { checkWrite, parsePolicy } from '../../../policies/trust/index';
import { changesBetween } from '../../support/changes-between';

// A fix that is text alone: what to write is known to the owner of the role and not to refgate. The promise that it makes is kept all the
// same: the good example of the check is the bad one with the fix applied, as data; the check is then silent, IAM stores the policy, and the
// prover says whom it lets in that the bad one did not.

const MEANT = 'which projects, refs or subjects are meant is in no policy';
const ID = 'the id of the project is in GitLab';
const ELSEWHERE = 'the change is made outside of the trust policy';
const PROVIDER = 'which provider of the account is meant is not in the policy';
const CHOICE = 'several changes mend it, and they admit different tokens';
const ADMISSION = 'a decision of the owner: narrower trust may lock out a pipeline that is meant';

/** The prover: the fix lets no token in that the bad policy does not. */
const NARROWER = 'narrower';
/** The policy stays as it is, and what is known beside it changes. */
const UNCHANGED = 'unchanged';

type Outcome =
  | typeof NARROWER
  | typeof UNCHANGED
  /** A token that the fix lets in: the bad policy refuses what is meant. */
  | { readonly also: string }
  /** It depends on something that the prover names. */
  | { readonly open: string };

/** Why a fix is text alone, and whom it lets in. A new check without changes has to be listed here. */
const TEXT_ALONE: Readonly<Record<string, readonly [why: string, outcome: Outcome]>> = {
  'admin-permissions-on-any-ref': [ADMISSION, NARROWER],
  'ambiguous-subject': [
    'the components of `sub` are set in GitLab',
    { also: 'a push pipeline of acme/platform/api, branch `main`, protected' },
  ],
  'any-project': [MEANT, NARROWER],
  'any-ref-of-project': [MEANT, NARROWER],
  'any-ref-type': [CHOICE, NARROWER],
  'any-subject': [MEANT, NARROWER],
  'audience-not-registered': [
    CHOICE,
    { also: 'a push pipeline of acme/platform/api (project 101), branch `main`, protected' },
  ],
  'audience-wildcard': [
    'which audience the job requests is in `.gitlab-ci.yml`',
    { also: 'a push pipeline of acme/platform/api (project 101), branch `main`, protected' },
  ],
  'aws-principal-star': [
    PROVIDER,
    { also: 'a push pipeline of acme/platform/api (project 101), branch `main`, protected' },
  ],
  'bare-allow': [MEANT, NARROWER],
  'chain-from-any-ref': [ELSEWHERE, NARROWER],
  'chain-to-stronger-role': [ELSEWHERE, NARROWER],
  'dead-statement': [CHOICE, NARROWER],
  'depends-on-request': [ELSEWHERE, { open: "it depends on the caller's a" }],
  'developer-may-push': [CHOICE, NARROWER],
  'empty-value': [
    MEANT,
    { also: 'a push pipeline of acme/platform/api (project 101), branch `main`, protected' },
  ],
  'environment-component-dropped': [CHOICE, NARROWER],
  'federated-wildcard': [
    PROVIDER,
    { also: 'a push pipeline of acme/platform/api (project 101), branch `main`, protected' },
  ],
  'foreign-account-provider': [
    PROVIDER,
    { also: 'a push pipeline of acme/platform/api (project 101), branch `main`, protected' },
  ],
  'impossible-path': [
    MEANT,
    { also: 'a push pipeline of acme/platform/api (project 101), branch `main`, protected' },
  ],
  'impossible-ref': [
    MEANT,
    { also: 'a push pipeline of acme/platform/api (project 101), branch `main`, protected' },
  ],
  'issuer-bucket-write': [ADMISSION, NARROWER],
  'issuer-url': [ELSEWHERE, UNCHANGED],
  'literal-star-refused': [MEANT, NARROWER],
  'long-session-on-merge-request': [ELSEWHERE, NARROWER],
  'look-alike-prefix': [CHOICE, NARROWER],
  'malformed-value': [MEANT, { open: 'it depends on the time: `aws' }],
  'may-change-trusts': [ELSEWHERE, UNCHANGED],
  'merge-request-admitted': [ADMISSION, NARROWER],
  'merge-request-ref': [
    MEANT,
    {
      also: 'a merge request pipeline of acme/platform/api (project 101) for a merge request into another project, branch `feature/x`, protected',
    },
  ],
  'missing-sub': [MEANT, NARROWER],
  'mutable-user-only': [
    MEANT,
    { also: 'a web pipeline of acme/platform/api (project 101), branch `main`, protected' },
  ],
  'near-quota': [
    CHOICE,
    { also: 'a push pipeline of acme/platform/api (project 101), branch `main`, protected' },
  ],
  'negated-operator-on-identity': [MEANT, NARROWER],
  'not-principal': [PROVIDER, { open: 'it depends on `principal Not' }],
  'null-condition': [MEANT, NARROWER],
  'one-role-for-dev-and-prod': [ELSEWHERE, NARROWER],
  'open-context': [MEANT, NARROWER],
  'open-group-prefix': [MEANT, NARROWER],
  'open-id-prefix': [ID, NARROWER],
  'open-path-prefix': [MEANT, NARROWER],
  'open-ref-prefix': [MEANT, NARROWER],
  'open-ref-suffix': [
    MEANT,
    { also: 'a push pipeline of acme/platform/api (project 101), branch `release/1.2`, protected' },
  ],
  'open-tenant': [MEANT, NARROWER],
  'open-workload': [MEANT, NARROWER],
  'over-quota': [
    CHOICE,
    { also: 'a push pipeline of acme/platform/api (project 101), branch `release/1.2`, protected' },
  ],
  'parent-pipeline-admitted': [
    ADMISSION,
    { also: 'a web pipeline of acme/platform/api (project 101), branch `main`, protected' },
  ],
  'pipeline-started-elsewhere': [
    ADMISSION,
    { also: 'a web pipeline of acme/platform/api (project 101), branch `main`, protected' },
  ],
  'principal-not-a-provider': [
    PROVIDER,
    { also: 'a push pipeline of acme/platform/api (project 101), branch `main`, protected' },
  ],
  'protected-without-sub': [MEANT, NARROWER],
  'provider-arn-malformed': [
    PROVIDER,
    { also: 'a push pipeline of acme/platform/api (project 101), branch `main`, protected' },
  ],
  'provider-url-mismatch': [
    ELSEWHERE,
    { also: 'a push pipeline of acme/platform/api (project 101), branch `main`, protected' },
  ],
  'ref-type-mr': [
    CHOICE,
    {
      also: 'a merge request pipeline of acme/platform/api (project 101) for a merge request into another project, branch `feature/x`, protected',
    },
  ],
  'refused-by-iam': ['the check that names the mistake has the changes', NARROWER],
  'other-principals': [CHOICE, NARROWER],
  'role-chain-entry': [CHOICE, NARROWER],
  'saas-key-on-self-managed': [
    ELSEWHERE,
    { also: 'a push pipeline of acme/any-project (project 101), branch `main`, protected' },
  ],
  'session-longer-than-chain': [ELSEWHERE, UNCHANGED],
  'session-widens-itself': [ELSEWHERE, NARROWER],
  'several-audiences': ['which audience the job requests is in `.gitlab-ci.yml`', NARROWER],
  'shadowed-statement': [CHOICE, NARROWER],
  'shared-audience': [
    ELSEWHERE,
    { also: 'a push pipeline of acme/platform/api (project 101), branch `main`, protected' },
  ],
  'source-deny-list': [ADMISSION, NARROWER],
  'sub-component-collision': [
    CHOICE,
    { also: 'a push pipeline of acme/platform/api, branch `main`, protected' },
  ],
  'sub-cut-off': [
    MEANT,
    { also: 'a push pipeline of acme/platform/api (project 101), branch `main`, protected' },
  ],
  'sub-shape-mismatch': [CHOICE, NARROWER],
  'sub-unknown-component': [
    MEANT,
    { also: 'a push pipeline of acme/platform/api (project 101), branch `main`, protected' },
  ],
  'sub-without-project-path': [
    MEANT,
    { also: 'a push pipeline of acme/platform/api (project 101), branch `main`, protected' },
  ],
  'suppression-without-reason': ['the reason is the owner’s to give', UNCHANGED],
  'trust-change-on-any-ref': [ADMISSION, NARROWER],
  'two-issuers-one-statement': [
    CHOICE,
    { also: 'a push pipeline of acme/platform/api (project 900001), branch `main`, protected' },
  ],
  'undetermined-chain': [ELSEWHERE, UNCHANGED],
  'unescaped-variable': [
    CHOICE,
    { also: 'a push pipeline of acme/platform/api (project 101), branch `release/${x}`, protected' },
  ],
  'unprotected-ref-with-write': [ELSEWHERE, NARROWER],
  'unregistered-issuer': [CHOICE, NARROWER],
  'unsupported-key': [
    'what the claim was to restrict is said in another way, which depends on the project',
    NARROWER,
  ],
  'unused-suppression': [
    ELSEWHERE,
    { also: 'a push pipeline of acme/platform/api (project 900001), branch `main`, not protected' },
  ],
  'unwritable-character': [
    CHOICE,
    { also: 'a push pipeline of acme/platform/api (project 101), branch `release/1.2`, protected' },
  ],
  'wildcard-only-value': [MEANT, NARROWER],
  'wildcard-under-string-equals': [
    CHOICE,
    { also: 'a push pipeline of acme/platform/api (project 101), branch `release/1.2`, protected' },
  ],
};

const findings = (check: Check, { document, known, suppressions }: Example) => {
  const parsed = parsePolicy(document);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
  const input = { policy: parsed.policy, document, ...known };
  if (suppressions === undefined) return check.find(input);
  return runCatalog(input, { suppressions }).findings.filter((finding) => finding.check === check.id);
};

test('a check whose fix is text alone has a reason', () => {
  const others = CHECKS.filter((check) =>
    findings(check, check.bad).every(({ changes }) => changes === undefined),
  ).map(({ id }) => id);
  expect(Object.keys(TEXT_ALONE).toSorted()).toEqual(others.toSorted());
});

const byId = new Map(CHECKS.map((check) => [check.id, check]));
const rows = Object.entries(TEXT_ALONE).map(([id, [, outcome]]) => [id, byId.get(id)!, outcome] as const);

test.each(rows)('%s: the fix, applied to the bad example, keeps its promise', (_, check, outcome) => {
  const { bad, good } = check;
  expect(findings(check, bad).length).toBeGreaterThan(0);
  const changes = changesBetween(bad.document, good.document);
  const fixed = applyChanges(bad.document, changes, 'trust_policy') as Example['document'];
  expect(fixed).toEqual(good.document);
  expect(findings(check, { ...good, document: fixed })).toEqual([]);
  expect(checkWrite(fixed)).toEqual({ accepted: true });
  if (outcome === UNCHANGED) {
    expect(changes).toEqual([]);
    expect([good.known, good.suppressions]).not.toEqual([bad.known, bad.suppressions]);
  } else expect(changes.length).toBeGreaterThan(0);
  expect(moreThan(bad, { ...good, document: fixed })).toMatchObject(EXPECTED(outcome));
});

const EXPECTED = (outcome: Outcome): object => {
  if (outcome === NARROWER || outcome === UNCHANGED) return { verdict: 'proved' };
  return 'also' in outcome
    ? { verdict: 'refuted', counterexample: { label: outcome.also } }
    : { verdict: 'undecided', reason: expect.stringContaining(outcome.open) as unknown };
};

/** Whether the good policy lets in nobody whom the bad one does not, over every token of the GitLab of the example. */
function moreThan(bad: Example, good: Example) {
  const isOwn = JSON.stringify(bad.document).includes('gitlab.example.com');
  const issuer = isOwn ? 'https://gitlab.example.com' : 'https://gitlab.com';
  const projects = good.known?.projects ?? bad.known?.projects ?? [];
  const world = gitlabWorld({ instance: { url: issuer, issuer }, projects });
  const roleOf = ({ document }: Example, name: string): RoleTrust => {
    const parsed = parsePolicy(document);
    if (!parsed.ok) throw new Error(name);
    return { policy: parsed.policy, provider: { issuer, account: '111122223333' }, name };
  };
  return implies(roleOf(good, 'good'), roleOf(bad, 'bad'), world);
}
