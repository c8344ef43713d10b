import { parse } from 'yaml';
import {
  declaredArtifact,
  judge,
  renderBootstrap,
  RefgateError,
  renderPipelineFile,
  summarizeJudgement,
  type BootstrapOptions,
} from '../../../policies/index';
import { edited } from '../federation/small-federation';
import { federationOf, SELF_MANAGED_FEDERATION, SMALL_FEDERATION } from './awkward-federation';
import { jobsOf } from './pipeline-yaml';

interface Statement {
  readonly Sid: string;
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: unknown;
}

interface Written {
  readonly accounts: Readonly<Record<string, { readonly provider?: unknown }>>;
  readonly roles: Readonly<
    Record<
      string,
      {
        readonly path: string;
        readonly permissions: {
          readonly inline: { readonly terraform: { readonly Statement: Statement[] } };
        };
        readonly variables: readonly { readonly key: string; readonly protected?: boolean }[];
      }
    >
  >;
}

const bootstrapOf = (text: string, options?: BootstrapOptions): Written =>
  parse(renderBootstrap(federationOf(text), options)) as Written;
const statements = (written: Written, role: string): Readonly<Record<string, Statement>> =>
  Object.fromEntries(
    (written.roles[role]?.permissions.inline.terraform.Statement ?? []).map((one) => [one.Sid, one]),
  );

function complaint(text: string, options?: BootstrapOptions): string {
  try {
    renderBootstrap(federationOf(text), options);
  } catch (error) {
    if (error instanceof RefgateError) return error.message;
    throw error;
  }
  throw new Error('it was written');
}

const ACCOUNT = 'production: { id: "111122223333", region: eu-west-1 }';
const account = (more: string): string =>
  edited(SMALL_FEDERATION, ACCOUNT, `production: { id: "111122223333", region: eu-west-1, ${more} }`);

describe.each([
  ['gitlab.com', SMALL_FEDERATION],
  [
    'an instance of one’s own',
    edited(SELF_MANAGED_FEDERATION, 'projects:\n', '  reused_paths: refused\nprojects:\n'),
  ],
])('on %s', (_, text) => {
  test('it holds, with no finding but those that it accepts', () => {
    const federation = federationOf(renderBootstrap(federationOf(text)), 'bootstrap.yaml');
    const judged = judge({
      federation,
      artifacts: [declaredArtifact(federation)],
      suppressions: federation.suppress,
    });
    expect(summarizeJudgement(judged)).toBe('holds');
    expect(judged.trusts.flatMap(({ findings }) => findings)).toEqual([]);
    expect(federation.suppress.map(({ check }) => check)).toEqual(['may-change-trusts']);
  });

  test('its variables are those that the jobs read', () => {
    const { roles } = bootstrapOf(text);
    const keys = Object.values(roles).flatMap(({ variables }) => variables);
    const pipeline = renderPipelineFile(federationOf(text));
    expect(Object.keys(jobsOf(pipeline))).toEqual(
      expect.arrayContaining(['terraform-plan', 'terraform-apply']),
    );
    expect(keys.map(({ key }) => key)).toEqual([
      ...new Set(pipeline.match(/TERRAFORM_(?:PLAN|APPLY)_ROLE_[A-Z]+/g)),
    ]);
    expect(keys.map(({ protected: only }) => only)).toEqual([undefined, true]);
  });
});

test('the role that plans only reads, and the one that applies writes the declared roles alone', () => {
  const written = bootstrapOf(SMALL_FEDERATION);
  const plan = statements(written, 'terraform-plan-production');
  expect(Object.keys(plan)).toEqual(['ReadRoles', 'ReadProvider', 'FindProvider']);
  for (const { Action } of Object.values(plan))
    for (const action of Action) expect(action).toMatch(/^iam:(?:Get|List)/);
  const apply = statements(written, 'terraform-apply-production');
  for (const { Action, Resource, Sid } of Object.values(apply))
    if (Action.some((action) => !/^iam:(?:Get|List)/.test(action)))
      expect({ Sid, Resource }).toEqual({
        Sid,
        Resource: ['arn:aws:iam::111122223333:role/deploy', 'arn:aws:iam::111122223333:role/plan'],
      });
  expect(apply['ReadProvider']?.Resource).toBe('arn:aws:iam::111122223333:oidc-provider/gitlab.com');
});

test('roles with a path are known by it, and those of the root path by name', () => {
  const text = edited(SMALL_FEDERATION, 'roles:\n', 'defaults: { path: /gitlab/ }\nroles:\n');
  expect(statements(bootstrapOf(text), 'terraform-apply-production')['WriteRoles']?.Resource).toEqual([
    'arn:aws:iam::111122223333:role/gitlab/*',
  ]);
});

