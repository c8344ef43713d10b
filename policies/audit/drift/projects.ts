import { quote } from '../../errors';
import type { DeclaredProject } from '../../federation/index';
import type { Protection, ProtectionRule } from '../../gitlab/index';
import { finding, type AuditFinding } from '../finding';
import type { AuditFindingId } from '../finding-kinds';
import { isListed, type GitlabSnapshot, type SeenProject } from '../snapshot/snapshot';
import type { DriftInput } from './drift-input';
import { LEVELS } from './levels';

/** The projects of the declaration beside those of the snapshot. */
export function projectDrift({ federation, snapshot }: DriftInput): readonly AuditFinding[] {
  if (federation === undefined || snapshot === undefined) return [];
  const { issuer } = federation.instance;
  if (snapshot.instance.issuer !== issuer)
    return [
      finding('instance-changed', {
        message: `the snapshot is of ${quote(snapshot.instance.issuer)}, declared is ${quote(issuer)}`,
        what: snapshot.instance.issuer,
      }),
    ];
  return [...federation.projects.values()].flatMap((project) => ofProject(project, snapshot));
}

function ofProject(project: DeclaredProject, snapshot: GitlabSnapshot): readonly AuditFinding[] {
  const { id, path, key } = project;
  const lower = path.toLowerCase();
  const atPath = snapshot.projects.find((one) => one.path.toLowerCase() === lower);
  const byId = id === undefined ? atPath : snapshot.projects.find((one) => one.id === id);
  const say = (kind: AuditFindingId, says: string, what?: string): AuditFinding =>
    finding(kind, {
      message: `the declared project ${quote(key)} (${quote(path)}) ${says}`,
      project: path,
      what,
    });
  const found: AuditFinding[] = [];
  if (byId === undefined || byId.path !== path) {
    if (atPath !== undefined && atPath !== byId)
      found.push(say('declared-path-taken', `has its path taken by project ${atPath.id}`));
    else if (snapshot.paths.some((one) => one.path.toLowerCase() === lower))
      found.push(say('declared-path-free', 'has a path that can be claimed'));
    if (byId !== undefined) found.push(say('declared-project-moved', `is ${quote(byId.path)} today`));
    else if (isListed(snapshot, path)) found.push(say('declared-project-gone', 'does not exist'));
    else found.push(say('declared-project-not-listed', 'is not covered by the snapshot'));
  }
  return byId === undefined ? found : [...found, ...settings(project, byId, say)];
}

type Say = (kind: AuditFindingId, says: string, what?: string) => AuditFinding;

function settings(declared: DeclaredProject, seen: SeenProject, say: Say): readonly AuditFinding[] {
  const {
    namespaceId,
    protectedEnvironments: environments,
    protectMergeRequestPipelines: guarded,
  } = declared;
  const notSeen = (part: string): AuditFinding => {
    const reason = seen.notSeen.find((one) => one.part === part)?.reason;
    return say(
      'project-part-not-seen',
      `has ${part.replaceAll('_', ' ')} that were not read${reason === undefined ? '' : `: ${reason}`}`,
      part,
    );
  };
  const found: AuditFinding[] = [];
  if (namespaceId !== undefined && namespaceId !== seen.namespaceId)
    found.push(say('namespace-changed', `is in namespace ${seen.namespaceId}, declared is ${namespaceId}`));
  found.push(...ruleDifferences(declared.protectedBranches, seen.protectedBranches, BRANCHES, say, notSeen));
  found.push(...ruleDifferences(declared.protectedTags, seen.protectedTags, TAGS, say, notSeen));
  found.push(...environmentLevels(declared, seen, say, notSeen));
  if (environments !== 'unknown') {
    if (seen.protectedEnvironments === 'unknown') found.push(notSeen('protected_environments'));
    else if (environments.toSorted().join('\n') !== seen.protectedEnvironments.toSorted().join('\n'))
      found.push(
        say(
          'environment-rule-changed',
          `has the protected environments ${names(seen.protectedEnvironments)}, declared are ${names(environments)}`,
        ),
      );
  }
  if (declared.subClaim.join() !== seen.subClaim.join())
    found.push(
      say(
        'sub-claim-changed',
        `has the \`sub\` components ${names(seen.subClaim)}, declared are ${names(declared.subClaim)}`,
      ),
    );
  if (guarded !== undefined) {
    if (seen.protectMergeRequestPipelines === undefined)
      found.push(notSeen('protect_merge_request_pipelines'));
    else if (guarded !== seen.protectMergeRequestPipelines)
      found.push(
        say(
          'merge-request-setting-changed',
          `has \`protect_merge_request_pipelines\` ${guarded ? 'off' : 'on'}, declared is ${guarded ? 'on' : 'off'}`,
        ),
      );
  }
  if (declared.visibility !== seen.visibility)
    found.push(say('visibility-changed', `is ${seen.visibility}, declared is ${declared.visibility}`));
  return found;
}

