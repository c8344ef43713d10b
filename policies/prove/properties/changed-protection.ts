import { FALSE, TRUE, type Formula } from '../../automata/index';
import { ruleCovers, type Project, type Protection } from '../../gitlab/index';
import type { Policy, Statement } from '../../trust/index';
import { ask } from '../ask';
import { nameOfRole, type RoleTrust } from '../role-trust';
import type { Budget } from '../search';
import type { Verdict } from '../verdict';
import type { GitlabWorld } from '../world/gitlab-world';
import { refPattern } from '../world/ref-pattern';
import { isSameProject } from '../world/same-project';
import type { TokenCase } from '../world/token-case';

/**
 * No access is gained because the protection rules of declared projects changed: every token that a role admits now and whose
 * `ref_protected` is another one than before was admitted before, whatever it was. Access that the change of the policy itself gives is
 * another question.
 * @param before the role as it was, without the ways to it
 * @param declaredBefore the projects with the rules that they had
 * @param world with the rules that they have
 */
export function noAccessByProtection(
  before: RoleTrust | undefined,
  after: RoleTrust,
  declaredBefore: readonly Project[],
  world: GitlabWorld,
  budget?: Budget,
): Verdict | undefined {
  const changed = new Map(
    world.projects.flatMap((project): (readonly [Project, Project])[] => {
      const was = declaredBefore.find((one) => isSameProject(one, project));
      return was === undefined || !hasChanged(was, project) ? [] : [[project, was]];
    }),
  );
  if (changed.size === 0) return undefined;
  const others =
    before === undefined || [...changed.keys()].some(({ subClaim }) => subClaim.includes('ref_protected'))
      ? []
      : [{ role: { ...before, policy: whateverProtection(before.policy) }, outcome: 'deny' } as const];
  return ask(
    {
      roles: [{ role: after, outcome: 'allow' }, ...others],
      claim: `${nameOfRole(after)} admits no ref that the changed protection rules add`,
      region: (tokens) => addedTokens(tokens, changed),
      about: { origins: OWN, projects: new Set(changed.keys()) },
    },
    world,
    budget,
  );
}

/** The tokens of a case that GitLab could not mint under the rules as they were. */
function addedTokens(
  { origin, project, pipelineKind, refProtected, subject }: TokenCase,
  changed: ReadonlyMap<Project, Project>,
): Formula {
  const was = project === undefined ? undefined : changed.get(project);
  if (was === undefined || project === undefined || !OWN.includes(origin)) return FALSE;
  const [old, now] = [was, project].map((one) =>
    pipelineKind === 'tag' ? one.protectedTags : one.protectedBranches,
  ) as [Protection, Protection];
  if (pipelineKind === 'merge_request' || pipelineKind === 'fork_merge_request') {
    if (!refProtected) return FALSE;
    if (was.protectMergeRequestPipelines === false && project.protectMergeRequestPipelines !== false)
      return TRUE;
    if (old === 'unknown' || !isWider(old, now)) return FALSE;
    // Source and target are protected: with another protected target, every source counts.
    return TRUE;
  }
  if (old === 'unknown') return FALSE;
  if (refProtected) return isWider(old, now) ? subject.never('ref', old.map(refPattern)) : FALSE;
  return now === 'unknown' || isWider(now, old) ? subject.may('ref', old.map(refPattern)) : FALSE;
}

const OWN: readonly TokenCase['origin'][] = ['declared', 'renamed'];

/** Whether a rule is not within a single one of the earlier rules: what looks so is treated as wider. */
function isWider(old: Protection, now: Protection): boolean {
  if (old === 'unknown') return false;
  if (now === 'unknown') return true;
  // a `*` of the inner pattern is a character like any other to the outer one, which then covers whatever it stands for
  return now.some(({ pattern }) => !old.some((rule) => ruleCovers(rule.pattern, pattern)));
}

function hasChanged(was: Project, is: Project): boolean {
  const rules = ({ protectedBranches, protectedTags, protectMergeRequestPipelines }: Project): string =>
    JSON.stringify([
      ...[protectedBranches, protectedTags].map((list) =>
        list === 'unknown' ? list : list.map(({ pattern }) => pattern).toSorted(),
      ),
      protectMergeRequestPipelines ?? null,
    ]);
  return rules(was) !== rules(is);
}

/** The least that a policy admits of a token, whatever `ref_protected` is. */
function whateverProtection(policy: Policy): Policy {
  return {
    ...policy,
    statements: policy.statements.flatMap((statement): readonly Statement[] => {
      const conditions = statement.conditions.filter(({ key }) => !/:ref_protected$/i.test(key));
      if (conditions.length === statement.conditions.length) return [statement];
      return statement.effect === 'Allow' ? [] : [{ ...statement, conditions }];
    }),
  };
}
