import { moduleSource } from '../../../modules/terraform-module/module-source';
import { describeTerraform } from '../../support/terraform/index';

const API = { path: 'acme/api', id: '1', namespace_id: '2' };

/** The inputs of the module with one thing wrong, and what it says. */
interface Refusal {
  readonly note: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly says: string;
}

function role(
  changes: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, unknown>> = {},
): object {
  return { roles: { deploy: { trust: [{ project: API, branches: ['main'], ...changes }], ...more } } };
}

function refusal(note: string, inputs: object, says: string): Refusal {
  return { note, inputs: { ...inputs }, says };
}

const SELF = { issuer: 'https://gitlab.example.com' };
const ISSUER = 'The issuer must begin with https://';
const SLASH = 'The issuer must not end in a slash';
const CHARACTERS = 'The issuer must have no query, no fragment, and no character that a URL does not have.';
const AUDIENCE = 'The audience must have 1 to 255 visible characters';
const REF = 'A branch or a tag must be a short name that git allows';
const PATH = 'The path of a project must be its full path';
const SUB = 'The sub_claim of a project must begin with';
const NAME = 'The name of a role must have 1 to 64';
const ENVIRONMENT = 'An environment must be demanded as protected = true';
const SESSION = 'The max_session_duration must be whole seconds';
const SOURCES = 'The sources must be values of GitLab';

const REQUEST = 'The request of a role must name addresses, or VPCs';
const ADDRESS = 'Every source_ip must be a public address';
const VPC = 'A source_vpc must be the id of a VPC';
const BREAK_GLASS = 'The break_glass principal must be the ARN of one IAM user or role';
const USER = 'arn:aws:iam::111122223333:user/emergency';

const BESIDE: readonly Refusal[] = [
  ...[{}, { source_ip: [] }, { source_ip: ['198.51.100.1'], source_vpc: ['vpc-0a1b2c3d'] }].map((request) =>
    refusal(`a request: ${JSON.stringify(request)}`, role({}, { request }), REQUEST),
  ),
  ...['0.0.0.0/0', '::/0', '198.51.100.7/24', '10.0.0.0/8', '172.31.0.0/16', 'fd00::/8', 'x', '*'].map(
    (address) => refusal(`address ${address}`, role({}, { request: { source_ip: [address] } }), ADDRESS),
  ),
  refusal('a VPC', role({}, { request: { source_vpc: ['vpc-*'] } }), VPC),
  refusal('a VPC endpoint', role({}, { request: { source_vpce: ['vpc-0a1b2c3d'] } }), VPC),
  ...[
    { principal: '*' },
    { principal: '111122223333' },
    { principal: 'arn:aws:iam::111122223333:user/*' },
    { principal: 'arn:aws:iam::111122223333:root' },
    { principal: USER, account_root: true },
    { principal: 'arn:aws:iam::111122223333:role/emergency' },
    { principal: 'arn:aws:sts::111122223333:assumed-role/emergency/me', mfa: false },
  ].map((given) =>
    refusal(`a principal: ${JSON.stringify(given)}`, role({}, { break_glass: given }), BREAK_GLASS),
  ),
];

