import { JsonPositions, parseJsonText } from '../../trust/index';
import { RefgateError } from '../../errors';
import type { AccountDefaults } from './account';
import { isBody, type Body } from './block';
import { readTerraformConfiguration } from './read-configuration';
import { readShown, type ShownContext } from './read-shown';
import { listed, shownIn, shownInStateFile, withoutKeys, type Shown } from './shown';
import type { ConfigurationSource, GivenVariable } from './workspace';
import type { WrittenArtifact } from './written';

export interface ReadTerraformPlanOptions extends AccountDefaults {
  /** The name under which positions are reported. */
  readonly file?: string;
  /** The configuration that was planned: tells the policies that the plan itself does not know before apply. */
  readonly configuration?: ConfigurationSource;
}

/**
 * Reads the output of `terraform show -json` for a plan: the roles as they will be after apply. A policy that the plan does not know is
 * computed from the configuration when there is one, with the plan's variables and values, and is unresolved otherwise: a plan names what
 * an expression refers to, not what it does with it.
 * @throws {RefgateError} `ERR_JSON` · `ERR_INPUT_KIND`
 * @see https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
 */
export function readTerraformPlan(text: string, options: ReadTerraformPlanOptions = {}): WrittenArtifact {
  const plan = objectOf(text, options.file);
  const planned = shownIn(bodyOf(plan.planned_values).root_module, ['planned_values', 'root_module']);
  const prior = shownIn(bodyOf(bodyOf(plan.prior_state).values).root_module, [
    'prior_state',
    'values',
    'root_module',
  ]);
  const addresses = new Set(planned.map(({ address }) => address));
  const all = [
    ...planned,
    ...prior.filter(({ mode, address }) => mode === 'data' && !addresses.has(address)),
  ];
  const unknowns = new Map(
    listed(plan.resource_changes)
      .filter(isBody)
      .map((change) => [change.address, bodyOf(bodyOf(change.change).after_unknown)]),
  );
  const artifact = readShown(all, {
    positions: new JsonPositions(text, options.file),
    defaults: options,
    accountOf: accountOf(plan, all),
    unknownOf: ({ address }) => unknowns.get(address) ?? {},
  });
  return options.configuration === undefined
    ? artifact
    : completed(artifact, plan, all, options.configuration);
}

/**
 * Reads a state: the output of `terraform show -json`, or the file itself.
 * @throws {RefgateError} `ERR_JSON`
 * @see https://developer.hashicorp.com/terraform/internals/json-format#state-representation
 */
export function readTerraformState(text: string, options: ReadTerraformPlanOptions = {}): WrittenArtifact {
  const state = objectOf(text, options.file);
  const all =
    state.values === undefined
      ? shownInStateFile(state)
      : shownIn(bodyOf(state.values).root_module, ['values', 'root_module']);
  return readShown(all, {
    positions: new JsonPositions(text, options.file),
    defaults: options,
    accountOf: accountOf(state, all),
    unknownOf: () => ({}),
  });
}

/** Replaces what the plan does not know by what the configuration says. */
function completed(
  artifact: WrittenArtifact,
  plan: Body,
  all: readonly Shown[],
  configuration: ConfigurationSource,
): WrittenArtifact {
  const open = new Set(
    artifact.unresolved.filter(({ concerns }) => concerns === 'trust').map(({ address }) => address),
  );
  if (open.size === 0) return artifact;
  const written = readTerraformConfiguration({
    ...configuration,
    variables: new Map([...variablesOf(plan), ...(configuration.variables ?? [])]),
    known: new Map(all.map(({ address, values }) => [address, values])),
    defaults: { account: callerAccount(all), ...configuration.defaults },
  });
  const found = written.roles.filter(({ address }) => open.has(address));
  const solved = new Set(found.map(({ address }) => address));
  const reasons = written.unresolved.filter(({ address }) => open.has(address) && !solved.has(address));
  const replaced = new Set([...solved, ...reasons.map(({ address }) => address)]);
  return {
    roles: [...artifact.roles, ...found],
    providers: artifact.providers,
    unresolved: [
      ...artifact.unresolved.filter(
        ({ address, concerns }) => concerns !== 'trust' || !replaced.has(address),
      ),
      ...reasons,
    ],
  };
}

function variablesOf(plan: Body): readonly (readonly [string, GivenVariable])[] {
  return Object.entries(bodyOf(plan.variables)).map(([name, variable]) => [
    name,
    { kind: 'json', value: bodyOf(variable).value },
  ]);
}

/** By `allowed_account_ids` of the resource's provider, else by the only account that the artifact knows. */
function accountOf(artifact: Body, all: readonly Shown[]): ShownContext['accountOf'] {
  const providers = bodyOf(bodyOf(artifact.configuration).provider_config);
  const keys = providerKeys(bodyOf(artifact.configuration).root_module);
  const caller = callerAccount(all);
  return ({ declared }) => {
    const provider = bodyOf(providers[keys.get(declared) ?? '']);
    const allowed = bodyOf(bodyOf(provider.expressions).allowed_account_ids).constant_value;
    const [only] = listed(allowed);
    if (typeof only === 'string' && listed(allowed).length === 1) return only;
    return caller;
  };
}

/** The account of the credentials, where one `aws_caller_identity` or several that agree tell it. */
function callerAccount(all: readonly Shown[]): string | undefined {
  const identities = new Set(
    all.filter(({ type }) => type === 'aws_caller_identity').map(({ values }) => values.account_id),
  );
  const [identity] = identities;
  return identities.size === 1 && typeof identity === 'string' ? identity : undefined;
}

/** The `provider_config_key` of every resource, by its address without keys. */
function providerKeys(root: unknown): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  const open: { readonly node: unknown; readonly prefix: string }[] = [{ node: root, prefix: '' }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const node = bodyOf(next.node);
    for (const resource of listed(node.resources).filter(isBody)) {
      const { address, provider_config_key: key } = resource;
      if (typeof address === 'string' && typeof key === 'string') {
        keys.set(withoutKeys(`${next.prefix}${address}`), key);
      }
    }
    for (const [name, call] of Object.entries(bodyOf(node.module_calls))) {
      open.push({ node: bodyOf(call).module, prefix: `${next.prefix}module.${name}.` });
    }
  }
  return keys;
}

function objectOf(text: string, file: string | undefined): Body {
  const parsed = parseJsonText(text, file);
  if (!parsed.ok) throw new RefgateError(parsed.problem);
  if (isBody(parsed.value)) return parsed.value;
  throw new RefgateError({
    code: 'ERR_INPUT_KIND',
    message: 'the text is no plan and no state of Terraform',
    expected: 'the output of `terraform show -json`',
  });
}

function bodyOf(value: unknown): Body {
  return isBody(value) ? value : {};
}
