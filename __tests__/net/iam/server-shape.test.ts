import { existsSync, readFileSync } from 'node:fs';
import { iamServer, resultOf, type IamAccount } from '../../support/iam-server';
import { describeWithTool } from '../../support/required-tools';
import { runBeside } from '../../support/aws-cli';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAccountAnswer } from '../../../policies/index';
import { ACCOUNT_A, ORGANISATION } from './organisation';

/** The service model that Debian's AWS CLI comes with. */
const BOTOCORE = '/usr/lib/python3/dist-packages/awscli/botocore/data';
const missing = existsSync(`${BOTOCORE}/iam`) ? undefined : 'no botocore of awscli';

interface Shape {
  readonly type: string;
  readonly members?: Readonly<Record<string, { readonly shape: string }>>;
  readonly member?: { readonly shape: string };
  readonly required?: readonly string[];
}
interface Model {
  readonly operations: Readonly<Record<string, { readonly output: { readonly shape: string } }>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

function modelOf(service: string, version: string): Model {
  return JSON.parse(readFileSync(`${BOTOCORE}/${service}/${version}/service-2.json`, 'utf8')) as Model;
}

/** What a value has that its shape has not, and what it lacks. */
function faults(value: unknown, name: string, model: Model, path: string): readonly string[] {
  const shape = model.shapes[name] as Shape;
  switch (shape.type) {
    case 'structure': {
      if (typeof value !== 'object' || value === null || Array.isArray(value))
        return [`${path}: no structure`];
      const unknown = Object.keys(value).filter((key) => shape.members?.[key] === undefined);
      const lacking = (shape.required ?? []).filter((key) => !(key in value));
      return [
        ...unknown.map((key) => `${path}: unknown ${key}`),
        ...lacking.map((key) => `${path}: no ${key}`),
        ...Object.entries(value).flatMap(([key, member]) => {
          const of = shape.members?.[key];
          return of === undefined ? [] : faults(member, of.shape, model, `${path}/${key}`);
        }),
      ];
    }
    case 'list':
      return Array.isArray(value)
        ? value.flatMap((item, i) => faults(item, shape.member?.shape ?? '', model, `${path}/${i}`))
        : [`${path}: no list`];
    case 'integer':
      return Number.isInteger(value) ? [] : [`${path}: no integer`];
    case 'boolean':
      return typeof value === 'boolean' ? [] : [`${path}: no boolean`];
    default:
      return typeof value === 'string' ? [] : [`${path}: no ${shape.type}`];
  }
}

describeWithTool({ tool: 'aws', missing }, 'the test server, by the service model of botocore', () => {
  test.each([
    ['iam', '2010-05-08', 'GetAccountAuthorizationDetails', ''],
    ['iam', '2010-05-08', 'ListRoles', ''],
    ['iam', '2010-05-08', 'ListOpenIDConnectProviders', ''],
    [
      'iam',
      '2010-05-08',
      'GetOpenIDConnectProvider',
      `OpenIDConnectProviderArn=arn:aws:iam::${ACCOUNT_A}:oidc-provider/gitlab.com`,
    ],
    ['sts', '2011-06-15', 'GetCallerIdentity', ''],
    ['sts', '2011-06-15', 'AssumeRole', `RoleArn=arn:aws:iam::${ACCOUNT_A}:role/audit`],
  ])('%s %s: %s has the members of its shape', (service, version, action, query) => {
    const model = modelOf(service, version);
    const output = model.operations[action]?.output.shape ?? '';
    const result = resultOf(action, ACCOUNT_A, new URLSearchParams(query), ORGANISATION);
    expect(Object.keys(result).length).toBeGreaterThan(0);
    expect(faults(result, output, model, action)).toEqual([]);
    expect(faults({ ...result, Odd: 1 }, output, model, action)).toEqual([`${action}: unknown Odd`]);
  });

  test("Debian's AWS CLI reads all pages, and what it prints is what refgate reads", async () => {
    const folder = mkdtempSync(join(tmpdir(), 'refgate-iam-'));
    const server = await iamServer(ORGANISATION as Readonly<Record<string, IamAccount>>);
    try {
      const aws = (...args: readonly string[]) =>
        runBeside('aws', ['iam', ...args, '--endpoint-url', server.url, '--output', 'json'], folder, {
          AWS_ACCESS_KEY_ID: ACCOUNT_A,
          AWS_SECRET_ACCESS_KEY: 'secret',
        });
      const details = await aws('get-account-authorization-details');
      expect(details.stderr).toBe('');
      const roles = readAccountAnswer(details.stdout, 'details.json').artifact.roles;
      expect(roles.map(({ name }) => name)).toEqual(['deploy', 'plan', 'release', 'lambda', 'old']);
      expect(
        roles.every(
          ({ permissions, maxSessionSeconds }) =>
            permissions.unread === undefined && maxSessionSeconds === undefined,
        ),
      ).toBe(true);
      const listed = readAccountAnswer((await aws('list-roles')).stdout, 'roles.json').artifact.roles;
      expect(listed.map(({ maxSessionSeconds }) => maxSessionSeconds)).toEqual([
        3600, 43200, 3600, 3600, 3600,
      ]);
      const providers = readAccountAnswer(
        (await aws('list-open-id-connect-providers')).stdout,
        'providers.json',
      );
      expect(providers).toMatchObject({ allProviders: true, accounts: [ACCOUNT_A] });
    } finally {
      await server.close();
      rmSync(folder, { recursive: true });
    }
  });
});
