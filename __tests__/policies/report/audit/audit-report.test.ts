import Ajv2020 from 'ajv/dist/2020';
import { expectGolden } from '../fixtures/golden';
import { validateSarif } from '../fixtures/validate-sarif';
import {
  auditJsonSchema,
  readAuditReport,
  renderAudit,
  withAuditChanges,
  type AuditFormat,
} from '../../../../policies/index';
import { agreeingWorld, auditOf, changed, type AuditWorld } from '../../../support/audit-world';

const world = agreeingWorld();
const drifted = changed(world, (copy) => {
  copy.account.RoleDetailList[0]?.AttachedManagedPolicies.push({
    PolicyName: 'AdministratorAccess',
    PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
  });
  delete copy.account.RoleDetailList[0]?.PermissionsBoundary;
  copy.account.RoleDetailList[1]?.AttachedManagedPolicies.pop();
});
const write = (given: AuditWorld, format: AuditFormat, top = 20): string =>
  renderAudit(auditOf(given), format, { columns: 80, colors: false, top, file: 'federation.yaml' });
const compared = (before: AuditWorld, now: AuditWorld) =>
  withAuditChanges(auditOf(now), readAuditReport(write(before, 'json'), 'old.json'), 'old.json');

test('pretty: what can be done, by whom, and what was found', () => {
  expect(write(drifted, 'pretty')).toMatchInlineSnapshot(`
   "1 account, 2 roles: 2 for https://gitlab.com, 1 project in the snapshot

   administer  arn:aws:iam::111122223333:role/deploy
       can administer: \`arn:aws:iam::aws:policy/AdministratorAccess\`
       - branch \`main\` of acme/platform/api, protected, merge requests of it too

   nothing  arn:aws:iam::111122223333:role/release
       can do nothing: the input attaches no policy
       - tag \`v*\` of acme/platform/api, protected

   ✗ error  managed-added
       \`deploy\` (\`arn:aws:iam::111122223333:role/deploy\`) has the managed policy
       \`arn:aws:iam::aws:policy/AdministratorAccess\`
       fix: apply the declared stack, or declare what is meant to stay
       https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_manage-attach-detach.html

   ✗ error  boundary-removed
       \`deploy\` (\`arn:aws:iam::111122223333:role/deploy\`) has no boundary
       \`arn:aws:iam::111122223333:policy/limit\`
       fix: apply the declared stack, or declare what is meant to stay
       https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html

   ✗ error  state-permissions-changed
       \`aws_iam_role.deploy\` (\`arn:aws:iam::111122223333:role/deploy\`) has the
       managed policy \`arn:aws:iam::aws:policy/AdministratorAccess\`, unlike the
       state
       fix: run \`terraform apply\`, and find out who changed them
       https://developer.hashicorp.com/terraform/tutorials/state/resource-drift

   ✗ error  state-permissions-changed
       \`aws_iam_role.deploy\` (\`arn:aws:iam::111122223333:role/deploy\`) has no
       boundary \`arn:aws:iam::111122223333:policy/limit\`, unlike the state
       fix: run \`terraform apply\`, and find out who changed them
       https://developer.hashicorp.com/terraform/tutorials/state/resource-drift

   ✗ error  state-permissions-changed
       \`aws_iam_role.release\` (\`arn:aws:iam::111122223333:role/release\`) has no
       managed policy \`arn:aws:iam::aws:policy/ReadOnlyAccess\`, unlike the state
       fix: run \`terraform apply\`, and find out who changed them
       https://developer.hashicorp.com/terraform/tutorials/state/resource-drift

   ! warning  managed-removed
       \`release\` (\`arn:aws:iam::111122223333:role/release\`) has no managed policy
       \`arn:aws:iam::aws:policy/ReadOnlyAccess\`
       fix: apply the declared stack, or declare what is meant to stay
       https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_manage-attach-detach.html

   ✗ 5 errors, 1 warning
   "
  `);
});