const REFUSALS: readonly Refusal[] = [
  ...BESIDE,
  refusal('http', { issuer: 'http://gitlab.com' }, ISSUER),
  refusal('a slash', { issuer: 'https://gitlab.com/' }, SLASH),
  refusal('a slash after a path', { issuer: 'https://example.com/gitlab/' }, SLASH),
  refusal('a port', { issuer: 'https://gitlab.example.com:8443' }, ISSUER),
  refusal('a user', { issuer: 'https://user@gitlab.example.com' }, ISSUER),
  refusal('a query', { issuer: 'https://example.com/gitlab?x' }, CHARACTERS),
  refusal('no audience', { audience: '' }, AUDIENCE),
  refusal('a space in the audience', { audience: 'a b' }, AUDIENCE),
  refusal('a star for an audience', { audience: '*' }, 'The audience must be one value'),
  refusal(
    'an ARN of something else',
    { existing_provider: { arn: 'arn:aws:iam::111122223333:role/x' } },
    'The ARN must be that of an IAM OIDC provider',
  ),
  refusal(
    'a provider of another issuer',
    { existing_provider: { arn: 'arn:aws:iam::111122223333:oidc-provider/gitlab.example.com' }, ...role({}) },
    'its ARN must end in :oidc-provider/gitlab.com.',
  ),
  refusal('no thumbprints', { thumbprints: [] }, 'There must be 1 to 5 thumbprints'),
  refusal('a thumbprint with colons', { thumbprints: ['AA:BB'] }, 'There must be 1 to 5 thumbprints'),
  refusal('a quota below the least', { trust_policy_quota: 100 }, 'The quota must be between 2048'),
  refusal(
    'no trust',
    { roles: { deploy: { trust: [] } } },
    'Every role needs at least one entry under trust',
  ),
  refusal('no ref', role({ branches: [] }), 'Every entry of a trust must name a branch or a tag'),
  refusal('a question mark', role({ branches: ['v?'] }), REF),
  refusal('a character class', role({ tags: ['v[0-9]'] }), REF),
  refusal('a regular expression', role({ branches: ['.*'] }), REF),
  refusal('a full ref name', role({ branches: ['refs/heads/main'] }), REF),
  refusal('a name that git forbids', role({ branches: ['a..b'] }), REF),
  refusal('a commit', role({ branches: ['0123456789012345678901234567890123456789'] }), REF),
  refusal('an empty name', role({ branches: [''] }), REF),
  refusal('a name that IAM cannot hold', role({ branches: ['日本'] }), REF),
  refusal('an address for a path', role({ project: { ...API, path: 'https://gitlab.com/acme/api' } }), PATH),
  refusal('a path with a wildcard', role({ project: { ...API, path: 'acme/*' } }), PATH),
  refusal('a path without a group', role({ project: { ...API, path: 'api' } }), PATH),
  refusal(
    'an id that is none',
    role({ project: { ...API, id: 'acme' } }),
    'The ids of a project and of its group must be their numbers',
  ),
  refusal(
    'a path alone on gitlab.com',
    role({ project: { path: 'acme/api' } }),
    'on gitlab.com a path is not an identity',
  ),
  refusal(
    'a project without its group on gitlab.com',
    role({ project: { path: 'acme/api', id: '1' } }),
    'on gitlab.com a path is not an identity',
  ),
  refusal(
    'a subject without ref_type',
    role({ project: { ...API, sub_claim: ['project_path', 'ref'] } }),
    SUB,
  ),
  refusal(
    'a subject that begins with the ref',
    role({ project: { ...API, sub_claim: ['ref', 'ref_type', 'project_path'] } }),
    SUB,
  ),
  refusal(
    'a component that GitLab does not have',
    role({ project: { ...API, sub_claim: ['project_path', 'ref_type', 'ref', 'user_login'] } }),
    SUB,
  ),
  refusal('no source', role({ sources: [] }), SOURCES),
  refusal('a source that GitLab does not have', role({ sources: ['cron'] }), SOURCES),
  refusal('a runner that GitLab does not have', role({ runner: 'ours' }), 'The runner must be gitlab-hosted'),
  refusal('a runner elsewhere', { ...SELF, ...role({ runner: 'self-hosted' }) }, 'runner cannot be enforced'),
  refusal('sources elsewhere', { ...SELF, ...role({ sources: ['push'] }) }, 'sources cannot be enforced'),
  refusal('protected elsewhere', { ...SELF, ...role({ protected: true }) }, 'protected cannot be enforced'),
  refusal('an environment that nothing names', role({ environment: { protected: true } }), ENVIRONMENT),
  refusal('an environment that demands nothing', role({ environment: {} }), ENVIRONMENT),
  refusal(
    'an unprotected environment',
    role({
      environment: { protected: false },
      project: { ...API, sub_claim: ['project_path', 'ref_type', 'ref', 'environment_protected'] },
    }),
    ENVIRONMENT,
  ),
  refusal(
    'a tier that GitLab does not have',
    role({
      environment: { tier: 'prod' },
      project: { ...API, sub_claim: ['project_path', 'ref_type', 'ref', 'deployment_tier'] },
    }),
    ENVIRONMENT,
  ),
  refusal('a name with a space', role({}, { name: 'a b' }), NAME),
  refusal('a long name', role({}, { name: 'x'.repeat(65) }), NAME),
  refusal(
    'two names that are one',
    {
      roles: {
        a: { name: 'Deploy', trust: [{ project: API, branches: ['main'] }] },
        b: { name: 'deploy', trust: [{ project: API, branches: ['main'] }] },
      },
    },
    'Two roles must not have names that differ in nothing but case',
  ),
  refusal(
    'a path without slashes',
    role({}, { path: 'ci' }),
    'The path of a role must begin and end with a slash',
  ),
  refusal(
    'a description that IAM cannot hold',
    role({}, { description: '日本' }),
    'The description of a role must have at most 1000',
  ),
  refusal('a short session', role({}, { max_session_duration: 900 }), SESSION),
  refusal('a session of a fraction', role({}, { max_session_duration: 3600.5 }), SESSION),
  refusal(
    'an inline policy that is not JSON',
    role({}, { inline_policies: { x: 'Version' } }),
    'The inline_policies must be JSON documents',
  ),
  refusal(
    'a trust policy over the quota',
    role({ branches: Array.from({ length: 40 }, (_, n) => `feature-${n}`) }),
    'characters, and the account allows 2048.',
  ),
];

