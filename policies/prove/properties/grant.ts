import { FALSE, TRUE, and, literal, matches, matchesAny, not, or, type Formula } from '../../automata/index';
import type { Grant, GrantRule } from '../../grant/index';
import { ask } from '../ask';
import { nameOfRole, type RoleTrust } from '../role-trust';
import type { Budget } from '../search';
import type { Verdict } from '../verdict';
import type { GitlabWorld } from '../world/gitlab-world';
import { refPattern } from '../world/ref-pattern';
import { isSameProject, sameProjects } from '../world/same-project';
import type { TokenCase } from '../world/token-case';

/** Nothing more: whatever token the role admits, its grant means. A project that was renamed or moved is still itself, by its id. */
export function admitsOnlyGrant(role: RoleTrust, grant: Grant, world: GitlabWorld, budget?: Budget): Verdict {
  const claim = `${nameOfRole(role)} admits nothing beyond its grant`;
  const region = (tokens: TokenCase): Formula => not(grantedTokens(tokens, grant, world));
  const property = { kind: 'beyond_grant', grant } as const;
  return ask({ roles: [{ role, outcome: 'allow' }], claim, region, property }, world, budget);
}

/** Nothing less: whatever token the grant means, the role admits. A new path or namespace of a project must be admitted only once it is declared. */
export function admitsAllOfGrant(
  role: RoleTrust,
  grant: Grant,
  world: GitlabWorld,
  budget?: Budget,
): Verdict {
  const claim = `${nameOfRole(role)} admits all of its grant`;
  const region = (tokens: TokenCase): Formula =>
    tokens.origin === 'declared' ? grantedTokens(tokens, grant, world) : FALSE;
  const projects = sameProjects(
    world.projects,
    grant.rules.map((rule) => rule.project),
  );
  const about = { origins: ['declared'], projects } as const;
  const property = { kind: 'within_grant', grant } as const;
  return ask({ roles: [{ role, outcome: 'deny' }], claim, region, about, property }, world, budget);
}

/** The tokens of a case that a grant means. */
function grantedTokens(tokens: TokenCase, grant: Grant, world: GitlabWorld): Formula {
  const { origin, pipelineKind, project } = tokens;
  if ((origin !== 'declared' && origin !== 'renamed') || project === undefined) return FALSE;
  // A fork's merge request only looks like the project's own.
  if (pipelineKind === 'fork_merge_request') return FALSE;
  const rules = grant.rules
    .filter((rule) => isSameProject(rule.project, project))
    .map((rule) => ruleFormula(tokens, rule, world))
    .filter((formula) => formula !== FALSE);
  if (rules.length === 0) return FALSE;
  return and(matches(`${world.host}:aud`, literal(grant.audience)), or(...rules));
}

function ruleFormula(
  { subject, pipelineKind, refProtected }: TokenCase,
  rule: GrantRule,
  world: GitlabWorld,
): Formula {
  if (rule.protected && !refProtected) return FALSE;
  const type = pipelineKind === 'tag' ? 'tag' : 'branch';
  const patterns = rule.refs.filter((ref) => ref.type === type);
  if (patterns.length === 0) return FALSE;
  const parts: Formula[] = [];
  if (subject.shows('ref')) parts.push(subject.must('ref', patterns.map(refPattern)));
  else if (!patterns.some(({ pattern }) => /^\*+$/.test(pattern))) return FALSE;
  if (rule.sources !== undefined) {
    // Where AWS cannot see the source nobody can hold a token to it.
    if (!world.isGitlabCom) return FALSE;
    parts.push(
      matchesAny(
        `${world.host}:pipeline_source`,
        rule.sources.map((source) => literal(source)),
      ),
    );
  }
  if (rule.runner !== undefined) {
    if (!world.isGitlabCom) return FALSE;
    parts.push(matches(`${world.host}:runner_environment`, literal(rule.runner)));
  }
  const { environment } = rule;
  if (environment?.protected !== undefined)
    parts.push(subject.must('environment_protected', [[String(environment.protected)]]));
  if (environment?.tier !== undefined) parts.push(subject.must('deployment_tier', [[environment.tier]]));
  return parts.length === 0 ? TRUE : and(...parts);
}
