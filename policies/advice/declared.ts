import { escapePointer } from '../trust/index';
import type { Project, SubClaimComponent } from '../gitlab/index';
import type { Grant, GrantRule } from '../grant/index';
import { namesIn } from './apply';
import { AT } from './apply-to-token';
import type { Change, Json, Repair } from './fix';
import type { AdviceContext, DeclaredTrust } from './input';

/** A repair as the declaration has it: its keys in place of the generated policy, and what it declares of GitLab beside GitLab itself. */
export function declaredRepairs(
  repair: Repair,
  declared: DeclaredTrust,
  context: AdviceContext,
): readonly Repair[] {
  const path = context.pipeline?.project.path ?? context.claims.project_path;
  const project = [...declared.projects].find(([, one]) => one.path === path);
  const kept = repair.changes
    .filter(({ place }) => place !== 'trust_policy')
    .flatMap((change) => [change, ...(project === undefined ? [] : mirrored(change, project))]);
  const { means, changes } = repair;
  if (changes.every(({ place }) => place !== 'trust_policy')) return [{ ...repair, changes: kept }];
  if (project === undefined || means === undefined) return [];
  const [key] = project;
  if (means.kind === 'components') {
    const at = `/projects/${escapePointer(key)}/sub_claim`;
    const others = kept.filter((change) => change.at !== at);
    return [{ ...repair, changes: [...others, { place: 'declaration', op: 'set', at, value: means.names }] }];
  }
  return declared.grant.rules.flatMap((rule, index): readonly Repair[] => {
    if (rule.project.path !== path) return [];
    const list = means.kind === 'source' ? 'sources' : means.type === 'tag' ? 'tags' : 'branches';
    const change: Change = {
      place: 'declaration',
      op: 'add',
      at: `/roles/${escapePointer(declared.key)}/trust/${index}/${list}`,
      value: means.kind === 'source' ? means.source : means.name,
    };
    return [{ ...repair, changes: [...kept, change] }];
  });
}

/** What is declared of the project's settings. */
function mirrored(change: Change, [key, project]: readonly [string, Project]): readonly Change[] {
  if (change.place !== 'gitlab') return [];
  const at = `/projects/${escapePointer(key)}`;
  const name = typeof change.value === 'string' ? escapePointer(change.value) : '';
  const set = (path: string, value: Json): readonly Change[] => [
    { place: 'declaration', op: 'set', at: `${at}/${path}`, value },
  ];
  switch (change.at) {
    case AT.branches:
      return set(`protected_branches/${name}`, { push: 'maintainer', merge: 'maintainer' });
    case AT.tags:
      return set(`protected_tags/${name}`, { create: 'maintainer' });
    case AT.environments:
      return 'environmentRules' in project
        ? set(`protected_environments/${name}`, { deploy: 'maintainer' })
        : [{ ...change, place: 'declaration', at: `${at}/protected_environments` }];
    case AT.components:
      return set('sub_claim', change.value as Json);
    default:
      return [];
  }
}

/** The grant after the changes in the declaration. */
export function applyToGrant({ key, grant, projects }: DeclaredTrust, changes: readonly Change[]): Grant {
  const ours = changes
    .filter(({ place }) => place === 'declaration')
    .map((change) => ({ ...change, names: namesIn(change.at) }));
  const rules = grant.rules.map((rule, index): GrantRule => {
    const projectKey = [...projects].find(([, { path }]) => path === rule.project.path)?.[0];
    return ours.reduce((now, { names: [room, name, part, which, list], value }): GrantRule => {
      if (room === 'projects' && name === projectKey && part === 'sub_claim')
        return { ...now, project: { ...now.project, subClaim: value as readonly SubClaimComponent[] } };
      if (room !== 'roles' || name !== key || part !== 'trust' || which !== String(index)) return now;
      if (list === 'sources')
        return {
          ...now,
          sources: [...(now.sources ?? []), value as NonNullable<GrantRule['sources']>[number]],
        };
      return {
        ...now,
        refs: [...now.refs, { type: list === 'tags' ? 'tag' : 'branch', pattern: value as string }],
      };
    }, rule);
  });
  return { ...grant, rules };
}