test('markdown', () => {
  expect(write(drifted, 'markdown')).toMatchInlineSnapshot(`
   "## refgate audit

   **5 errors, 1 warning**. 1 account, 2 roles: 2 for https://gitlab.com, 1 project in the snapshot.

   ### Findings

   | severity | finding | what | fix |
   | --- | --- | --- | --- |
   | error | [\`managed-added\`](https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_manage-attach-detach.html) | \`deploy\` (\`arn:aws:iam::111122223333:role/deploy\`) has the managed policy \`arn:aws:iam::aws:policy/AdministratorAccess\` | apply the declared stack, or declare what is meant to stay |
   | error | [\`boundary-removed\`](https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html) | \`deploy\` (\`arn:aws:iam::111122223333:role/deploy\`) has no boundary \`arn:aws:iam::111122223333:policy/limit\` | apply the declared stack, or declare what is meant to stay |
   | error | [\`state-permissions-changed\`](https://developer.hashicorp.com/terraform/tutorials/state/resource-drift) | \`aws_iam_role.deploy\` (\`arn:aws:iam::111122223333:role/deploy\`) has the managed policy \`arn:aws:iam::aws:policy/AdministratorAccess\`, unlike the state | run \`terraform apply\`, and find out who changed them |
   | error | [\`state-permissions-changed\`](https://developer.hashicorp.com/terraform/tutorials/state/resource-drift) | \`aws_iam_role.deploy\` (\`arn:aws:iam::111122223333:role/deploy\`) has no boundary \`arn:aws:iam::111122223333:policy/limit\`, unlike the state | run \`terraform apply\`, and find out who changed them |
   | error | [\`state-permissions-changed\`](https://developer.hashicorp.com/terraform/tutorials/state/resource-drift) | \`aws_iam_role.release\` (\`arn:aws:iam::111122223333:role/release\`) has no managed policy \`arn:aws:iam::aws:policy/ReadOnlyAccess\`, unlike the state | run \`terraform apply\`, and find out who changed them |
   | warning | [\`managed-removed\`](https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_manage-attach-detach.html) | \`release\` (\`arn:aws:iam::111122223333:role/release\`) has no managed policy \`arn:aws:iam::aws:policy/ReadOnlyAccess\` | apply the declared stack, or declare what is meant to stay |

   ### Who can assume what, worst first

   | role | can | who |
   | --- | --- | --- |
   | \`arn:aws:iam::111122223333:role/deploy\` | administer: \`arn:aws:iam::aws:policy/AdministratorAccess\` | branch \`main\` of acme/platform/api, protected, merge requests of it too |
   | \`arn:aws:iam::111122223333:role/release\` | nothing: the input attaches no policy | tag \`v*\` of acme/platform/api, protected |

   ### Accounts

   | account | roles | for GitLab | OIDC providers |
   | --- | --- | --- | --- |
   | \`111122223333\` | 2 | 2 | read |
   "
  `);
});

test('what is cut is counted, and JSON has everything', () => {
  expect(write(drifted, 'pretty', 1)).toMatch(
    /and 1 more role; see them with `--top`.*and \d more findings/s,
  );
  expect(write(drifted, 'markdown', 1)).toContain('and 1 more role');
  expect(JSON.parse(write(drifted, 'json', 1)).roles).toHaveLength(2);
});

test('the committed schema is current; `UPDATE_GOLDEN=1` writes it', () => {
  expectGolden('../../../audit.schema.json', `${JSON.stringify(auditJsonSchema(), null, 2)}\n`);
});

test('JSON is as its schema has it, and is read back', () => {
  const text = write(drifted, 'json');
  const validate = new Ajv2020({ strict: false }).compile(auditJsonSchema());
  expect(validate(JSON.parse(text))).toBe(true);
  expect(JSON.parse(JSON.stringify(readAuditReport(text, 'a.json')))).toEqual(JSON.parse(text));
});

test.each<[string, string, RegExp]>([
  ['another document', '{"version":1}', /ERR_SCHEMA: `a.json` is not a report of `refgate audit`/],
  ['another version', write(world, 'json').replace('"version": 1', '"version": 2'), /at \/version/],
  ['no JSON', '{', /ERR_JSON/],
])('%s is not an earlier audit', (_note, text, message) => {
  expect(() => readAuditReport(text, 'a.json')).toThrow(message);
});

test('the page has a view for each account and each project, with its roles and findings', () => {
  const page = write(drifted, 'html', 1);
  const view = (id: string): string =>
    new RegExp(`<details\\s+id="${id}".*?</details>`, 's').exec(page)?.[0] ?? '';
  expect(view('account-111122223333')).toContain('arn:aws:iam::111122223333:role/release');
  expect(view('account-111122223333')).toMatch(/managed-added.*administer/s);
  expect(view('project-acme/platform/api')).toMatch(
    /2 roles, 0 findings.*branch <code>main<\/code>.*tag <code>v\*<\/code>/s,
  );
  expect(page).toMatch(/Content-Security-Policy"\s+content="default-src 'none'; style-src 'unsafe-inline'/);
  expect(page).not.toMatch(/<script/i);
  expect(write(world, 'html')).toContain('Nothing was found.');
  const before = renderAudit(compared(drifted, world), 'html', {
    columns: 80,
    colors: false,
    top: 1,
    file: 'f',
  });
  expect(before).toMatch(/<h2>Since old\.json<\/h2>.*gone: <code>managed-added<\/code>/s);
});

