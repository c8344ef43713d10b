import { quote } from '../../errors';
import type { Project, ProtectionRule } from '../../gitlab/index';
import { ruleGlob } from '../../prove/index';
import { defineCheck, type Match } from '../check';
import { conditionPointer, on } from '../conditions';
import { EXAMPLE_PROJECT, onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { isReadOnly } from '../permissions';
import { admitting, isThrough } from '../prover';
import { SOURCES } from '../sources';

const HOTFIX = { pattern: 'hotfix-*', push: 'developer', merge: 'developer' } as const;

export const developerMayPush = defineCheck({
  id: 'developer-may-push',
  severity: 'warning',
  title: 'a protected ref that Developers may push gets into a role for protected refs',
  rationale:
    'Protected is not trusted: a rule protects a branch also when it lets Developers push. A role that asks for `ref_protected` expects reviewed code, and gets whatever a Developer pushes to a branch under such a rule.',
  bad: onGitlabCom(
    {
      StringEquals: { ...PINS, 'gitlab.com:ref_protected': 'true' },
      StringLike: { 'gitlab.com:sub': 'project_path:acme/platform/api:ref_type:branch:ref:*' },
    },
    { projects: [{ ...EXAMPLE_PROJECT, protectedBranches: [HOTFIX] }] },
  ),
  good: {
    ...STRICT_EXAMPLE,
    known: {
      projects: [{ ...EXAMPLE_PROJECT, protectedBranches: [...EXAMPLE_PROJECT.protectedBranches, HOTFIX] }],
    },
  },
  fix: 'name the refs that only Maintainers may push, or tighten the rule in GitLab',
  sources: [SOURCES.gitlabProtected],
  run: (input) => {
    if (isReadOnly(input.permissions)) return [];
    return admitting(input).flatMap((view) =>
      riskyProjects(input.projects ?? []).flatMap(({ project, rules }): readonly Match[] => {
        const open = rules.find(({ type, rule }) => {
          const world = { project, rules: false };
          const refs = { declared: project, refType: type, in: { ref: [ruleGlob(rule.pattern)] } };
          const lets = (refProtected: boolean): boolean =>
            isThrough(input, { view, world }, { ...refs, refProtected });
          return lets(true) && !lets(false);
        });
        if (open === undefined) return [];
        const { type, rule } = open;
        const message = `any Developer may push the protected ${type} ${quote(rule.pattern)} of ${quote(project.path)}, which can assume the role`;
        const pointer = on(view, 'sub')[0]?.pointer ?? conditionPointer(view);
        return [{ message, pointer, statement: view.statement }];
      }),
    );
  },
});

interface RiskyProject {
  readonly project: Project;
  readonly rules: readonly { readonly type: 'branch' | 'tag'; readonly rule: ProtectionRule }[];
}

const known = new WeakMap<readonly Project[], readonly RiskyProject[]>();

/** The projects with rules that let any Developer push: looked for once for all roles. */
function riskyProjects(projects: readonly Project[]): readonly RiskyProject[] {
  const before = known.get(projects);
  if (before !== undefined) return before;
  const made = projects.flatMap((project): readonly RiskyProject[] => {
    const rules = [...risky('branch', project.protectedBranches), ...risky('tag', project.protectedTags)];
    return rules.length === 0 ? [] : [{ project, rules }];
  });
  known.set(projects, made);
  return made;
}

function risky(type: 'branch' | 'tag', rules: readonly ProtectionRule[] | 'unknown') {
  return rules === 'unknown'
    ? []
    : rules
        .filter(({ push, merge }) => push === 'developer' || (type === 'branch' && merge === 'developer'))
        .map((rule) => ({ type, rule }));
}