interface Diagnostic {
  readonly detail?: string;
  readonly summary: string;
  readonly address?: string;
  readonly snippet?: { readonly context?: string };
}

/** What a validation of one variable cannot say, because it needs the issuer too; terraform looks at it only when all inputs are valid. */
const LATER =
  /^(?:sources cannot|runner cannot|protected cannot|its ARN must|on gitlab.com a path|characters, and)/;
const STAGES = [
  ['inputs', REFUSALS.filter(({ says }) => !LATER.test(says))],
  ['inputs that do not go together', REFUSALS.filter(({ says }) => LATER.test(says))],
] as const;

describeTerraform('the module refuses', (terraform) => {
  test.each(STAGES)('%s, each with its reason', (_, refusals) => {
    const calls = refusals.map(({ inputs }, index) => [
      `case${index}`,
      {
        source: './module',
        issuer: 'https://gitlab.com',
        audience: 'sts.amazonaws.com',
        roles: {},
        ...inputs,
      },
    ]);
    const files = [...moduleSource()]
      .filter(([name]) => /^\w+\.tf$/.test(name))
      .map(([name, text]) => [`module/${name}`, text]);
    const root = JSON.stringify({ module: Object.fromEntries(calls) });
    const run = terraform({ ...Object.fromEntries(files), 'main.tf.json': root })
      .init()
      .plan('-json');
    expect(run.status).toBe(1);
    expect(refusals.length).toBeGreaterThan(5);
    const said = new Map<string, string>();
    for (const line of run.stdout.split('\n').filter((text) => text.startsWith('{'))) {
      const { diagnostic } = JSON.parse(line) as { readonly diagnostic?: Diagnostic };
      if (diagnostic === undefined) continue;
      const place = /case\d+/.exec(`${diagnostic.address} ${diagnostic.snippet?.context}`)?.[0] ?? 'nowhere'; // a precondition does not say in which call of the module it stands
      said.set(place, `${said.get(place) ?? ''}${diagnostic.summary}: ${diagnostic.detail}\n`);
    }
    for (const [index, { note, says }] of refusals.entries()) {
      expect(`${note}: ${said.get(`case${index}`) ?? said.get('nowhere')}`).toContain(says);
    }
  });
});
