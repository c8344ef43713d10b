import type { Problem } from '../plugin-messages';
import { textOf, textsOf, type ValueObject } from '../value';
import type { DataSourceBehaviour, ResourceBehaviour, BehaviourContext } from './behaviour';
import { allTags, arnProblems, iamArn } from './iam-names';

const THUMBPRINT = '0'.repeat(40);

/** @see https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/iam/openid_connect_provider.go */
export const awsIamOpenidConnectProvider: ResourceBehaviour = {
  kind: 'resource',
  type: 'aws_iam_openid_connect_provider',
  optionalComputed: ['tags_all', 'thumbprint_list'],
  forceNew: ['url'],
  defaults: { tags_all: allTags },
  computed: {
    thumbprint_list: () => [THUMBPRINT],
    arn: (state, around) => providerArn(around, String(state['url'])),
    id: (state) => state['arn'] ?? null,
  },
  validate: (config) => [
    ...urlProblems(config),
    ...textsOf(config['client_id_list']).flatMap(clientIdProblems),
  ],
  refuse: ({ id, url }, { cloud }) => {
    const taken = cloud.oidcProviders.some((provider) => provider.url === url);
    if (!taken || typeof id === 'string') return [];
    const reason = `EntityAlreadyExists: Provider with url ${textOf(url)} already exists.`;
    return [
      { summary: `creating IAM OIDC Provider: operation error IAM: CreateOpenIDConnectProvider, ${reason}` },
    ];
  },
  importState: (id) => ({ arn: id, url: `https://${id.slice(id.indexOf('/') + 1)}` }),
};

/** @see https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/iam/openid_connect_provider_data_source.go */
export const dataAwsIamOpenidConnectProvider: DataSourceBehaviour = {
  kind: 'data',
  type: 'data.aws_iam_openid_connect_provider',
  optionalComputed: ['arn', 'tags', 'url'],
  validate: (config) => [...oneOfProblems(config), ...urlProblems(config), ...arnProblems(config, 'arn')],
  read: (config, around) => {
    const [arn, url] = [textOf(config['arn']), textOf(config['url'])];
    const found = around.cloud.oidcProviders.find((provider) =>
      arn ? providerArn(around, provider.url) === arn : hostOf(provider.url) === hostOf(url ?? ''),
    );
    if (found === undefined) {
      return {
        problem: { summary: `reading IAM OIDC Provider${arn ? '' : ` (${url})`}: couldn't find resource` },
      };
    }
    const foundArn = providerArn(around, found.url);
    return {
      found: {
        id: foundArn,
        arn: foundArn,
        // IAM itself answers without the scheme
        url: hostOf(found.url),
        client_id_list: [...found.clientIds],
        thumbprint_list: [THUMBPRINT],
        tags: {},
      },
    };
  },
};

function providerArn(around: BehaviourContext, url: string): string {
  return iamArn(around, `oidc-provider/${hostOf(url)}`);
}

function hostOf(url: string): string {
  return url.replace(/^https:\/\//, '');
}

function urlProblems(config: Readonly<ValueObject>): Problem[] {
  const url = textOf(config['url']);
  if (url === undefined || /^https:\/\/[^?#]+$/.test(url)) return [];
  return [{ summary: `"url" must be a valid https URL without a query: ${url}`, attribute: 'url' }];
}

function clientIdProblems(clientId: string): Problem[] {
  if (clientId.length >= 1 && clientId.length <= 255) return [];
  const summary = `expected length of client_id_list to be in the range (1 - 255), got ${clientId}`;
  return [{ summary, attribute: 'client_id_list' }];
}

function oneOfProblems({ arn, url }: Readonly<ValueObject>): Problem[] {
  const given = [arn, url].filter((value) => value != null).length;
  if (given === 1) return [];
  const detail = `"arn,url": ${given === 0 ? 'one of' : 'only one of'} \`arn,url\` ${given === 0 ? 'must' : 'can'} be specified`;
  return [{ summary: 'Invalid combination of arguments', detail }];
}