test('where each role has a boundary, permissions go to roles that have it and to no other', () => {
  const boundary = 'arn:aws:iam::111122223333:policy/boundary';
  const bounded = edited(
    SMALL_FEDERATION,
    'roles:\n',
    `defaults: { permissions: { boundary: '${boundary}' } }\nroles:\n`,
  );
  const { WriteRoles, GrantPermissions } = statements(bootstrapOf(bounded), 'terraform-apply-production');
  expect(GrantPermissions?.Condition).toEqual({ StringEquals: { 'iam:PermissionsBoundary': [boundary] } });
  expect(WriteRoles?.Action).not.toContain('iam:DeleteRolePermissionsBoundary');
  const open = statements(bootstrapOf(SMALL_FEDERATION), 'terraform-apply-production');
  expect(open['GrantPermissions']).not.toHaveProperty('Condition');
});

test('a state in S3 is read by plans, and written and locked by applies', () => {
  const text = account(
    'backend: { s3: { bucket: state, key: a.tfstate, region: eu-west-1, use_lockfile: true, dynamodb_table: locks, kms_key_id: alias/state } }',
  );
  const written = bootstrapOf(text);
  expect(Object.keys(statements(written, 'terraform-plan-production')).slice(3)).toEqual([
    'ListState',
    'State',
    'StateKey',
  ]);
  const apply = statements(written, 'terraform-apply-production');
  expect(apply).toMatchObject({
    State: { Action: ['s3:GetObject', 's3:PutObject'], Resource: 'arn:aws:s3:::state/a.tfstate' },
    LockFile: { Resource: 'arn:aws:s3:::state/a.tfstate.tflock' },
    LockTable: { Resource: 'arn:aws:dynamodb:eu-west-1:111122223333:table/locks' },
    StateKey: {
      Resource: 'arn:aws:kms:eu-west-1:111122223333:key/*',
      Condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': ['alias/state'] } },
    },
  });
  const byArn = account(
    "backend: { s3: { bucket: state, key: a.tfstate, region: eu-west-1, kms_key_id: 'arn:aws:kms:eu-west-1:111122223333:key/1-2' } }",
  );
  expect(statements(bootstrapOf(byArn), 'terraform-plan-production')['StateKey']?.Resource).toBe(
    'arn:aws:kms:eu-west-1:111122223333:key/1-2',
  );
});

test('the provider is created, unless another stack keeps it', () => {
  expect(bootstrapOf(account('provider: lookup')).accounts['production']).not.toHaveProperty('provider');
  expect(bootstrapOf(SMALL_FEDERATION, { existingProvider: true }).accounts['production']?.provider).toBe(
    'lookup',
  );
});

test.each<readonly [string, string, BootstrapOptions, RegExp]>([
  [
    'an unknown project',
    SMALL_FEDERATION,
    { project: 'infra' },
    /unknown project `infra` in `federation\.yaml`.*--project/,
  ],
  [
    'one of several projects',
    edited(
      SMALL_FEDERATION,
      'projects:\n',
      'projects:\n  infra: { path: acme/infra, id: 5, namespace_id: 6, protected_branches: {} }\n',
    ),
    {},
    /the project whose pipeline runs Terraform is not specified.*`infra`, `api`/,
  ],
  [
    'a branch that no rule protects',
    SMALL_FEDERATION,
    { branch: 'feature/x' },
    /`feature\/x` is not declared as a protected branch.*federation\.yaml:\d+:\d+/,
  ],
  [
    'a role that Terraform assumes',
    account("assume_role: { role_arn: 'arn:aws:iam::111122223333:role/terraform' }"),
    {},
    /account `production` has `assume_role`/,
  ],
  [
    'a role with an audience of its own',
    edited(SMALL_FEDERATION, 'deploy:\n', 'deploy:\n    audience: acme\n'),
    {},
    /got `acme`; expected `sts\.amazonaws\.com` only/,
  ],
  [
    'a role beside those of Terraform',
    edited(SMALL_FEDERATION, 'deploy:\n', 'deploy:\n    path: /refgate-terraform/\n'),
    {},
    /the role that applies could change itself/,
  ],
  [
    'a subject without ref_protected',
    edited(
      edited(SELF_MANAGED_FEDERATION, ', ref_protected]', ']').replace(
        'protected_refs',
        '{ projects: [api] }',
      ),
      ', protected: true',
      '',
    ),
    {},
    /its `sub_claim` has no `ref_protected`/,
  ],
])('%s is refused', (_, text, options, reason) => {
  expect(complaint(text, options)).toMatch(reason);
});
