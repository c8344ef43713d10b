import { isBody, type Body, type Positions } from '../block';
import { hclBody } from '../hcl-body';
import { HclPositions } from '../hcl-positions';
import { moduleBody, type ModuleBody } from '../module-body';
import { satisfies } from '../version-constraint';
import { cloudposseIamRole, mcafGitlabOidc, olderSaidsefGitlabOidc, saidsefGitlabOidc } from './community';
import { eksCluster, gitlabOidcProvider, olderGitlabOidcProvider } from './others';
import {
  assumableRoleWithOidc,
  iamGithubOidcRole,
  iamOidcProvider,
  iamRole,
  olderAssumableRoleWithOidc,
  oldestAssumableRoleWithOidc,
} from './registry-iam';
import type { ModuleSummary } from './summary';

/** Modules of which it is known what their arguments make; of one module the newest releases first. One that is not here is named, and not judged. */
const SUMMARIES: readonly ModuleSummary[] = [
  assumableRoleWithOidc,
  olderAssumableRoleWithOidc,
  oldestAssumableRoleWithOidc,
  iamRole,
  ...iamGithubOidcRole,
  iamOidcProvider,
  gitlabOidcProvider,
  olderGitlabOidcProvider,
  saidsefGitlabOidc,
  olderSaidsefGitlabOidc,
  mcafGitlabOidc,
  cloudposseIamRole,
  eksCluster,
];

/** Arguments of every `module` block. */
const META = new Set(['source', 'version', 'count', 'for_each', 'providers', 'depends_on']);

/**
 * The summary of the module that a block calls, by its source: of a registry, or of the repository that the registry publishes.
 * Nothing when the version may be of another shape, or an argument is not known.
 */
export function summaryOf(
  call: Body,
): { readonly summary: ModuleSummary; readonly body: ModuleBody } | undefined {
  const { source, version } = moduleOf(call);
  const summary = SUMMARIES.find(
    (one) =>
      one.source === source &&
      (version === undefined ||
        one.releases.some((release) => satisfies(release, version)) ||
        isWithin(version, one)),
  );
  if (summary === undefined) return undefined;
  const body = hclBody(summary.text);
  const known = new Set([
    ...META,
    ...summary.ignored,
    ...Object.keys(isBody(body.variable) ? body.variable : {}),
  ]);
  if (!known.has('*') && Object.keys(call).some((name) => !known.has(name))) return undefined;
  return { summary, body: bodyOf(summary, body) };
}

/** One release that is named by its number. */
function isWithin(version: string, { versions }: ModuleSummary): boolean {
  return satisfies(version.replace(/^[=v\s]+/, ''), versions);
}

function moduleOf({ source, version }: Body): { readonly source?: string; readonly version?: string } {
  if (typeof source !== 'string') return {};
  const git =
    /github\.com[/:]([\w-]+)\/terraform-([a-z0-9]+)-([\w-]+?)(?:\.git)?(\/\/[^?]*)?(?:\?ref=(.*))?$/.exec(
      source,
    );
  if (git !== null) {
    const [, owner, provider, name, below = '', ref] = git;
    return { source: `${owner}/${name}/${provider}${below}`, version: ref };
  }
  const plain = source.replace(/^registry\.(?:terraform\.io|opentofu\.org)\//, '');
  return { source: plain, version: typeof version === 'string' ? version : undefined };
}

function bodyOf(summary: ModuleSummary, body: Body): ModuleBody {
  const written = new HclPositions(summary.text, summary.source);
  const positions: Positions = {
    // the text is ours: only the arguments of the call have a place in the user's files
    at: () => undefined,
    expression: (path) => {
      const node = written.expression(path)?.node;
      return node === undefined
        ? undefined
        : {
            node,
            source: {
              positionOf: () => undefined,
              written: () => undefined,
              positionAt: () => ({ line: 1, column: 1 }),
            },
          };
    },
  };
  return moduleBody([{ path: summary.source, text: summary.text, syntax: 'hcl', body }], () => positions);
}
