import { quote } from '../../errors';
import { satisfies } from './version-constraint';

/** A module that `terraform init` fetched, as `modules.json` records it. */
export interface InstalledModule {
  /** Where its files are, by the same kind of path as the directories of the configuration. */
  readonly directory: string;
  /** The source that it was fetched from, in Terraform's long form. */
  readonly source: string;
  /** The version that was selected; only modules of a registry have one. */
  readonly version?: string;
}

/** The `source` and `version` of a call, as they are in its block. */
export interface CalledModule {
  readonly source: string;
  readonly version?: unknown;
}

/**
 * Why a recorded module is not the one that a call names; `undefined` when it is. Terraform refuses to plan with a record of another
 * source or version, and the next `init` fetches the right one.
 * @see https://developer.hashicorp.com/terraform/language/modules/configuration
 */
export function differenceOf(record: InstalledModule, { source, version }: CalledModule): string | undefined {
  if (!longForms(source).includes(record.source))
    return `it was fetched from ${quote(record.source)}, and the call names ${quote(source)}`;
  if (version === undefined || version === null) return undefined;
  if (typeof version !== 'string' || record.version === undefined)
    return 'its version cannot be compared with the one of the call';
  return satisfies(record.version, version)
    ? undefined
    : `it has version ${quote(record.version)}, and the call demands ${quote(version)}`;
}

const REGISTRY = /^(?:[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?\/)?[\w-]+\/[\w-]+\/[a-z0-9-]+(?:\/\/.*)?$/i;
const CODE_HOST = /^(?:github\.com|gitlab\.com|bitbucket\.org)\//;

/**
 * Every form in which Terraform or OpenTofu may record a source.
 * @see https://developer.hashicorp.com/terraform/language/modules/sources
 */
function longForms(source: string): readonly string[] {
  const forms = [source];
  if (REGISTRY.test(source) && !CODE_HOST.test(source)) {
    const parts = (source.split('//')[0] ?? '').split('/');
    if (parts.length === 3) forms.push(`registry.terraform.io/${source}`, `registry.opentofu.org/${source}`);
  }
  const github = /^github\.com\/([^/?]+)\/([^/?]+?)(?:\.git)?(\/[^?]*)?(\?.*)?$/.exec(source);
  if (github !== null) {
    const [, owner, name, below = '', query = ''] = github;
    const inside = below === '' ? '' : `//${below.replace(/^\/+/, '')}`;
    forms.push(`git::https://github.com/${owner}/${name}.git${inside}${query}`);
  }
  const scp = /^(?:git::)?(?:ssh:\/\/)?([\w.-]+)@([\w.-]+):(?!\/)([^?]+)(\?.*)?$/.exec(source);
  if (scp !== null) forms.push(`git::ssh://${scp[1]}@${scp[2]}/${scp[3]}${scp[4] ?? ''}`);
  return forms;
}
