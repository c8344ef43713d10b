import { shaped } from '../shape';
import { PLAN, type ConfiguredModule, type Plan } from '../plan-shape';
import { SHOWN_STATE, STATE_FILE, type ShownState, type StateFile } from '../state-shape';
import { parseJsonText } from '../../trust/index';
import type { AccountDefaults } from './account';
import { isBody, type Body } from './block';
import { configured } from './configured';
import { disagreements, forgottenRoles, planNotices } from './plan-agreement';
import { planDrift } from './plan-drift';
import { plannedActions, plannedProvisioners, withoutBlocks } from './planned-provisioners';
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
 * @throws {RefgateError} `ERR_JSON` · `ERR_SCHEMA`
 * @see https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
 */
export function readTerraformPlan(text: string, options: ReadTerraformPlanOptions = {}): WrittenArtifact {
  const { file } = options;
  const { value: plan, positions } = shaped(PLAN, text, { file, words: 'Terraform plan' });
  const planned = shownIn(plan.planned_values?.root_module, ['planned_values', 'root_module']);
  const prior = shownIn(plan.prior_state?.values?.root_module, ['prior_state', 'values', 'root_module']);
  const addresses = new Set(planned.map(({ address }) => address));
  const all = [
    ...planned,
    ...prior.filter(({ mode, address }) => mode === 'data' && !addresses.has(address)),
  ];
  const unknowns = new Map(
    plan.resource_changes?.map(({ address, change }) => [address, bodyOf(change.after_unknown)]),
  );
  const artifact = readShown([...all, ...forgottenRoles(plan)], {
    positions,
    defaults: options,
    accountOf: accountOf(plan, all),
    unknownOf: ({ address }) => unknowns.get(address) ?? {},
    referencesOf: referencesOf(plan),
  });
  const complete =
    options.configuration === undefined ? artifact : completed(artifact, plan, all, options.configuration);
  const drift = planDrift(
    plan,
    new Set(planned.filter(({ mode }) => mode === 'managed').map(({ address }) => address)),
    positions,
  );
  const doubts = [...disagreements(plan, planned, prior, positions), ...drift.unresolved];
  const doubted = new Set(doubts.map(({ address }) => address));
  return {
    roles: complete.roles.filter(({ address }) => !doubted.has(address)),
    providers: complete.providers,
    policies: complete.policies,
    partial: (complete.partial ?? []).filter(({ address }) => !doubted.has(address)),
    unresolved: [
      ...complete.unresolved,
      ...doubts,
      ...plannedProvisioners(plan, planned),
      ...withoutBlocks(plan, planned),
      ...plannedActions(plan),
    ],
    notices: [...(complete.notices ?? []), ...planNotices(plan, planned, positions), ...drift.notices],
  };
}

/**
 * Reads a state: the output of `terraform show -json`, or the file itself.
 * @throws {RefgateError} `ERR_JSON` · `ERR_SCHEMA`
 * @see https://developer.hashicorp.com/terraform/internals/json-format#state-representation
 */
export function readTerraformState(text: string, options: ReadTerraformPlanOptions = {}): WrittenArtifact {
  const { file } = options;
  const words = 'Terraform state';
  const parsed = parseJsonText(text, file);
  const isFile = parsed.ok && isBody(parsed.value) && Object.hasOwn(parsed.value, 'version');
  const { value: state, positions } = isFile
    ? shaped<ShownState | StateFile>(STATE_FILE, text, { file, words })
    : shaped<ShownState | StateFile>(SHOWN_STATE, text, { file, words });
  const all =
    'resources' in state && Array.isArray(state.resources)
      ? shownInStateFile(state as StateFile)
      : shownIn((state as ShownState).values?.root_module, ['values', 'root_module']);
  return readShown(all, {
    positions,
    defaults: options,
    accountOf: () => callerAccount(all),
    unknownOf: () => ({}),
  });
}

/** Replaces what the plan does not know by what the configuration says. */
function completed(
  artifact: WrittenArtifact,
  plan: Plan,
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
  const partial = (written.partial ?? []).filter(({ address }) => open.has(address));
  const found = written.roles.filter(({ address }) => open.has(address));
  const solved = new Set(found.map(({ address }) => address));
  const reasons = written.unresolved.filter(({ address }) => open.has(address) && !solved.has(address));
  const replaced = new Set([...solved, ...reasons.map(({ address }) => address)]);
  const { policies = [] } = artifact;
  return {
    roles: [...artifact.roles, ...found],
    providers: artifact.providers,
    policies: [
      ...policies,
      ...(written.policies ?? []).filter(({ arn }) => policies.every((policy) => policy.arn !== arn)),
    ],
    notices: artifact.notices,
    partial: partial.length === 0 ? undefined : partial,
    unresolved: [
      ...artifact.unresolved.filter(
        ({ address, concerns }) => concerns !== 'trust' || !replaced.has(address),
      ),
      ...reasons,
    ],
  };
}

function variablesOf(plan: Plan): readonly (readonly [string, GivenVariable])[] {
  return Object.entries(plan.variables ?? {}).map(([name, { value }]) => [name, { kind: 'json', value }]);
}

/** By `allowed_account_ids` of the resource's provider, else by the only account that the artifact knows. */
function accountOf({ configuration }: Plan, all: readonly Shown[]): ShownContext['accountOf'] {
  const providers = configuration?.provider_config ?? {};
  const keys = providerKeys(configuration?.root_module ?? {});
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
function providerKeys(root: ConfiguredModule): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  for (const { resource, prefix } of configured(root)) {
    const { address, provider_config_key: key } = resource;
    if (key !== undefined) keys.set(withoutKeys(`${prefix}${address}`), key);
  }
  return keys;
}

/** The resources that an argument names in the configuration, as addresses without keys. */
function referencesOf({ configuration }: Plan): ShownContext['referencesOf'] & {} {
  const blocks = new Map(
    configured(configuration?.root_module).map(({ resource, prefix }) => [
      withoutKeys(`${prefix}${resource.address}`),
      { expressions: resource.expressions ?? {}, prefix },
    ]),
  );
  return ({ declared }, argument) => {
    const block = blocks.get(declared);
    const names = listed(bodyOf(block?.expressions[argument]).references);
    return names.flatMap((name) =>
      typeof name === 'string' ? [withoutKeys(`${block?.prefix ?? ''}${name}`)] : [],
    );
  };
}

function bodyOf(value: unknown): Body {
  return isBody(value) ? value : {};
}
