import type { Policy } from '../../trust/index';
import { compilePolicy } from '../../evaluate/index';
import { roleAudiences } from '../../federation/index';
import type { DeclaredProject, Federation, TableRow, TableContext } from '../../federation/index';
import type { JudgedArtifact } from '../artifact';
import { instanceUrl } from '../../gitlab/index';
import { trustsNamed } from '../judgement';
import { providerArns, providerNamed } from '../provider-named';
import type { JudgedTrust } from '../judged-trust';
import type { ReadTrust } from '../read-trust';
import { followingChains, sharedProviders } from './chained-judge';
import { cannotTell, rowJudge, type RoleJudge } from './judge-row';
import { runTable } from './judge-table';
import type { Matrix } from './matrix';

/** A table of its own: it names the roles of the artifacts, whoever declared them. */
export interface TableFile {
  readonly rows: readonly TableRow[];
  /** Whose tokens it is about. */
  readonly issuer: string;
}

/**
 * What a table of its own may refer to: every role of the artifacts by its key in the declaration, its name or its address; the
 * projects and the GitLab of the declaration, or else the one provider and the one audience that the artifacts name.
 */
export function tableContext(artifacts: readonly JudgedArtifact[], federation?: Federation): TableContext {
  const roles = new Map<string, unknown>(federation?.roles ?? []);
  for (const { name, address } of artifacts.flatMap((artifact) => artifact.roles)) {
    roles.set(address, address);
    if (name !== undefined) roles.set(name, address);
  }
  if (federation !== undefined)
    return { ...federation, roles, roleAudiences: audiences(artifacts, federation) };
  const written = artifacts.flatMap((artifact) => artifact.roles);
  const [host, ...others] = unique(
    written.flatMap(({ document }) => providerArns(document)).map((named) => named.host),
  );
  const [audience, ...more] = unique(
    artifacts.flatMap(({ providers }) => providers).flatMap(({ clientIds = [] }) => clientIds),
  );
  const url = instanceUrl(`https://${host}`);
  return {
    roles,
    projects: new Map<string, DeclaredProject>(),
    instance: host === undefined || others.length > 0 ? undefined : { url, issuer: url },
    audience: audience === undefined || more.length > 0 ? undefined : audience,
  };
}

/** What each declared role demands: by its key, its name, and its address in the artifacts. */
function audiences(artifacts: readonly JudgedArtifact[], { roles }: Federation): ReadonlyMap<string, string> {
  const byName = new Map([...roles.values()].map(({ name, grant }) => [name, grant.audience]));
  const written = artifacts.flatMap((artifact) => artifact.roles);
  const byAddress = written.flatMap(({ name = '', address }) => {
    const audience = byName.get(name);
    return audience === undefined ? [] : [[address, audience] as const];
  });
  return new Map([...byName, ...byAddress, ...roleAudiences(roles)]);
}

/**
 * Runs a table of its own against every role of the artifacts. A role that a row does not list must refuse.
 * @param open roles whose trust policy is partly known: only the chains that begin at them are followed
 * @returns a matrix whose roles are called as in the judgement; a name that several roles have is one promise for each of them
 */
export function judgeTableFile(
  { rows, issuer }: TableFile,
  trusts: readonly JudgedTrust[],
  artifacts: readonly JudgedArtifact[],
  onRow?: (done: number, total: number) => void,
  open: readonly ReadTrust[] = [],
): Matrix {
  const providersOf = sharedProviders(({ written }) => providerNamed(written, issuer, artifacts));
  const judges = trusts.map((trust): RoleJudge => {
    const { key, policy, declared } = trust;
    if (policy === undefined) return { key, judge: () => [cannotTell('its trust policy is malformed')] };
    const compiled = compilePolicy(policy);
    const providers = providersOf(trust);
    return {
      key,
      judge: rowJudge(compiled, key, providers, declared?.grant),
      policy: { compiled, provider: providers.anyAudience },
    };
  });
  const keysOf = (name: string): readonly string[] => trustsNamed(trusts, name).map(({ key }) => key);
  const renamed = rows.map((row): TableRow => ({ ...row, assumes: unique(row.assumes.flatMap(keysOf)) }));
  const following = followingChains(judges, [...trusts, ...open], providersOf);
  return runTable({ issuer, rows: renamed, judges: following, gaps: [], deviations: [] }, onRow);
}

/** The one audience that a trust policy demands literally; `undefined` when it demands none, or several. */
export function demandedAudience({ statements }: Policy): string | undefined {
  const [audience, ...others] = unique(
    statements.flatMap(({ effect, conditions }) =>
      conditions.flatMap(({ operator, key, values }) =>
        effect === 'Allow' && operator === 'StringEquals' && /:aud$/i.test(key) ? values : [],
      ),
    ),
  );
  return others.length === 0 ? audience : undefined;
}

function unique<T>(items: readonly T[]): readonly T[] {
  return [...new Set(items)];
}
