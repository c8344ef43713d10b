import type { WrittenAllowed, WrittenGitlab, WrittenOwner, WrittenRule } from '../../artifact/index';
import { quote } from '../../errors';
import type { AccessLevel } from '../../gitlab/index';
import type { Named, NamedRight } from '../../mint/index';
import { finding, type AuditFinding } from '../finding';
import type { GitlabSnapshot, SeenProject } from '../snapshot/snapshot';
import type { DriftInput } from './drift-input';
import { LEVELS } from './levels';
import { groupOf, projectOf, sayOfResource, type SayOfResource } from './state-owner';
import { variableDrift } from './state-variables';

/** The CI/CD variables and protection rules of Terraform's state beside those that GitLab has. */
export function gitlabStateDrift({ state, snapshot }: DriftInput): readonly AuditFinding[] {
  const written = state?.artifact.gitlab;
  if (written === undefined) return [];
  const { variables, rules } = written;
  if (snapshot === undefined) return noSnapshot(written);
  return [
    ...notThere([...variables, ...rules], snapshot),
    ...variableDrift(variables, snapshot),
    ...rules.flatMap((rule) => {
      const project = projectOf(rule.owner, snapshot);
      return project === undefined ? [] : ofRule(rule, project);
    }),
  ];
}

function noSnapshot({ variables, rules }: WrittenGitlab): readonly AuditFinding[] {
  const [first, ...others] = [...variables, ...rules];
  if (first === undefined) return [];
  const rest = others.length === 0 ? '' : ` and ${others.length} more of GitLab`;
  const message = `the state has ${quote(first.address)}${rest}, and no snapshot of GitLab was given`;
  return [finding('state-gitlab-not-compared', { message, what: 'snapshot' })];
}

/** One finding for each project or group that the snapshot does not have. */
function notThere(
  resources: readonly { readonly owner: WrittenOwner; readonly address: string }[],
  snapshot: GitlabSnapshot,
): readonly AuditFinding[] {
  const missing = new Map<string, string>();
  for (const { owner, address } of resources) {
    const found = owner.kind === 'project' ? projectOf(owner, snapshot) : groupOf(owner, snapshot);
    if (found === undefined) missing.set(`${owner.kind} ${quote(owner.name)}`, address);
  }
  return [...missing].map(([owner, address]) =>
    finding('state-gitlab-not-compared', {
      message: `the state has ${quote(address)} in the ${owner}, which is not in the snapshot`,
      what: owner,
    }),
  );
}

/** A rule as the snapshot has it: who may do what. */
type SeenAllowed = Readonly<Record<string, { readonly level: AccessLevel; readonly by?: NamedRight }>>;

function ofRule(rule: WrittenRule, project: SeenProject): readonly AuditFinding[] {
  const { address, kind, name, allowed } = rule;
  const say = sayOfResource(
    address,
    `the protected ${kind} ${quote(name)} of ${quote(project.path)}`,
    project.path,
  );
  const is = seenRule(rule, project);
  if (is === 'unknown') return [say('state-gitlab-not-compared', 'was not read from GitLab')];
  if (is === undefined) return [say('state-rule-deleted', 'does not exist')];
  if (is === 'levels_unknown')
    return [say('state-gitlab-not-compared', 'is there, and who it allows was not read from GitLab')];
  return Object.entries(allowed).flatMap(([what, meant]) => {
    const there = is[what];
    return there === undefined ? [] : ofAllowed(what, meant, there, say);
  });
}

function ofAllowed(
  what: string,
  meant: WrittenAllowed,
  { level, by }: SeenAllowed[string],
  say: SayOfResource,
): readonly AuditFinding[] {
  const roles = meant.roles.map((word) => LEVEL_WORDS.get(word));
  const known = roles.filter((role) => role !== undefined);
  if (known.length < roles.length || (known.length === 0 && !meant.names))
    return [say('state-gitlab-not-compared', `has a level to ${what} that the state does not tell`, what)];
  const wanted = LEVELS[Math.min(...known.map((role) => LEVELS.indexOf(role)))] ?? 'no_one';
  const role = by?.role ?? level;
  const wider = LEVELS.indexOf(role) - LEVELS.indexOf(wanted);
  const text = `allows \`${role}\` to ${what}, in the state \`${wanted}\``;
  const found = wider < 0 ? [say('state-rule-weaker', text, what)] : [];
  if (meant.names)
    return [
      ...found,
      say('state-gitlab-not-compared', `names users or groups to ${what}, which are not compared`, what),
    ];
  if (by !== undefined && by.named.length > 0)
    return [
      ...found,
      say(
        'state-rule-weaker',
        `also allows ${namedText(by.named)} to ${what}, unlike the state`,
        `${what} named`,
      ),
    ];
  return wider > 0 ? [say('state-rule-stricter', text, what)] : found;
}

function namedText(named: readonly Named[]): string {
  return named.map(({ kind, name }) => `the ${kind.replaceAll('_', ' ')} ${quote(name)}`).join(', ');
}

/** @see https://registry.terraform.io/providers/gitlabhq/gitlab/latest/docs/resources/branch_protection */
const LEVEL_WORDS: ReadonlyMap<string, AccessLevel> = new Map([
  ['no one', 'no_one'],
  ['developer', 'developer'],
  ['maintainer', 'maintainer'],
  ['admin', 'admin'],
]);

function seenRule(
  { kind, name }: WrittenRule,
  project: SeenProject,
): SeenAllowed | 'unknown' | 'levels_unknown' | undefined {
  if (kind === 'environment') {
    const { protectedEnvironments: names, rights } = project;
    if (names === 'unknown') return 'unknown';
    if (!names.includes(name)) return undefined;
    const rule =
      rights.environments === 'unknown' ? undefined : rights.environments.find((one) => one.name === name);
    return rule === undefined ? 'levels_unknown' : { deploy: { level: rule.deploy, by: rule.deployBy } };
  }
  const rules = kind === 'branch' ? project.protectedBranches : project.protectedTags;
  if (rules === 'unknown') return 'unknown';
  const rule = rules.find(({ pattern }) => pattern === name);
  if (rule === undefined) return undefined;
  const push = { level: rule.push, by: rule.pushBy };
  return kind === 'tag' ? { create: push } : { push, merge: { level: rule.merge, by: rule.mergeBy } };
}
