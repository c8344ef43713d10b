import { parse } from 'yaml';
import { federationJsonSchema } from '../../../policies/federation/index';

/**
 * Declarations that have every key of `federation.yaml` between them, each with another value than its default. A key that is new is
 * added here: tests then see that it is read, and that a stack is written from it.
 */
export const EVERY_KEY: readonly unknown[] = [
  `
gitlab: { url: https://gitlab.com, audience: sts.amazonaws.com, version: "19.1", guards: true }
projects:
  api:
    path: acme/platform/api
    id: 101
    namespace_id: 12
    protected_branches: { main: { push: maintainer, merge: maintainer } }
    protected_tags: { v*: { create: maintainer } }
    protected_environments: { production: { deploy: maintainer } }
    protect_from: production
    protect_merge_request_pipelines: true
    sub_claim: [project_path, ref_type, ref, environment_protected, deployment_tier]
    visibility: internal
  web:
    path: acme/platform/web
    id: 102
    namespace_id: 12
    protected_branches: { main: { push: developer, merge: maintainer } }
    protected_tags: {}
    protected_environments: [production]
  unknown: { path: acme/platform/unknown, id: 103, namespace_id: 12 }
accounts:
  production:
    id: "111122223333"
    region: eu-west-1
    partition: aws
    audience: acme-production
    provider: { thumbprints: ["abababababababababababababababababababab"], tags: { team: platform } }
    profile: prod
    assume_role: { role_arn: "arn:aws:iam::111122223333:role/tf", external_id: acme, session_name: ci }
    backend:
      s3:
        bucket: acme-state
        key: production.tfstate
        region: eu-west-1
        use_lockfile: true
        dynamodb_table: locks
        kms_key_id: alias/state
        profile: state
    quotas: { trust_policy_size: 4096, managed_policies: 12, roles: 2000 }
    adopt: [aws_iam_role.deploy]
    moved: [{ from: aws_iam_role.old, to: aws_iam_role.plan }]
  staging:
    id: "444455556666"
    region: eu-west-1
    provider: { arn: "arn:aws:iam::444455556666:oidc-provider/gitlab.com" }
    backend: { http: { address: "https://x.example.com/a", lock_address: "https://x.example.com/b" } }
  test:
    id: "777788889999"
    region: eu-west-1
    backend: { cloud: { organization: acme, workspace: refgate, hostname: tf.example.com } }
defaults:
  account: production
  permissions:
    managed: ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
    boundary: "arn:aws:iam::aws:policy/PowerUserAccess"
    inline: { own: { Version: "2012-10-17", Statement: { Effect: Allow, Action: "s3:Get*", Resource: "*" } } }
  max_session: 2h
  path: /ci/
  tags: { team: platform }
  force_detach: true
  variables:
    - key: DEFAULT_ROLE
      project: api
      value: account_id
      environment: production
      protected: true
      masked: true
      hidden: true
      raw: true
      description: The account.
    - { key: DEFAULT_GROUP, group: acme/platform }
    - { key: DEFAULT_TEXT, text: something }
roles:
  deploy:
    name: deployer
    audience: acme-deploy
    account: production
    trust:
      - project: api
        branches: [main]
        tags: [v*]
        protected: true
        sources: [push]
        runner: self-hosted
        environment: { protected: true, tier: production }
    request: { source_ip: [198.51.100.0/24] }
    break_glass: { principal: "arn:aws:iam::111122223333:root", account_root: true, mfa: false }
    description: Deploys.
    permissions:
      managed: ["arn:aws:iam::aws:policy/AdministratorAccess"]
      boundary: "arn:aws:iam::aws:policy/AdministratorAccess"
      inline: { other: { Version: "2012-10-17", Statement: { Effect: Allow, Action: "s3:*", Resource: "*" } } }
    max_session: 3h
    path: /deploy/
    tags: { stage: production }
    force_detach: false
    variables:
      - key: AWS_ROLE_ARN
        project: web
        value: account_id
        environment: production
        protected: true
        masked: true
        hidden: true
        raw: true
        description: The account.
      - { key: GROUP_ROLE, group: acme/platform }
      - { key: A_TEXT, text: something }
  plan:
    request: { source_vpc: [vpc-0a1b2c3d4e5f67890], source_vpce: [vpce-0a1b2c3d4e5f67890] }
    trust: [{ project: web, branches: ["*"] }]
  other:
    account: staging
    variables: []
    permissions: { managed: [], boundary: "arn:aws:iam::aws:policy/AdministratorAccess" }
    trust: [{ project: web, branches: [main] }]
  third:
    account: test
    variables: []
    trust: [{ project: web, branches: [main] }]
table:
  - note: the branch
    pipeline:
      project: api
      branch: main
      child: true
      environment: { name: production, tier: staging, action: stop }
      audience: other.example.com
      runner: self-hosted
      reclaimed_path: true
      user: { id: 7, login: eve, email: eve@example.com, access_level: maintainer }
    assumes: []
  - { pipeline: { project: api, tag: v1, source: schedule }, assumes: [] }
  - pipeline: { project: unknown, branch: main, protected: true, environment: { name: a, protected: true } }
    assumes: []
  - { pipeline: { project: web, branch: main, empty_repository: true }, assumes: [plan, other, third] }
  - pipeline:
      project: api
      merge_request: { from: x, into: main, kind: train, may_push_target: true }
    assumes: []
  - { pipeline: { fork_of: api, path: eve/api, id: 900, namespace_id: 901, branch: main }, assumes: [] }
  - { pipeline: { impostor_of: api, branch: main, id: 902, namespace_id: 903 }, assumes: [] }
  - { pipeline: { project: web, renamed_to: acme/newer, branch: main }, assumes: [] }
  - pipeline: { project: web, transferred_to: { path: other/web, namespace_id: 13 }, branch: main }
    assumes: []
  - { claims: { sub: x, aud: sts.amazonaws.com }, assumes: [] }
prove:
  - { role: deploy, only: protected_refs }
  - { role: deploy, never: [fork] }
  - { role: plan, only: { projects: [web], groups: [acme/platform] } }
  - { implies: [deploy, plan] }
  - { disjoint: [deploy, plan] }
  - { equivalent: [plan, other] }
suppress:
  - { check: look-alike-prefix, role: plan, reason: known and accepted }
`,
  `
gitlab: { url: https://gitlab.example.com, issuer: https://oidc.example.com, audience: sts.amazonaws.com, reused_paths: refused }
projects: { api: { path: acme/platform/api } }
accounts: { production: { id: "111122223333", region: eu-west-1, provider: lookup } }
roles: { plan: { account: production, trust: [{ project: api, branches: ["*"] }] } }
table: [{ pipeline: { project: api, branch: main }, assumes: [plan] }]
`,
].map((text) => parse(text) as unknown);

