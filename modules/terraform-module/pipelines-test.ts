import type { Account, Federation, PolicyDocument, StatementDocument } from '../../policies/index';
import { accountAudiences, issuerHost, meetingRequest, providerArn } from '../../policies/index';
import { declarationName } from '../hcl-export/declaration-name';
import type { GitlabAwsFederation } from '../constructs/gitlab-aws-federation';
import {
  type Argument,
  type Block,
  indent,
  type JsonValue,
  layoutArguments,
  layoutBlock,
  layoutValue,
  LITERAL_STYLE,
  quoteLiteral,
} from '../hcl/index';
import { nearMisses } from './near-misses';
import { tableCases, type TableCase } from './table-requests';

export interface PipelinesTestProps {
  readonly federation: Federation;
  readonly stack: GitlabAwsFederation;
  /** Addresses that the configuration imports to. @default none */
  readonly imports?: readonly string[];
  /** Path of the module `decisions`, seen from the configuration. */
  readonly decisions: string;
  /**
   * Lines of the values of the module's inputs, by name.
   * @default the configuration is the stack's: it has no inputs, and its policies are a sensitive output
   */
  readonly variables?: Readonly<Record<string, readonly string[]>>;
}

/**
 * The table of a federation as a test that `terraform test` runs, on a configuration with the outputs `provider_arn` and
 * `trust_policies`: it is applied with mocked providers, and each row is tried on the trust policies that come out.
 * @returns the text of a `.tftest.hcl` file
 * @see https://developer.hashicorp.com/terraform/language/tests/mocking
 */
export function pipelinesTest(props: PipelinesTestProps): string {
  const { federation, stack, variables, imports = [] } = props;
  const { account } = stack;
  const isRoot = variables === undefined;
  const providers = isRoot && stack.gitlab !== undefined ? ['aws', 'gitlab'] : ['aws'];
  const cases = tableCases(federation, account);
  const blocks = [
    ...providers.map((name) => mockProvider(name, federation, account)),
    ...imports.map((address) => importedResource(address, federation, account)),
    ...(isRoot && stack.guards.size > 0
      ? [block('override_module', [argument('target', ['module.guards'])])]
      : []),
    ...(isRoot
      ? []
      : [
          block(
            'variables',
            Object.entries(variables).map(([name, value]) => argument(name, value)),
          ),
        ]),
    block('run "federation"', []),
    conditionsRun(props),
    decisionsRun('table', props, tableTrials(cases)),
    decisionsRun(
      'near_misses',
      props,
      nearMisses(federation, account).map(({ label, ...trial }) => ({ ...trial, label: `Token ${label}` })),
    ),
  ];
  return `${[header(federation, account, cases), ...blocks.map((item) => layoutBlock(item).join('\n'))].join('\n\n')}\n`;
}

function header(federation: Federation, account: Account, cases: readonly TableCase[]): string {
  const never = cases.filter(({ requests }) => requests.length === 0);
  return [
    `# Which roles of account ${account.key} each pipeline may assume: the table of ${declarationName(federation)}, tried on the trust policies`,
    '# as Terraform renders them; tokens that differ from an admitted one in a single claim; and first, whether the policies demand',
    '# what was proved for every token. Nothing is created, and no credentials are needed:',
    '#',
    '#   terraform init && terraform test     (Terraform 1.7 or newer)',
    ...(never.length === 0 ? [] : ['#', '# Refused before any trust policy is read, and so not tried here:']),
    ...never.map(
      ({ number, row, refused }) => `# - row ${number}, ${rowLabel(row)}: ${oneLine(refused.join('; '))}`,
    ),
  ].join('\n');
}

function mockProvider(name: string, federation: Federation, account: Account): Block {
  const { instance } = federation;
  if (name !== 'aws') return block(`mock_provider "${name}"`, []);
  const arn = providerArn(instance.issuer, account.id, account.partition);
  const defaults = argument(
    'defaults',
    literal({ arn, client_id_list: accountAudiences(federation, account) }),
  );
  return block('mock_provider "aws"', [
    block('mock_resource "aws_iam_openid_connect_provider"', [argument('defaults', literal({ arn }))]),
    block('mock_data "aws_iam_openid_connect_provider"', [defaults]),
  ]);
}

/** A mocked provider imports nothing, but an overridden resource can be imported. */
function importedResource(address: string, { instance }: Federation, account: Account): Block {
  const arn = providerArn(instance.issuer, account.id, account.partition);
  return block('override_resource', [
    argument('target', [address]),
    ...(address.includes('aws_iam_openid_connect_provider.') ? [argument('values', literal({ arn }))] : []),
  ]);
}

type Condition = NonNullable<PolicyDocument['Statement'][number]['Condition']>;

/** A request, who may assume what with it, and what to say when that does not hold. */
interface Trial {
  readonly id: string;
  readonly label: string;
  readonly claims: Readonly<Record<string, string>>;
  readonly assumes: readonly string[];
}

function tableTrials(cases: readonly TableCase[]): readonly Trial[] {
  return cases.flatMap(({ number, row, requests, assumes }) =>
    requests.map(({ id, claims }) => ({
      id,
      label: `Row ${number}, ${rowLabel(row)}`,
      claims,
      assumes,
    })),
  );
}

