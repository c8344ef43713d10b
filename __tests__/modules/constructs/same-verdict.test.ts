import {
  createFederation,
  GitlabCiVariables,
  GitlabOidcProvider,
  GitlabProtection,
  GitlabRole,
  MovedBlock,
  type GitlabCiVariable,
  type GitlabRoleProps,
} from '../../../modules/index';
import {
  type Account,
  type Federation,
  type Problem,
  type Project,
  parseFederation,
  RefgateError,
  type Role,
} from '../../../policies/index';
import { partitionOf } from '../../../policies/arn';
import { nearText } from '../../support/near-text';
import { type Choose, chooser, seedFor } from '../../support/seed';
import { API, federationOf, grantOf, Workbench } from '../workbench';

/**
 * What `check` says of a value in `federation.yaml`, and what a construct says that is given the same value: the same verdict, and
 * the same first message.
 */
const RUNS = 25;
const seed = seedFor('one verdict of schema and construct');
const workbench = new Workbench();
afterAll(() => workbench.clear());

type Step = string | number;

interface Field {
  readonly name: string;
  /** Where the value is in the declaration. */
  readonly at: readonly Step[];
  readonly values: (choose: Choose) => unknown;
  /** Whether a file tells several problems in another order: that of its lines. */
  readonly unordered?: true;
  /** Gives the construct the value. */
  readonly build: (value: never) => unknown;
}

const DECLARATION = {
  gitlab: { url: 'https://gitlab.com', audience: 'sts.amazonaws.com' },
  projects: {
    api: {
      path: 'acme/platform/api',
      id: '101',
      namespace_id: '12',
      protected_branches: { main: { push: 'maintainer', merge: 'maintainer' } },
      protected_tags: {},
    },
  },
  accounts: { production: { id: '111122223333', region: 'eu-west-1' } },
  roles: { deploy: { account: 'production', trust: [{ project: 'api', branches: ['main'] }] } },
};

/** The declaration with one value in it, as YAML takes JSON. */
function declared(at: readonly Step[], value: unknown): string {
  const copy = structuredClone(DECLARATION) as unknown as Record<Step, unknown>;
  let place = copy;
  for (const [index, step] of at.slice(0, -1).entries()) {
    place[step] ??= typeof at[index + 1] === 'number' ? [] : {};
    place = place[step] as Record<Step, unknown>;
  }
  place[at.at(-1) ?? ''] = value;
  return JSON.stringify(copy);
}

const near =
  (...samples: readonly string[]) =>
  (choose: Choose): string =>
    nearText(samples, choose);

const several =
  (...samples: readonly string[]) =>
  (choose: Choose): readonly string[] =>
    Array.from({ length: 1 + choose(3) }, () => nearText(samples, choose));

const FEDERATION = federationOf();

function stacks(federation: Federation): unknown {
  return createFederation(workbench.app(), federation);
}

const account = (changes: Partial<Account>): unknown => {
  const production = FEDERATION.accounts.get('production');
  if (production === undefined) throw new Error('no account');
  return stacks({
    ...FEDERATION,
    accounts: new Map([['production', { ...production, ...changes }]]),
  });
};

const declaredRole = (changes: Partial<Role>): unknown => {
  const deploy = FEDERATION.roles.get('deploy');
  if (deploy === undefined) throw new Error('no role');
  return stacks({ ...FEDERATION, roles: new Map([['deploy', { ...deploy, ...changes }]]) });
};

