import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readInput } from '../../../cli/inputs/read-input';
import { together } from '../../../cli/inputs/together';
import { cliFolder } from '../../support/cli-folder';
import { fakeTerminal } from '../../support/fake-terminal';

const { write, refgate } = cliFolder();

const SAMPLE = readFileSync(join(__dirname, '../../../federation.yaml'), 'utf8');
const DEVOPS = '111122223333';
const PROD = '444455556666';
const ADMIN = 'arn:aws:iam::aws:policy/AdministratorAccess';

const policy = (statement: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });

/** A root module with one role `ci`, which any branch of acme/api can assume. */
const devops = (target: string, account?: string) => ({
  ...provider(account),
  resource: {
    aws_iam_role: {
      ci: {
        name: 'acme-ci',
        assume_role_policy: policy({
          Principal: { Federated: `arn:aws:iam::${DEVOPS}:oidc-provider/gitlab.com` },
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: {
            StringEquals: {
              'gitlab.com:aud': 'sts.amazonaws.com',
              'gitlab.com:project_id': '7',
              'gitlab.com:namespace_id': '3',
            },
            StringLike: { 'gitlab.com:sub': 'project_path:acme/api:ref_type:branch:ref:*' },
          },
        }),
      },
    },
    aws_iam_role_policy: {
      hop: { role: '${aws_iam_role.ci.id}', policy: policy({ Action: 'sts:AssumeRole', Resource: target }) },
    },
  },
});

/** A root module with one role that trusts the role `acme-ci` of the other account, under the same address where wanted. */
const prod = (account?: string, address = 'prod') => ({
  ...provider(account),
  resource: {
    aws_iam_role: {
      [address]: {
        name: 'acme-prod',
        managed_policy_arns: [ADMIN],
        assume_role_policy: policy({
          Principal: { AWS: `arn:aws:iam::${DEVOPS}:role/acme-ci` },
          Action: 'sts:AssumeRole',
        }),
      },
    },
  },
});

const provider = (account: string | undefined) => ({
  provider: {
    aws: { region: 'eu-west-1', ...(account === undefined ? {} : { allowed_account_ids: [account] }) },
  },
});

const TARGET = `arn:aws:iam::${PROD}:role/acme-prod`;

beforeEach(() => {
  write('devops/main.tf.json', devops(TARGET, DEVOPS));
  write('prod/main.tf.json', prod(PROD));
});

test('neither account alone shows the chain, both together do', async () => {
  for (const one of ['devops', 'prod'])
    expect((await refgate('check', one)).out).not.toContain('chain-to-stronger-role');
  const { code, out } = await refgate('check', 'prod', 'devops');
  expect(code).toBe(1);
  expect(out).toContain('prod, devops (terraform)');
  expect(out).toContain(
    `any unprotected ref reaches \`aws_iam_role.prod\` (\`${ADMIN}\`) through \`aws_iam_role.ci\``,
  );
});

test('prove follows a chain from one input to another', async () => {
  const { code, out } = await refgate(
    'prove',
    'prod',
    'devops',
    '--role',
    'acme-prod',
    '--only',
    'protected_refs',
  );
  expect(code).toBe(1);
  expect(out).toMatch(
    /refuted: aws_iam_role\.prod .*through `aws_iam_role\.ci`: not for a push pipeline of acme\/api/,
  );
});

test('an address that two inputs have is qualified by its input, in findings, gaps and questions', async () => {
  write('prod/main.tf.json', prod(PROD, 'ci'));
  const { out } = await refgate('check', 'prod', 'devops');
  expect(out).toContain('reaches `prod:aws_iam_role.ci`');
  expect(out).toMatch(/^devops:aws_iam_role\.ci$/m);
  const described = await refgate('prove', 'prod', 'devops', '--describe', '--role', 'prod:aws_iam_role.ci');
  expect(described).toMatchObject({ code: 0, err: '' });
  expect(described.out).toContain('through `devops:aws_iam_role.ci`: ');
});

test('what one input leaves open is not covered by a role of the same address in another', async () => {
  const open = { ...prod(PROD, 'ci'), variable: { trust: {} } };
  open.resource.aws_iam_role['ci']!.assume_role_policy = '${var.trust}';
  write('prod/main.tf.json', open);
  const { code, out } = await refgate('check', 'prod', 'devops');
  expect(code).toBe(2);
  expect(out).toMatch(/prod:aws_iam_role\.ci/);
  expect(out).toContain('1 of 2 roles judged');
});

describe('--account', () => {
  beforeEach(() => {
    write('devops/main.tf.json', devops(TARGET));
    write('prod/main.tf.json', prod());
  });

  test('gives each input its own', async () => {
    const accounts = [`devops=${DEVOPS}`, `prod=${PROD}`].flatMap((one) => ['--account', one]);
    const { code, out } = await refgate('check', 'prod', 'devops', ...accounts);
    expect(code).toBe(1);
    expect(out).toContain('chain-to-stronger-role');
  });

  test('of an input that is somewhere else is not a link', async () => {
    const accounts = ['--account', DEVOPS, '--account', 'prod=777788889999'];
    const { out } = await refgate('check', 'prod', 'devops', ...accounts);
    expect(out).not.toContain('chain');
  });

  test.each([
    [
      ['--account', `x=${DEVOPS}`],
      '`--account` names `x`, which is not an input; expected one account for all',
    ],
    [['--account', DEVOPS, '--account', PROD], '`--account` is given twice for all inputs'],
    [['--account', `prod=${DEVOPS}`, '--account', `prod=${PROD}`], '`--account` is given twice for `prod`'],
    [['--account', 'prod=12'], 'is not an AWS account'],
  ])('%j is misuse', async (accounts, message) => {
    const { code, out, err } = await refgate('check', 'prod', 'devops', ...accounts);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });
});

test('an input that is named twice, and a second declaration, are misuse', async () => {
  expect(await refgate('check', 'prod', './prod')).toMatchObject({
    code: 2,
    err: expect.stringContaining('the input `./prod` is named twice, also as `prod`'),
  });
  write('federation.yaml', SAMPLE);
  write('other.yaml', SAMPLE);
  expect(await refgate('check', 'federation.yaml', 'other.yaml')).toMatchObject({
    code: 2,
    err: expect.stringContaining('2 declarations are named: `federation.yaml`, `other.yaml`'),
  });
  const { out } = await refgate('check', 'federation.yaml', 'prod', 'devops');
  expect(out).toContain('(declaration, terraform)');
  expect(out).toContain('chain-to-stronger-role');
});

test('one input keeps its addresses', async () => {
  const terminal = fakeTerminal({ cwd: join(__dirname, '../../cases/inputs/chains') });
  const input = await readInput('devops-account', terminal);
  if (input.kind === 'federation') throw new Error('a declaration');
  expect(together([input])).toEqual(input.artifacts);
});
