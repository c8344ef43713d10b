import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An account as the server has it: values are members of the API's shapes, documents are objects. */
export interface IamAccount {
  readonly roles: readonly {
    readonly name: string;
    readonly trust: object;
    readonly maxSession?: number;
    readonly inline?: Readonly<Record<string, object>>;
    readonly managed?: readonly string[];
    readonly boundary?: string;
  }[];
  readonly policies?: readonly { readonly arn: string; readonly document: object }[];
  readonly providers: readonly { readonly host: string; readonly clientIds: readonly string[] }[];
}

/** What a test does to a request in place of an answer; `undefined`: the answer. `hang`: none at all. */
export type Interference = (request: {
  readonly account: string;
  readonly action: string;
  /** How often this account has asked for this, from 1. */
  readonly time: number;
}) => { readonly status: number; readonly body: string } | 'hang' | undefined;

export interface IamServer {
  readonly url: string;
  /** What was asked for, in order: `111122223333 ListRoles`. */
  readonly requests: string[];
  /** Whatever is set here is asked before each answer. */
  interfere: Interference;
  readonly close: () => Promise<void>;
}

const PAGE = 2;

/** The refusal of an overloaded IAM. @see https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html */
export const THROTTLED = { status: 400, body: errorXml('Throttling', 'Rate exceeded') };
export const DENIED = {
  status: 403,
  body: errorXml(
    'AccessDenied',
    'User: arn:aws:iam::111122223333:user/x is not authorized to perform: iam:ListRoles',
  ),
};

/**
 * IAM and STS over the query protocol, for real clients: the account is the access key id of the caller. Lists have two entries a page.
 */