const provider = { arn: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com', issuer: 'https://gitlab.com' };

const role = (changes: Partial<GitlabRoleProps>): unknown =>
  new GitlabRole(workbench.stack(), 'deploy', {
    provider,
    grant: grantOf(['main']),
    name: 'deploy',
    ...changes,
  });

const trusting = (changes: Partial<Project>): unknown =>
  role({ grant: grantOf(['main'], { project: { ...API, ...changes } }) });

const variable = (changes: Partial<GitlabCiVariable>, group?: string): unknown =>
  new GitlabCiVariables(workbench.stack(), 'api', {
    target: group === undefined ? { project: '101' } : { group },
    variables: [{ key: 'KEY', value: 'value-of-it', ...changes }],
  });

const backend = (changes: Record<string, unknown>): unknown => account({ backend: changes as never });

const PRODUCTION = ['accounts', 'production'];
const DEPLOY = ['roles', 'deploy'];
const VARIABLE = [...DEPLOY, 'variables', 0];
const ARN = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
const STATE = { kind: 's3', bucket: 'acme', key: 'x', region: 'eu-west-1' };
const S3 = { bucket: 'acme', key: 'x', region: 'eu-west-1' };

/** A sample as it is, and now and then one that was edited: a document has many places to go wrong in. */
const mostly = (choose: Choose, ...samples: readonly string[]): string =>
  choose(10) === 0 ? nearText(samples, choose) : (samples[choose(samples.length)] ?? '');

const statement = (choose: Choose, index: number): unknown => {
  const whole = {
    Sid: mostly(choose, `A${index}`),
    Effect: mostly(choose, 'Allow', 'Deny'),
    Action: choose(3) === 0 ? [mostly(choose, 's3:GetObject'), '*'] : mostly(choose, 's3:*'),
    Resource: mostly(choose, '*', 'arn:aws:s3:::acme/*', 'arn:aws:s3:::${aws:username}'),
    Condition: { [mostly(choose, 'StringEquals', 'Bool')]: { 'aws:RequestedRegion': ['eu-west-1'] } },
  };
  const entries = Object.entries(whole).filter(() => choose(20) > 0);
  return Object.fromEntries(choose(20) === 0 ? [...entries, ['Principal', '*']] : entries);
};

const inline = (choose: Choose): unknown => {
  const document = {
    Version: mostly(choose, '2012-10-17'),
    Statement: choose(3) === 0 ? [statement(choose, 0), statement(choose, choose(2))] : statement(choose, 0),
  };
  const entries = Object.entries(document).filter(() => choose(20) > 0);
  return { [mostly(choose, 'read', 'Read.Only')]: Object.fromEntries(entries) };
};

const tags = (choose: Choose): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Array.from({ length: choose(12) === 0 ? 51 : 1 + choose(3) }, (_, n) => [
      nearText(['Team', 'team', `key-${n}`, 'aws:x'], choose),
      nearText(['platform', 'a b', ''], choose),
    ]),
  );