function decisionsRun(name: string, props: PipelinesTestProps, trials: readonly Trial[]): Block {
  const requests = layoutArguments(
    trials.map(({ id, claims }) => ({ name: quoteLiteral(id), value: [oneLineObject(claims)] })),
  );
  const value = requests.length === 0 ? ['{}'] : ['{', ...requests.map(indent), '}'];
  return judgedRun(name, props, argument('requests', value), trials.map(assertion));
}

/** Nobody can try every token in HCL; but a policy that demands exactly what was proved admits exactly whom it was proved to admit. */
function conditionsRun(props: PipelinesTestProps): Block {
  const { federation, stack } = props;
  const host = issuerHost(federation.instance.issuer).toLowerCase();
  const demands = [...stack.roles].map(([key, { trustPolicy }]): readonly [string, JsonValue] => [
    key,
    trustPolicy.Statement.filter(isForTokens).map(({ Condition: condition = {} }) =>
      demandsOf(condition, host),
    ),
  ]);
  const value = literal(Object.fromEntries(demands.toSorted(([a], [b]) => (a < b ? -1 : 1))));
  return judgedRun('conditions', props, argument('conditions', value), [
    block('assert', [
      argument('condition', ['output.changed == ""']),
      argument('error_message', [
        '"Not the conditions that were proved for every token: ${output.changed}."',
      ]),
    ]),
  ]);
}

function isForTokens({ Principal: principal }: StatementDocument): boolean {
  return 'Federated' in principal;
}

/** What the roles demand beside tokens, as the module takes it; inputs that no role needs are omitted. */
function besideTokens({ federation, stack }: PipelinesTestProps): readonly Argument[] {
  const { account } = stack;
  const roles = [...federation.roles.values()].filter((role) => role.account === account);
  const callers = roles.flatMap(({ key, grant }) => {
    const keys = meetingRequest(grant);
    return keys.size === 0 ? [] : [[key, Object.fromEntries(keys)] as const];
  });
  const others = [...stack.roles].flatMap(([key, { trustPolicy }]) =>
    trustPolicy.Statement.filter((statement) => !isForTokens(statement)).map(
      (statement) => [key, JSON.stringify(statement)] as const,
    ),
  );
  const sorted = (entries: readonly (readonly [string, JsonValue])[]): JsonValue =>
    Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return [
    ...(callers.length === 0 ? [] : [argument('callers', literal(sorted(callers)))]),
    ...(others.length === 0 ? [] : [argument('break_glass', literal(sorted(others)))]),
  ];
}

function demandsOf(condition: Condition, host: string): readonly string[] {
  return Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries(keys).flatMap(([key, values]) =>
      [values].flat().map((value) => {
        const name = key.toLowerCase();
        return `${operator} ${name.startsWith(`${host}:`) ? name.slice(host.length + 1) : name} ${String(value)}`;
      }),
    ),
  );
}

/** A run of the module `decisions` on the trust policies. */
function judgedRun(
  name: string,
  props: PipelinesTestProps,
  input: Argument,
  assertions: readonly Block[],
): Block {
  const { federation, decisions, variables } = props;
  const trust = 'run.federation.trust_policies';
  const isRoot = variables === undefined;
  return block(`run "${name}"`, [
    argument('command', ['plan']),
    block('module', [argument('source', [quoteLiteral(decisions)])]),
    block('variables', [
      argument('host', [quoteLiteral(issuerHost(federation.instance.issuer))]),
      argument('provider_arn', ['run.federation.provider_arn']),
      argument('trust_policies', [isRoot ? `nonsensitive(${trust})` : trust]),
      ...besideTokens(props),
      input,
    ]),
    block('assert', [
      argument('condition', ['output.unknown == ""']),
      argument('error_message', [
        '"Not judged, because the trust policy has something that refgate never writes: ${output.unknown}."',
      ]),
    ]),
    ...assertions,
  ]);
}

function assertion({ id, label, assumes }: Trial): Block {
  const got = `output.assume[${quoteLiteral(id)}]`;
  const expected = assumes.join(', ');
  const text = quoteLiteral(`${label}: must assume ${expected === '' ? 'nothing' : expected}, but assumes `);
  return block('assert', [
    argument('condition', [`${got} == ${quoteLiteral(expected)}`]),
    argument('error_message', [`${text.slice(0, -1)}\${coalesce(${got}, "nothing")}."`]),
  ]);
}

function oneLineObject(claims: Readonly<Record<string, string>>): string {
  return `{ ${Object.entries(claims)
    .map(([key, value]) => `${key} = ${quoteLiteral(value)}`)
    .join(', ')} }`;
}

/** What the pipeline is, and why the row is there. */
function rowLabel({ label, note }: TableCase['row']): string {
  return oneLine(note === undefined || note === label ? label : `${label}, ${note}`);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function literal(value: JsonValue): readonly string[] {
  return layoutValue(value, LITERAL_STYLE);
}

function argument(name: string, value: readonly string[]): Argument {
  return { kind: 'argument', name, value };
}

function block(name: string, items: Block['items']): Block {
  return { kind: 'block', header: name, items };
}
