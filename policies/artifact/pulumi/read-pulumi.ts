import type { z } from 'zod';
import { quote } from '../../errors';
import type { JsonPositions } from '../../trust/index';
import type { AccountDefaults } from '../terraform/account';
import { readShown } from '../terraform/read-shown';
import type { Unresolved, WrittenArtifact } from '../terraform/written';
import { shaped } from '../shape';
import { PULUMI_PREVIEW, PULUMI_STACK, type PulumiResource } from './shape';
import { shownResource, unknownProperty, type PulumiShown } from './resource';
import { unreadPulumi } from './unread';

export interface ReadPulumiOptions extends AccountDefaults {
  /** The name under which positions are reported. */
  readonly file?: string;
}

/**
 * Reads what `pulumi stack export` prints: the roles and OIDC providers of the stack as they were last deployed. What is encrypted is not known.
 * @throws {RefgateError} `ERR_JSON`: not JSON · `ERR_SCHEMA`: another shape
 */
export function readPulumiStack(text: string, options: ReadPulumiOptions = {}): WrittenArtifact {
  const words = 'export of a Pulumi stack';
  const { value, positions } = shaped(PULUMI_STACK, text, { file: options.file, words });
  const resources = (value.deployment.resources ?? []).map((resource, index) =>
    shownResource(resource, ['deployment', 'resources', index], 'outputs'),
  );
  const artifact = readResources(resources, positions, options);
  const pending = (value.deployment.pending_operations ?? []).map(
    ({ type, resource }, index): Unresolved => ({
      address: resource.urn.split('::').slice(2).join('::'),
      concerns: 'module',
      reason: `an operation on it was interrupted (${quote(type)}), and what of it is in AWS is not known; run \`pulumi refresh\` and export again`,
      position: positions.at(['deployment', 'pending_operations', index]),
    }),
  );
  return { ...artifact, unresolved: [...artifact.unresolved, ...pending] };
}

/**
 * Reads what `pulumi preview --json` prints: the roles and OIDC providers as they will be. Without `--show-sames` it omits what does
 * not change, and that is reported as not read.
 * @throws {RefgateError} `ERR_JSON`: not JSON · `ERR_SCHEMA`: another shape
 */
export function readPulumiPreview(text: string, options: ReadPulumiOptions = {}): WrittenArtifact {
  const words = 'preview of Pulumi';
  const { value, positions } = shaped(PULUMI_PREVIEW, text, { file: options.file, words });
  // a replacement has several steps; the last one has what will be there
  const last = new Map<string, PulumiShown>();
  for (const [index, { op, urn, newState, oldState }] of value.steps.entries()) {
    // what does not change may have its old state alone
    const member = newState !== undefined && newState !== null ? 'newState' : 'oldState';
    const state = member === 'newState' ? newState : /delete|discard/.test(op) ? undefined : oldState;
    if (state !== undefined && state !== null)
      last.set(urn, shownResource(state as PulumiResource, ['steps', index, member], 'inputs'));
  }
  const read = readResources([...last.values()], positions, options);
  const artifact = { ...read, unresolved: [...read.unresolved, ...retained(value.steps, positions)] };
  const same = value.changeSummary?.same ?? 0;
  const shown = value.steps.filter(({ op }) => op === 'same').length;
  if (same <= shown) return artifact;
  const reason = `the preview omits ${same - shown} resources that do not change; run it with \`--show-sames\``;
  const open: Unresolved = {
    address: 'the preview',
    concerns: 'module',
    reason,
    position: positions.at(['changeSummary']),
  };
  return { ...artifact, unresolved: [...artifact.unresolved, open] };
}

type Steps = z.infer<typeof PULUMI_PREVIEW>['steps'];

/**
 * Roles that Pulumi takes from the stack and leaves in AWS.
 * @see https://www.pulumi.com/docs/iac/concepts/options/retainondelete/
 */
function retained(steps: Steps, positions: JsonPositions): readonly Unresolved[] {
  return steps.flatMap(({ op, urn, oldState }, index): readonly Unresolved[] => {
    const isRole = /iam[/:](?:role:)?Role$/.test(oldState?.type ?? '');
    if (!/delete/.test(op) || !isRole || oldState?.retainOnDelete !== true) return [];
    const reason =
      'Pulumi forgets it: the role stays in AWS with the trust policy that it has there, and that one is not judged';
    const address = urn.split('::').slice(2).join('::');
    return [{ address, concerns: 'trust', reason, position: positions.at(['steps', index]) }];
  });
}

function readResources(
  resources: readonly PulumiShown[],
  positions: JsonPositions,
  defaults: AccountDefaults,
): WrittenArtifact {
  const artifact = readShown(
    resources.map(({ shown }) => shown),
    {
      positions,
      defaults,
      accountOf: () => undefined,
      unknownOf: ({ address }) => resources.find(({ shown }) => shown.address === address)?.unknown ?? {},
      whyUnknown: unknownProperty,
    },
  );
  const unread = resources.flatMap((resource) => unreadPulumi(resource, positions));
  // what says the same of a resource in the words of Terraform is not repeated
  const named = new Set(unread.map(({ address }) => address));
  const others = artifact.unresolved.filter(
    ({ address, concerns }) => concerns !== 'module' || !named.has(address),
  );
  return { ...artifact, unresolved: [...others, ...unread] };
}