const FIELDS: readonly Field[] = [
  {
    name: 'gitlab.url',
    at: ['gitlab', 'url'],
    values: near('https://gitlab.com', 'https://www.gitlab.com/', 'http://gitlab.com'),
    build: (issuer) => new GitlabOidcProvider(workbench.stack(), 'gitlab', { issuer, clientIds: ['x'] }),
  },
  {
    name: 'gitlab.audience',
    at: ['gitlab', 'audience'],
    values: near('sts.amazonaws.com', 'vault'),
    build: (id) =>
      new GitlabOidcProvider(workbench.stack(), 'gitlab', { issuer: 'https://gitlab.com', clientIds: [id] }),
  },
  {
    name: 'project path',
    at: ['projects', 'api', 'path'],
    values: near('acme/platform/api', '/acme/api'),
    build: (path) => trusting({ path }),
  },
  { name: 'project id', at: ['projects', 'api', 'id'], values: near('101'), build: (id) => trusting({ id }) },
  {
    name: 'protected branch',
    at: ['projects', 'api', 'protected_branches'],
    values: (choose) => ({
      [nearText(['main', 'release/*'], choose)]: { push: 'maintainer', merge: 'maintainer' },
    }),
    build: (rules) =>
      new GitlabProtection(workbench.stack(), 'api', {
        project: '101',
        branches: Object.keys(rules).map((pattern) => ({ pattern, push: 'maintainer', merge: 'maintainer' })),
      }),
  },
  {
    name: 'protected environment',
    at: ['projects', 'api', 'protected_environments'],
    values: (choose) => ({ [nearText(['production', 'review/x'], choose)]: { deploy: 'maintainer' } }),
    build: (rules) =>
      new GitlabProtection(workbench.stack(), 'api', {
        project: '101',
        environments: Object.keys(rules).map((name) => ({ name, deploy: 'maintainer' })),
      }),
  },
  {
    name: 'branch of a grant',
    at: [...DEPLOY, 'trust', 0, 'branches', 0],
    values: near('main', 'release/*', '機能/*'),
    build: (pattern) => role({ grant: grantOf([pattern]) }),
  },
  {
    name: 'account id',
    at: [...PRODUCTION, 'id'],
    values: near('111122223333', '1111-2222-3333'),
    build: (id) => account({ id }),
  },
  {
    name: 'account region',
    at: [...PRODUCTION, 'region'],
    values: near('eu-west-1', 'cn-north-1', 'eu-west-1a'),
    build: (region: string) => account({ region, partition: partitionOf(region) }),
  },
  {
    name: 'account partition',
    at: [...PRODUCTION, 'partition'],
    values: (choose) => ['aws', 'aws-cn', 'aws-us-gov'][choose(3)],
    build: (partition) => account({ partition }),
  },
  {
    name: 'account profile',
    at: [...PRODUCTION, 'profile'],
    values: near('default', 'prod'),
    build: (profile) => account({ profile }),
  },
  {
    name: 'thumbprints',
    at: [...PRODUCTION, 'provider', 'thumbprints'],
    values: (choose) =>
      choose(6) === 0
        ? Array.from({ length: choose(7) }, (_, n) => `${n}`.repeat(40))
        : several('ab'.repeat(20), Array(20).fill('AB').join(':'))(choose),
    build: (thumbprints) => account({ createdProvider: { thumbprints } }),
  },
  {
    name: 'provider tags',
    at: [...PRODUCTION, 'provider', 'tags'],
    values: tags,
    build: (values) => account({ createdProvider: { tags: values } }),
  },
  {
    name: 'provider arn',
    at: [...PRODUCTION, 'provider', 'arn'],
    values: near(provider.arn, 'arn:aws:iam::444455556666:oidc-provider/gitlab.com'),
    build: (arn) => account({ existingProvider: { arn } }),
  },
  {
    name: 'assumed role',
    at: [...PRODUCTION, 'assume_role', 'role_arn'],
    values: near('arn:aws:iam::111122223333:role/x', 'arn:aws:iam::444455556666:role/x'),
    build: (roleArn) => account({ assumeRole: { roleArn } }),
  },
  {
    name: 'external id',
    at: [...PRODUCTION, 'assume_role'],
    values: (choose) => ({
      role_arn: 'arn:aws:iam::111122223333:role/x',
      external_id: nearText(['acme:1'], choose),
    }),
    build: (value: { external_id: string }) =>
      account({ assumeRole: { roleArn: 'arn:aws:iam::111122223333:role/x', externalId: value.external_id } }),
  },
  {
    name: 'session name',
    at: [...PRODUCTION, 'assume_role'],
    values: (choose) => ({
      role_arn: 'arn:aws:iam::111122223333:role/x',
      session_name: nearText(['refgate', 'my session'], choose),
    }),
    build: (value: { session_name: string }) =>
      account({
        assumeRole: { roleArn: 'arn:aws:iam::111122223333:role/x', sessionName: value.session_name },
      }),
  },
  {
    name: 'bucket',
    at: [...PRODUCTION, 'backend', 's3'],
    values: (choose) => ({ ...S3, bucket: nearText(['acme-state', 's3://acme'], choose) }),
    build: (s3: object) => backend({ ...STATE, ...s3 }),
  },
  {
    name: 'state key',
    at: [...PRODUCTION, 'backend', 's3'],
    values: (choose) => ({ ...S3, key: nearText(['a/b.tfstate', '/a//b'], choose) }),
    build: (s3: object) => backend({ ...STATE, ...s3 }),
  },
  {
    name: 'state region',
    at: [...PRODUCTION, 'backend', 's3'],
    values: (choose) => ({ ...S3, region: nearText(['eu-west-1'], choose) }),
    build: (s3: object) => backend({ ...STATE, ...s3 }),
  },
  {
    name: 'state table',
    at: [...PRODUCTION, 'backend', 's3'],
    values: (choose) => ({ ...S3, dynamodb_table: nearText(['locks'], choose) }),
    build: (s3: { dynamodb_table: string }) => backend({ ...STATE, dynamodbTable: s3.dynamodb_table }),
  },
  {
    name: 'state kms key',
    at: [...PRODUCTION, 'backend', 's3'],
    values: (choose) => ({ ...S3, kms_key_id: nearText(['alias/state'], choose) }),
    build: (s3: { kms_key_id: string }) => backend({ ...STATE, kmsKeyId: s3.kms_key_id }),
  },
  {
    name: 'state address',
    at: [...PRODUCTION, 'backend', 'http', 'address'],
    values: near(
      'https://gitlab.com/api/v4/x',
      'http://x.example.com',
      'https://u:p@x.example.com',
      'https://x.example.com/?private_token=s',
    ),
    build: (address) => backend({ kind: 'http', address }),
  },
  {
    name: 'state lock',
    at: [...PRODUCTION, 'backend', 'http'],
    values: (choose) => ({
      address: 'https://x.example.com/a',
      lock_address: nearText(['https://x.example.com/a/lock'], choose),
    }),
    build: (http: { lock_address: string }) =>
      backend({ kind: 'http', address: 'https://x.example.com/a', lockAddress: http.lock_address }),
  },
  {
    name: 'state workspace',
    at: [...PRODUCTION, 'backend', 'cloud'],
    values: (choose) => ({
      organization: nearText(['acme'], choose),
      workspace: nearText(['refgate-production'], choose),
      hostname: nearText(['app.terraform.io'], choose),
    }),
    build: (cloud: object) => backend({ kind: 'cloud', ...cloud }),
  },
  {
    name: 'moved address',
    at: [...PRODUCTION, 'moved', 0],
    values: (choose) => ({ from: nearText(['aws_iam_role.old'], choose), to: 'aws_iam_role.deploy' }),
    build: (move: { from: string; to: string }) => new MovedBlock(workbench.stack(), 'moved', move),
  },
  {
    name: 'role name',
    at: [...DEPLOY, 'name'],
    values: near('deploy', 'plan all'),
    build: (name) => role({ name }),
  },
  {
    name: 'addresses of a request',
    at: [...DEPLOY, 'request', 'source_ip'],
    values: (choose) =>
      Array.from({ length: 1 + choose(2) }, () =>
        mostly(choose, '198.51.100.0/24', '203.0.113.7', '10.0.0.0/8', '2001:db8::/32'),
      ),
    build: (sourceIp) => role({ grant: { ...grantOf(['main']), request: { sourceIp } } }),
  },
  {
    name: 'VPC of a request',
    at: [...DEPLOY, 'request', 'source_vpc', 0],
    values: near('vpc-0a1b2c3d', 'VPC-0A1B2C3D'),
    build: (id) => role({ grant: { ...grantOf(['main']), request: { sourceVpc: [id] } } }),
  },
  {
    name: 'VPC endpoint of a request',
    at: [...DEPLOY, 'request', 'source_vpce', 0],
    values: near('vpce-0a1b2c3d'),
    build: (id) => role({ grant: { ...grantOf(['main']), request: { sourceVpce: [id] } } }),
  },
  {
    name: 'conditions of a request',
    at: [...DEPLOY, 'request'],
    values: (choose) =>
      Object.fromEntries(
        [
          ['source_ip', ['198.51.100.0/24'].slice(choose(2))],
          ['source_vpc', ['vpc-0a1b2c3d']],
        ].filter(() => choose(2) === 0),
      ),
    build: ({ source_ip: sourceIp, source_vpc: sourceVpc }: Readonly<Record<string, readonly string[]>>) =>
      role({ grant: { ...grantOf(['main']), request: { sourceIp, sourceVpc } } }),
  },
  {
    name: 'principal without a token',
    at: [...DEPLOY, 'break_glass', 'principal'],
    values: near(
      'arn:aws:iam::111122223333:user/emergency',
      'arn:aws:iam::111122223333:role/emergency',
      'arn:aws:iam::111122223333:root',
      '111122223333',
    ),
    build: (principal) => role({ grant: { ...grantOf(['main']), breakGlass: { principal } } }),
  },
  {
    name: 'who needs no token',
    at: [...DEPLOY, 'break_glass'],
    values: (choose) => ({
      principal: `arn:aws${choose(5) === 0 ? '-cn' : ''}:iam::111122223333:${['user/a', 'role/a', 'root'][choose(3)]}`,
      ...(choose(2) === 0 ? { mfa: choose(2) === 0 } : {}),
      ...(choose(2) === 0 ? { account_root: choose(2) === 0 } : {}),
    }),
    build: ({ account_root: accountRoot, ...given }: { principal: string; account_root?: boolean }) =>
      role({ grant: { ...grantOf(['main']), breakGlass: { ...given, accountRoot } }, partition: 'aws' }),
  },
  {
    name: 'role path',
    at: [...DEPLOY, 'path'],
    values: near('/', '/ci/x/', '/ci//x/', 'ci'),
    build: (path) => role({ path }),
  },
  {
    name: 'role description',
    at: [...DEPLOY, 'description'],
    values: near('Deploys the API.', 'déploiement'),
    build: (description) => role({ description }),
  },
  { name: 'role tags', at: [...DEPLOY, 'tags'], values: tags, build: (values) => role({ tags: values }) },
  {
    name: 'session length',
    at: [...DEPLOY, 'max_session'],
    values: (choose) => [3600, 1800, 43_200, 43_201, 5400.5, 0, -1, 3599][choose(8)],
    build: (maxSessionSeconds) => role({ maxSessionSeconds }),
  },
  {
    name: 'managed policies',
    at: [...DEPLOY, 'permissions', 'managed'],
    values: (choose) =>
      choose(6) === 0
        ? Array.from({ length: 8 + choose(5) }, (_, n) => `${ARN}${n}`)
        : several(ARN, 'ReadOnlyAccess', 'arn:aws:iam::444455556666:policy/x')(choose),
    build: (managed) => declaredRole({ permissions: { managed, inline: {} } }),
  },
  {
    name: 'boundary',
    at: [...DEPLOY, 'permissions', 'boundary'],
    values: near(ARN, 'arn:aws:iam::111122223333:policy/team/b'),
    build: (boundary) => declaredRole({ permissions: { managed: [], inline: {}, boundary } }),
  },
  {
    name: 'inline policies',
    at: [...DEPLOY, 'permissions', 'inline'],
    unordered: true,
    values: inline,
    build: (documents) => role({ permissions: { inline: documents } }),
  },
  {
    name: 'variable key',
    at: [...VARIABLE, 'key'],
    values: near('AWS_ROLE_ARN', 'AWS-ROLE'),
    build: (key) => variable({ key }),
  },
  {
    name: 'environment scope',
    at: VARIABLE,
    values: (choose) => ({ key: 'KEY', environment: nearText(['production', 'review/*'], choose) }),
    build: (value: { environment: string }) => variable({ environmentScope: value.environment }),
  },
  {
    name: 'masked value',
    at: VARIABLE,
    values: (choose) => ({
      key: 'KEY',
      text: nearText(['arn:aws:iam::111122223333:role/a', 'short'], choose),
      masked: true,
      raw: choose(2) === 0,
    }),
    build: (value: { text: string; masked: boolean; raw: boolean }) =>
      variable({ value: value.text, masked: value.masked, raw: value.raw }),
  },
  {
    name: 'hidden variable',
    at: VARIABLE,
    values: (choose) => ({
      key: 'KEY',
      text: 'value-of-it',
      hidden: choose(2) === 0,
      masked: choose(2) === 0,
    }),
    build: (value: { hidden: boolean; masked: boolean }) =>
      variable({ hidden: value.hidden, masked: value.masked }),
  },
  {
    name: 'variable description',
    at: VARIABLE,
    values: (choose) => ({ key: 'KEY', description: nearText(['The role.'], choose) }),
    build: (value: { description: string }) => variable({ description: value.description }),
  },
  {
    name: 'variable group',
    at: VARIABLE,
    values: (choose) => ({
      key: 'KEY',
      group: nearText(['acme/platform', '/acme', 'https://gitlab.com/acme'], choose),
    }),
    build: (value: { group: string }) => variable({}, value.group),
  },
];