export async function iamServer(accounts: Readonly<Record<string, IamAccount>>): Promise<IamServer> {
  const times = new Map<string, number>();
  const server = createServer((request, response) => void answer(request, response));
  const started: IamServer = {
    url: '',
    requests: [],
    interfere: () => undefined,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const query = new URLSearchParams(text);
    const action = query.get('Action') ?? '';
    const [, account = ''] = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '') ?? [];
    const name = `${account} ${action}`;
    const time = (times.get(name) ?? 0) + 1;
    times.set(name, time);
    started.requests.push(name);
    const other = started.interfere({ account, action, time });
    if (other === 'hang') return;
    const { status, body } = other ?? { status: 200, body: answerXml(action, account, query, accounts) };
    response.writeHead(status, { 'content-type': 'text/xml' }).end(body);
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return Object.assign(started, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

/** What an action answers, as members of its result shape. */
export function resultOf(
  action: string,
  account: string,
  query: URLSearchParams,
  accounts: Readonly<Record<string, IamAccount>>,
): object {
  const { roles, policies = [], providers } = accounts[account] ?? { roles: [], providers: [] };
  const from = Number(query.get('Marker') ?? 0);
  const paged = <T>(all: readonly T[]) => ({
    page: all.slice(from, from + PAGE),
    IsTruncated: from + PAGE < all.length,
    ...(from + PAGE < all.length ? { Marker: String(from + PAGE) } : {}),
  });
  const arn = (name: string): string => `arn:aws:iam::${account}:role/${name}`;
  const CreateDate = '2026-01-01T00:00:00Z';
  switch (action) {
    case 'GetCallerIdentity':
      return { UserId: 'AIDAEXAMPLE', Account: account, Arn: `arn:aws:iam::${account}:user/audit` };
    case 'AssumeRole': {
      const [, target = ''] = /::(\d{12}):/.exec(query.get('RoleArn') ?? '') ?? [];
      return {
        Credentials: {
          AccessKeyId: target,
          SecretAccessKey: 'secret-of-the-session',
          SessionToken: 'token-of-the-session',
          Expiration: '2099-01-01T00:00:00Z',
        },
        AssumedRoleUser: {
          AssumedRoleId: 'AROAEXAMPLE:refgate-audit',
          Arn: `arn:aws:sts::${target}:assumed-role/audit/refgate-audit`,
        },
      };
    }
    case 'ListRoles': {
      const { page, ...more } = paged(roles);
      return {
        Roles: page.map(({ name, trust, maxSession = 3600 }) => ({
          Path: '/',
          RoleName: name,
          RoleId: `AROA${name}`,
          Arn: arn(name),
          CreateDate,
          AssumeRolePolicyDocument: encoded(trust),
          MaxSessionDuration: maxSession,
        })),
        ...more,
      };
    }
    case 'GetAccountAuthorizationDetails': {
      const { page, ...more } = paged(roles);
      return {
        UserDetailList: [],
        GroupDetailList: [],
        RoleDetailList: page.map(({ name, trust, inline = {}, managed = [], boundary }) => ({
          Path: '/',
          RoleName: name,
          RoleId: `AROA${name}`,
          Arn: arn(name),
          CreateDate,
          AssumeRolePolicyDocument: encoded(trust),
          InstanceProfileList: [],
          RolePolicyList: Object.entries(inline).map(([PolicyName, document]) => ({
            PolicyName,
            PolicyDocument: encoded(document),
          })),
          AttachedManagedPolicies: managed.map((PolicyArn) => ({
            PolicyName: PolicyArn.replace(/.*\//, ''),
            PolicyArn,
          })),
          ...(boundary === undefined
            ? {}
            : {
                PermissionsBoundary: {
                  PermissionsBoundaryType: 'PermissionsBoundaryPolicy',
                  PermissionsBoundaryArn: boundary,
                },
              }),
          Tags: [{ Key: 'team', Value: 'a & b' }],
          RoleLastUsed: {},
        })),
        Policies:
          from > 0
            ? []
            : policies.map((policy) => ({
                PolicyName: policy.arn.replace(/.*\//, ''),
                PolicyId: 'ANPAEXAMPLE',
                Arn: policy.arn,
                Path: '/',
                DefaultVersionId: 'v2',
                AttachmentCount: 1,
                PermissionsBoundaryUsageCount: 0,
                IsAttachable: true,
                CreateDate,
                UpdateDate: CreateDate,
                PolicyVersionList: [
                  { Document: encoded(policy.document), VersionId: 'v2', IsDefaultVersion: true, CreateDate },
                  {
                    Document: encoded({ Version: '2012-10-17', Statement: [] }),
                    VersionId: 'v1',
                    IsDefaultVersion: false,
                    CreateDate,
                  },
                ],
              })),
        ...more,
      };
    }
    case 'ListOpenIDConnectProviders':
      return {
        OpenIDConnectProviderList: providers.map(({ host }) => ({
          Arn: `arn:aws:iam::${account}:oidc-provider/${host}`,
        })),
      };
    case 'GetOpenIDConnectProvider': {
      const provider = providers.find(({ host }) =>
        query.get('OpenIDConnectProviderArn')?.endsWith(`/${host}`),
      );
      return {
        Url: provider?.host ?? '',
        ClientIDList: provider?.clientIds ?? [],
        ThumbprintList: ['b3dd7606d2b5a8b4a13771dbecc9ee1cecafa38a'],
        CreateDate,
        Tags: [],
      };
    }
    default:
      return {};
  }
}

function answerXml(...args: Parameters<typeof resultOf>): string {
  const [action] = args;
  const space = /CallerIdentity|AssumeRole/.test(action)
    ? 'https://sts.amazonaws.com/doc/2011-06-15/'
    : 'https://iam.amazonaws.com/doc/2010-05-08/';
  return `<${action}Response xmlns="${space}"><${action}Result>${xmlOf(resultOf(...args))}</${action}Result><ResponseMetadata><RequestId>00000000-0000-0000-0000-000000000000</RequestId></ResponseMetadata></${action}Response>`;
}

/** The API gives policies as URL-encoded JSON. */
function encoded(document: object): string {
  return encodeURIComponent(JSON.stringify(document));
}

function xmlOf(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => `<member>${xmlOf(item)}</member>`).join('');
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .map(([name, member]) => `<${name}>${xmlOf(member)}</${name}>`)
      .join('');
  return String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function errorXml(code: string, message: string): string {
  return `<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>00000000-0000-0000-0000-000000000000</RequestId></ErrorResponse>`;
}
