import type { IAMClient } from '@aws-sdk/client-iam';
import type { AwsPackages } from './aws-packages';
import { policyOf, roleOf } from './to-answer';

/** Entries of a page. */
const PAGE_SIZE = 500;

/**
 * Reads the roles, the policies that are attached somewhere, and the OIDC providers of an account.
 * @returns JSON that `readAccountAnswer` reads: the members of the AWS CLI, with the providers and the number of the account
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html the only list with `MaxSessionDuration`
 */
export async function readAccount(
  account: string,
  client: IAMClient,
  { iam }: AwsPackages,
  readAt: string,
): Promise<string> {
  const sessions = new Map<string, number>();
  for await (const page of iam.paginateListRoles({ client, pageSize: PAGE_SIZE }, {})) {
    for (const { Arn, MaxSessionDuration } of page.Roles ?? [])
      if (Arn !== undefined && MaxSessionDuration !== undefined) sessions.set(Arn, MaxSessionDuration);
  }
  const roles: object[] = [];
  const policies: object[] = [];
  const pages = iam.paginateGetAccountAuthorizationDetails(
    { client, pageSize: PAGE_SIZE },
    { Filter: ['Role', 'LocalManagedPolicy', 'AWSManagedPolicy'] },
  );
  for await (const page of pages) {
    for (const role of page.RoleDetailList ?? [])
      roles.push({ ...roleOf(role), MaxSessionDuration: sessions.get(role.Arn ?? '') });
    policies.push(...(page.Policies ?? []).map(policyOf));
  }
  const providers: object[] = [];
  const { OpenIDConnectProviderList: list = [] } = await client.send(
    new iam.ListOpenIDConnectProvidersCommand({}),
  );
  for (const { Arn } of list) {
    if (Arn === undefined) continue;
    const { Url, ClientIDList, ThumbprintList } = await client.send(
      new iam.GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: Arn }),
    );
    providers.push({ Arn, Url, ClientIDList: ClientIDList ?? [], ThumbprintList: ThumbprintList ?? [] });
  }
  const answer = {
    AccountId: account,
    ReadAt: readAt,
    RoleDetailList: roles,
    Policies: policies,
    OpenIDConnectProviders: providers,
  };
  return `${JSON.stringify(answer, null, 1)}\n`;
}
