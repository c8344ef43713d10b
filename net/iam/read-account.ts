import type { IAMClient } from '@aws-sdk/client-iam';
import type { AwsPackages } from './aws-packages';
import { policyOf, roleOf, tagsOf } from './to-answer';

/** Entries of a page. */
const PAGE_SIZE = 500;

/** Holds that a list ends, and ends where it says: a part of it is never taken for the whole. */
class Pages {
  readonly #markers = new Set<string>();

  constructor(private readonly action: string) {}

  check({
    IsTruncated: more,
    Marker: marker,
  }: {
    readonly IsTruncated?: boolean;
    readonly Marker?: string;
  }): void {
    if (more === true && (marker === undefined || marker === ''))
      throw new Error(`the answer of ${this.action} is cut and tells no next page`);
    if (marker === undefined) return;
    if (this.#markers.has(marker)) throw new Error(`the pages of ${this.action} do not end`);
    this.#markers.add(marker);
  }
}

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
  const listed = new Pages('iam:ListRoles');
  for await (const page of iam.paginateListRoles({ client, pageSize: PAGE_SIZE }, {})) {
    listed.check(page);
    for (const { Arn, MaxSessionDuration } of page.Roles ?? [])
      if (Arn !== undefined && MaxSessionDuration !== undefined) sessions.set(Arn, MaxSessionDuration);
  }
  const roles: object[] = [];
  const policies: object[] = [];
  const pages = iam.paginateGetAccountAuthorizationDetails(
    { client, pageSize: PAGE_SIZE },
    { Filter: ['Role', 'LocalManagedPolicy', 'AWSManagedPolicy'] },
  );
  const details = new Pages('iam:GetAccountAuthorizationDetails');
  for await (const page of pages) {
    details.check(page);
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
    const { Url, ClientIDList, ThumbprintList, Tags } = await client.send(
      new iam.GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: Arn }),
    );
    providers.push({
      Arn,
      Url,
      ClientIDList: ClientIDList ?? [],
      ThumbprintList: ThumbprintList ?? [],
      Tags: tagsOf(Tags),
    });
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
