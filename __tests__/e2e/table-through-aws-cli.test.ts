import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStsServer, type StsServer } from '../../cli/sts/server';
import { createFederation, synthesizedStack } from '../../modules/index';
import {
  parseFederation,
  readTerraformState,
  readTrusts,
  servedAccounts,
  simulate,
  type Federation,
  type Role,
  type TableRow,
} from '../../policies/index';
import { Workbench } from '../modules/workbench';
import { awsCli, describeAwsCli, type AwsCli } from '../support/aws-cli';
import { awsEndpoint, type AwsEndpoint } from '../support/aws-endpoint';
import { callSts, testKeys } from '../support/sts-server';
import { describeTerraform, type OpenTerraform } from '../support/terraform/index';

const root = join(__dirname, '../..');
const workbench = new Workbench();
afterAll(() => workbench.clear());

function sample(): Federation {
  const parsed = parseFederation(readFileSync(join(root, 'federation.yaml'), 'utf8'), 'federation.yaml');
  if (!parsed.ok) throw new Error('the sample federation does not parse');
  return parsed.federation;
}

/** The states of all accounts after an apply. */
function appliedStates(federation: Federation, terraform: OpenTerraform): readonly unknown[] {
  return createFederation(workbench.app(), federation).map((stack) =>
    terraform(
      { 'cdk.tf.json': synthesizedStack(stack).json },
      { cloud: { account: stack.account.id, partition: stack.account.partition } },
    )
      .init()
      .apply()
      .succeed()
      .run('show', '-json')
      .json(),
  );
}

const arnOf = ({ account, path, name }: Role): string =>
  `arn:${account.partition}:iam::${account.id}:role${path}${name}`;

/** The payloads of every token that a row may get. */
function payloadsOf({ token }: TableRow, now: number): readonly object[] {
  if (token.kind === 'claims') return [{ ...token.claims, iat: now, exp: now + 3600 }];
  const simulation = simulate(token.pipeline, { issuedAt: now });
  return simulation.kind === 'tokens' ? simulation.tokens.map(({ claims }) => claims) : [];
}

describeAwsCli('the AWS CLI', () => {
  describeTerraform('after an apply', (terraform) => {
    const federation = sample();
    const roles = [...federation.roles.values()];
    const keys = testKeys();
    let server: StsServer;
    let endpoint: AwsEndpoint;
    let folder: string;
    let aws: AwsCli;

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'refgate-e2e-'));
      const artifacts = appliedStates(federation, terraform).map((state) =>
        readTerraformState(JSON.stringify(state)),
      );
      const trusts = artifacts.flatMap((artifact) => readTrusts({ artifacts: [artifact] }));
      server = await startStsServer({
        host: '127.0.0.1',
        port: 0,
        accounts: servedAccounts(trusts, artifacts),
        issuer: federation.instance.issuer,
        keys,
        mint: () => Promise.resolve([]),
        log: () => undefined,
      });
      endpoint = await awsEndpoint(server.url, folder);
      aws = awsCli();
    });
    afterAll(async () => {
      aws.close();
      await endpoint.close();
      await server.close();
      rmSync(folder, { recursive: true });
    });

    test('there are at least 25 rows', () => {
      expect(federation.table.length).toBeGreaterThanOrEqual(25);
    });

    test.each(federation.table.map((row, index) => [`${index + 1}: ${row.label}`, row, index] as const))(
      'row %s can assume the role and refused as the table says',
      async (_label, row, index) => {
        const now = Math.floor(Date.now() / 1000);
        const payloads = payloadsOf(row, now);
        // without a token no role is reached, and a row cannot expect one
        if (payloads.length === 0) expect(row.assumes).toEqual([]);
        const [byCli] = roles.filter(({ key }) => row.assumes.includes(key)).concat(roles);
        for (const payload of payloads) {
          const token = await keys.sign(payload, 'RS256');
          const answers = await Promise.all(
            roles.map(async (role) => {
              const { status } = await callSts(server, {
                Action: 'AssumeRoleWithWebIdentity',
                Version: '2011-06-15',
                RoleArn: arnOf(role),
                RoleSessionName: 'row',
                WebIdentityToken: token,
              });
              return status === 200 ? [role.key] : [];
            }),
          );
          expect(answers.flat().toSorted()).toEqual([...row.assumes].toSorted());
        }
        const [payload] = payloads;
        if (payload === undefined || byCli === undefined) return;
        const file = join(folder, `token-${index}`);
        writeFileSync(file, await keys.sign(payload, 'RS256'));
        const { status, stdout, stderr } = await aws.call(
          ['sts', 'get-caller-identity'],
          mkdtempSync(join(folder, 'home-')),
          {
            ...endpoint.env,
            AWS_WEB_IDENTITY_TOKEN_FILE: file,
            AWS_ROLE_ARN: arnOf(byCli),
            AWS_ROLE_SESSION_NAME: 'row',
          },
        );
        if (row.assumes.includes(byCli.key)) {
          expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
          expect(JSON.parse(stdout)).toMatchObject({
            Account: byCli.account.id,
            Arn: `arn:aws:sts::${byCli.account.id}:assumed-role/${byCli.name}/row`,
          });
        } else {
          expect(status).not.toBe(0);
          expect(stderr).toMatch(
            /\((?:AccessDenied|InvalidIdentityToken)\) when calling the AssumeRoleWithWebIdentity operation/,
          );
        }
      },
    );
  });
});
