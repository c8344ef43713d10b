/**
 * What Terraform itself defines about a block. Everything else in it comes from a provider, or is an ordinary argument.
 *
 * @see https://developer.hashicorp.com/terraform/language/syntax/json#block-type-specific-exceptions
 */
export interface BlockRule {
  /** Nested blocks, by name. */
  readonly blocks?: Readonly<Record<string, BlockRule>>;
  /** Names in the header of the block, which are the outer keys of its JSON form. @default 0 */
  readonly labels?: number;
  /** Arguments that JSON spells as strings and HCL writes bare. */
  readonly bare?: readonly string[];
  /** Arguments read without evaluating them; `all` of them in a backend. */
  readonly literal?: readonly string[] | 'all';
  /** Arguments that stand first, in this order. */
  readonly first?: readonly string[];
  /** Nested blocks and arguments that stand last, in this order. */
  readonly last?: readonly string[];
  /** The provider defines arguments and blocks, and only its schema tells them apart. */
  readonly provided?: boolean;
}

const CONDITION: BlockRule = { first: ['condition', 'error_message'] };

const CONNECTION: BlockRule = {};

const PROVISIONER: BlockRule = {
  labels: 1,
  bare: ['when', 'on_failure'],
  blocks: { connection: CONNECTION },
};

const LIFECYCLE: BlockRule = {
  bare: ['ignore_changes', 'replace_triggered_by'],
  blocks: { precondition: CONDITION, postcondition: CONDITION },
};

/** @see https://developer.hashicorp.com/terraform/language/style#resource-order */
const RESOURCE: BlockRule = {
  labels: 2,
  provided: true,
  bare: ['depends_on', 'provider'],
  blocks: { connection: CONNECTION, lifecycle: LIFECYCLE, provisioner: PROVISIONER, timeouts: {} },
  first: ['count', 'for_each', 'provider'],
  last: ['connection', 'provisioner', 'timeouts', 'lifecycle', 'depends_on'],
};

/** A `workspaces` block selects by literal names or tags. */
const WORKSPACES: BlockRule = { literal: 'all' };

/** The blocks that may be at the top of a file. */
export const TOP_LEVEL: Readonly<Record<string, BlockRule>> = {
  terraform: {
    bare: ['experiments'],
    literal: ['required_version'],
    first: ['required_version'],
    blocks: {
      required_providers: {},
      backend: { labels: 1, literal: 'all', blocks: { workspaces: WORKSPACES } },
      cloud: { literal: 'all', blocks: { workspaces: WORKSPACES } },
      provider_meta: { labels: 1 },
    },
  },
  provider: { labels: 1, provided: true, literal: ['alias', 'version'], first: ['alias'] },
  variable: {
    labels: 1,
    bare: ['type'],
    literal: ['default', 'description'],
    first: ['description', 'type', 'default'],
    blocks: { validation: CONDITION },
  },
  locals: {},
  data: RESOURCE,
  ephemeral: RESOURCE,
  resource: RESOURCE,
  module: {
    labels: 1,
    bare: ['depends_on', 'providers'],
    literal: ['source', 'version'],
    first: ['source', 'version', 'count', 'for_each', 'providers'],
    last: ['depends_on'],
  },
  moved: { bare: ['from', 'to'] },
  import: { bare: ['to', 'provider'], first: ['for_each', 'to', 'id'] },
  removed: {
    bare: ['from'],
    blocks: { connection: CONNECTION, lifecycle: {}, provisioner: PROVISIONER },
  },
  check: {
    labels: 1,
    blocks: { assert: CONDITION, data: RESOURCE },
  },
  output: {
    labels: 1,
    bare: ['depends_on'],
    literal: ['description'],
    first: ['description', 'value'],
    last: ['depends_on'],
    blocks: { precondition: CONDITION },
  },
};