/** Where a key is: names of keys, `*` for an entry of a list or of a mapping with keys of the user's own. */
export type KeyPath = string;

interface Node {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | boolean;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
  readonly $defs?: Readonly<Record<string, Node>>;
}

const root = federationJsonSchema() as Node;

/** Every key that the schema has below a node. */
function keysOf(node: Node, path: KeyPath): readonly KeyPath[] {
  const target = node.$ref === undefined ? node : (root.$defs?.[node.$ref.split('/').at(-1) ?? ''] ?? node);
  const own = Object.entries(target.properties ?? {}).filter(([, value]) => (value as unknown) !== false);
  return [
    ...own.flatMap(([key, value]) => [`${path}/${key}`, ...keysOf(value, `${path}/${key}`)]),
    ...[target.additionalProperties, target.items].flatMap((entry) =>
      typeof entry === 'object' ? keysOf(entry, `${path}/*`) : [],
    ),
    ...[...(target.anyOf ?? []), ...(target.oneOf ?? [])].flatMap((one) => keysOf(one, path)),
  ];
}

/** Every key that a declaration can have. */
export const KEYS: ReadonlySet<KeyPath> = new Set(keysOf(root, ''));

export interface Place {
  readonly declaration: unknown;
  readonly steps: readonly (string | number)[];
  readonly key: KeyPath;
}

/** Every place of a declaration at which a key of the schema is. */
function places(declaration: unknown): readonly Place[] {
  const visit = (value: unknown, steps: readonly (string | number)[], path: KeyPath): readonly Place[] => {
    if (typeof value !== 'object' || value === null) return [];
    const entries: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
      ? value.map((item, index) => [index, item] as const)
      : Object.entries(value);
    return entries.flatMap(([step, inner]) => {
      const named = `${path}/${step}`;
      const key = KEYS.has(named) ? named : `${path}/*`;
      const below = visit(inner, [...steps, step], key);
      return KEYS.has(named) ? [{ declaration, steps: [...steps, step], key }, ...below] : below;
    });
  };
  return visit(declaration, [], '');
}

/** Every place of the declarations above at which a key is. */
export const PLACES = EVERY_KEY.flatMap(places);

/** The declaration of a place without the key there. */
export function without({ declaration, steps }: Place): unknown {
  const copy = structuredClone(declaration);
  let place = copy as Record<string | number, unknown>;
  for (const step of steps.slice(0, -1)) place = place[step] as Record<string | number, unknown>;
  delete place[steps.at(-1) ?? ''];
  return copy;
}