/** Who may deploy to the environments of which the declaration says it. */
function environmentLevels(
  { environmentRules = [] }: DeclaredProject,
  { rights: { environments }, protectedEnvironments }: SeenProject,
  say: Say,
  notSeen: (part: string) => AuditFinding,
): readonly AuditFinding[] {
  if (environmentRules.length === 0 || protectedEnvironments === 'unknown') return [];
  if (environments === 'unknown') return [notSeen('environment_rules')];
  return environmentRules.flatMap(({ name, deploy }) => {
    const is = environments.find((one) => one.name === name);
    if (is === undefined || (is.deploy === deploy && is.deployBy === undefined)) return [];
    const others = is.deployBy === undefined ? '' : ' and whom the rule names';
    return [
      say(
        'environment-level-changed',
        `lets \`${is.deployBy?.role ?? is.deploy}\`${others} deploy to ${quote(name)}, declared is \`${deploy}\``,
        name,
      ),
    ];
  });
}

function names(list: readonly string[]): string {
  return list.length === 0 ? 'none' : list.map(quote).join(', ');
}

/** How the rules of one type are called, and which findings say how they differ. */
interface RuleType {
  readonly part: string;
  readonly word: string;
  readonly removed: AuditFindingId;
  readonly added: AuditFindingId;
  readonly weaker: AuditFindingId;
  readonly stricter: AuditFindingId;
}

const BRANCHES: RuleType = {
  part: 'protected_branches',
  word: 'protected branch',
  removed: 'branch-rule-removed',
  added: 'branch-rule-added',
  weaker: 'branch-rule-weaker',
  stricter: 'branch-rule-stricter',
};
const TAGS: RuleType = {
  part: 'protected_tags',
  word: 'protected tag',
  removed: 'tag-rule-removed',
  added: 'tag-rule-added',
  weaker: 'tag-rule-changed',
  stricter: 'tag-rule-changed',
};

function ruleDifferences(
  declared: Protection,
  seen: Protection,
  { part, word, removed, added, weaker, stricter }: RuleType,
  say: Say,
  notSeen: (part: string) => AuditFinding,
): readonly AuditFinding[] {
  if (declared === 'unknown') return [];
  if (seen === 'unknown') return [notSeen(part)];
  const there = new Map(seen.map((rule) => [rule.pattern, rule]));
  const meant = new Set(declared.map(({ pattern }) => pattern));
  return [
    ...declared.flatMap((rule): readonly AuditFinding[] => {
      const is = there.get(rule.pattern);
      if (is === undefined) return [say(removed, `has no ${word} ${quote(rule.pattern)}`, rule.pattern)];
      const ways = (['push', 'merge'] as const).map(
        (way) => LEVELS.indexOf(is[way]) - LEVELS.indexOf(rule[way]),
      );
      const text = `has the ${word} ${quote(rule.pattern)} with ${levels(is)}, declared is ${levels(rule)}`;
      if (ways.some((way) => way < 0)) return [say(weaker, text, rule.pattern)];
      return ways.some((way) => way > 0) ? [say(stricter, text, rule.pattern)] : [];
    }),
    ...seen
      .filter(({ pattern }) => !meant.has(pattern))
      .map(({ pattern }) => say(added, `has the ${word} ${quote(pattern)}, which is not declared`, pattern)),
  ];
}

function levels({ push, merge }: ProtectionRule): string {
  return push === merge ? `\`${push}\`` : `push \`${push}\` and merge \`${merge}\``;
}