test('what a user wrote is text on the page', () => {
  const hostile = changed(drifted, (copy) => {
    const [role] = copy.account.RoleDetailList;
    if (role !== undefined) role.Arn = 'arn:aws:iam::111122223333:role/"><img src=x onerror=alert(1)>\u202e';
  });
  const page = write(hostile, 'html');
  expect(page).toContain('role/&quot;&gt;&lt;img');
  expect(page).not.toMatch(/<img|\u202e/);
});

test('SARIF is as its schema has it, with and without an earlier audit', () => {
  for (const report of [auditOf(drifted), compared(world, drifted), compared(drifted, world)]) {
    const text = renderAudit(report, 'sarif', { columns: 80, colors: false, top: 1, file: 'my file.yaml' });
    validateSarif(JSON.parse(text));
    expect(validateSarif.errors).toBeNull();
  }
});

test('SARIF: a rule for each kind, a level, a stable fingerprint and the role', () => {
  const { runs } = JSON.parse(write(drifted, 'sarif')) as {
    runs: { tool: { driver: { rules: { id: string }[] } }; results: Record<string, unknown>[] }[];
  };
  expect(runs[0]?.tool.driver.rules.map(({ id }) => id).toSorted()).toEqual([
    'boundary-removed',
    'managed-added',
    'managed-removed',
    'state-permissions-changed',
  ]);
  expect(runs[0]?.results.find(({ ruleId }) => ruleId === 'managed-added')).toMatchObject({
    level: 'error',
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: 'federation.yaml' }, region: { startLine: 1 } },
        logicalLocations: [{ fullyQualifiedName: 'arn:aws:iam::111122223333:role/deploy', kind: 'resource' }],
      },
    ],
    partialFingerprints: { 'refgate/audit/v1': expect.stringMatching(/^[0-9a-f]{16}$/) },
  });
});

test('SARIF against an earlier audit says what is new, and what is gone', () => {
  const report = compared(world, drifted);
  const text = renderAudit(report, 'sarif', { columns: 80, colors: false, top: 1, file: 'f' });
  expect(text.match(/"baselineState": "new"/g)).toHaveLength(report.findings.length);
  const back = renderAudit(compared(drifted, world), 'sarif', {
    columns: 80,
    colors: false,
    top: 1,
    file: 'f',
  });
  expect(back.match(/"baselineState": "absent"/g)).toHaveLength(report.findings.length);
});

test('the fingerprint of a finding stays when its words and its neighbours change', () => {
  const later = changed(drifted, (copy) => {
    copy.account.RoleDetailList.reverse();
    copy.account.RoleDetailList.push({
      ...structuredClone(copy.account.RoleDetailList[0] as never as object),
      RoleName: 'x',
      Arn: 'arn:aws:iam::111122223333:role/x',
    } as never);
  });
  const report = compared(drifted, later);
  expect(report.changes?.goneFindings).toEqual([]);
  expect(
    report.findings
      .filter(({ fingerprint }) => report.changes?.newFindings.includes(fingerprint))
      .map(({ id }) => id),
  ).toEqual(['role-not-declared']);
});

test('what changed since an earlier audit: access, power, roles', () => {
  const later = changed(world, (copy) => {
    const [deploy, release] = copy.account.RoleDetailList;
    deploy?.AttachedManagedPolicies.push({
      PolicyName: 'A',
      PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
    });
    delete deploy?.PermissionsBoundary;
    const condition = release?.AssumeRolePolicyDocument.Statement[0]?.Condition;
    for (const operator of Object.values(condition ?? {}))
      if ('gitlab.com:sub' in operator)
        operator['gitlab.com:sub'] = 'project_path:acme/platform/api:ref_type:branch:ref:main';
  });
  expect(compared(world, later).changes?.roles).toEqual([
    {
      role: 'arn:aws:iam::111122223333:role/deploy',
      changes: [{ kind: 'stronger', text: expect.stringMatching(/^write before, now admin: /) }],
    },
    {
      role: 'arn:aws:iam::111122223333:role/release',
      changes: [
        { kind: 'gained', text: expect.stringMatching(/^branch `main`/) },
        { kind: 'lost', text: 'tag `v*` of acme/platform/api, protected' },
      ],
    },
  ]);
  const gone = changed(world, (copy) => void copy.account.RoleDetailList.shift());
  expect(compared(world, gone).changes?.roles[0]?.changes[0]?.kind).toBe('gone');
  expect(compared(gone, world).changes?.roles[0]?.changes[0]?.kind).toBe('new');
  expect(
    renderAudit(compared(world, world), 'pretty', { columns: 80, colors: false, top: 9, file: 'f' }),
  ).toContain('nothing changed since old.json');
  expect(
    renderAudit(compared(world, later), 'markdown', { columns: 80, colors: false, top: 9, file: 'f' }),
  ).toContain('stronger: write before');
});