interface Verdict {
  readonly accepted: boolean;
  readonly message?: string;
}

function ofSchema({ at, unordered }: Field, value: unknown): Verdict {
  const parsed = parseFederation(declared(at, value), 'federation.yaml');
  return parsed.ok ? { accepted: true } : { accepted: false, message: first(parsed.problems, unordered) };
}

function ofConstruct({ build, unordered }: Field, value: unknown): Verdict {
  try {
    build(value as never);
    return { accepted: true };
  } catch (error) {
    if (error instanceof RefgateError) return { accepted: false, message: first(error.problems, unordered) };
    throw error;
  }
}

function first(problems: readonly Problem[], unordered = false): string {
  const messages = problems.map(({ message }) => message);
  return (unordered ? messages.toSorted() : messages)[0] ?? '';
}

test.each(FIELDS.map((field) => [field.name, field] as const))('%s', (name, field) => {
  const choose = chooser(seed + name.length);
  const verdicts = Array.from({ length: RUNS }, () => {
    const value = field.values(choose);
    return { value, schema: ofSchema(field, value), construct: ofConstruct(field, value) };
  });
  expect(
    verdicts.filter(
      ({ schema, construct }) =>
        schema.accepted !== construct.accepted || schema.message !== construct.message,
    ),
  ).toEqual([]);
  expect(new Set(verdicts.map(({ schema }) => schema.accepted))).toEqual(new Set([true, false]));
});
