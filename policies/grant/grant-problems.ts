import type { Problem } from '../errors';
import { quote } from '../errors';
import {
  CLAIMS,
  LEADING_COMPONENTS,
  PIPELINE_SOURCES,
  RUNNERS,
  type ClaimRow,
  type Project,
  type SubClaimComponent,
} from '../gitlab/index';
import { isGitlabCom } from '../context/index';
import { LIMITS } from '../limits/index';
import type { BreakGlass, Grant, GrantRule, RequestConditions } from './grant';

/**
 * Why an intent cannot be written as a trust policy: it names what cannot exist, or the token does not carry what would tell its
 * tokens from others. A value that only Terraform knows is refused too: nothing could be proved of it.
 */
export function grantProblems(grant: Grant): readonly Problem[] {
  const whole: readonly (Problem | undefined)[] = [
    grant.rules.length === 0
      ? broken('the grant has no rule', 'name at least one project with a branch or a tag')
      : undefined,
    LIMITS.audience(grant.audience),
    ...requestProblems(grant.request),
    ...breakGlassProblems(grant.breakGlass),
  ];
  const com = isGitlabCom(grant.issuer);
  const problems = [
    ...whole.filter((problem) => problem !== undefined),
    ...grant.rules.flatMap((rule) => [
      ...projectProblems(rule.project, com),
      ...refProblems(rule),
      ...sourceProblems(rule, com),
      ...runnerProblems(rule, com),
      ...enforcementProblems(rule, com),
    ]),
  ];
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

function requestProblems(request: RequestConditions | undefined): readonly (Problem | undefined)[] {
  if (request === undefined) return [];
  const { sourceIp = [], sourceVpc = [], sourceVpce = [] } = request;
  return [
    LIMITS.requestConditions(request),
    ...sourceIp.map(LIMITS.sourceAddress),
    ...sourceVpc.map(LIMITS.vpcId),
    ...sourceVpce.map(LIMITS.vpcEndpointId),
  ];
}

function breakGlassProblems(breakGlass: BreakGlass | undefined): readonly (Problem | undefined)[] {
  if (breakGlass === undefined) return [];
  return [LIMITS.breakGlassPrincipal(breakGlass.principal) ?? LIMITS.breakGlass(breakGlass)];
}

function broken(message: string, fix: string): Problem {
  return { code: 'ERR_GRANT', message, fix };
}

function projectProblems(project: Project, com: boolean): readonly Problem[] {
  const problems: Problem[] = [];
  const subject = quote(project.path);
  const has = (component: SubClaimComponent): boolean => project.subClaim.includes(component);
  const path = LIMITS.projectPath(project.path);
  if (path !== undefined) problems.push(path);
  for (const [name, id] of [
    ['id', project.id],
    ['namespaceId', project.namespaceId],
  ] as const) {
    const fault = id === undefined ? undefined : LIMITS.gitlabId(typeof id === 'string' ? id : typeof id);
    if (fault !== undefined) {
      problems.push({
        ...fault,
        got: `${quote(name)} of ${subject}`,
        expected: 'a string of decimal digits that is known when the Terraform is written',
      });
    }
  }
  if (com && (project.id === undefined || project.namespaceId === undefined))
    problems.push(
      broken(`${subject} has no id`, 'on gitlab.com a path is not an identity: give `id` and `namespace_id`'),
    );
  const named = project.subClaim
    .map((name): ClaimRow => CLAIMS[name])
    .filter((row) => row.project !== undefined);
  if (project.id === undefined && named.some(({ values }) => values.kind === 'id'))
    problems.push(broken(`${subject} has no id, but its \`sub\` names it`, 'give `id`'));
  if (named.length === 0)
    problems.push(
      broken(
        `the \`sub\` of ${subject} does not name the project`,
        `put one of ${LEADING_COMPONENTS.map(quote).join(', ')} first`,
      ),
    );
  if (!has('ref_type') || !has('ref'))
    problems.push(
      broken(
        `the \`sub\` of ${subject} cannot tell branches and tags apart`,
        'its `sub_claim` needs `ref_type` and `ref`',
      ),
    );
  return problems;
}

function refProblems({ project, refs }: GrantRule): readonly Problem[] {
  if (refs.length === 0)
    return [broken(`the grant for ${quote(project.path)} names no ref`, 'name at least one branch or tag')];
  return refs.flatMap(({ type, pattern }) => {
    const unknown = type !== 'branch' && type !== 'tag';
    const problem = LIMITS.refPattern(pattern) ?? LIMITS.iamRefPattern(pattern);
    return [
      ...(unknown
        ? [broken(`a ref is a branch or a tag, not ${quote(String(type))}`, 'write `branch` or `tag`')]
        : []),
      ...(problem === undefined ? [] : [problem]),
    ];
  });
}

function sourceProblems({ project, sources }: GrantRule, com: boolean): readonly Problem[] {
  if (sources === undefined) return [];
  const unknown = sources.find((source) => !PIPELINE_SOURCES.includes(source));
  return [
    ...(com
      ? []
      : [
          broken(
            '`sources` cannot be enforced for this issuer',
            'AWS fills `pipeline_source` for gitlab.com only: leave `sources` out',
          ),
        ]),
    ...(sources.length === 0
      ? [
          broken(
            `the grant for ${quote(project.path)} allows no pipeline source`,
            'name one, or leave `sources` out',
          ),
        ]
      : []),
    ...(unknown === undefined
      ? []
      : [
          broken(
            `no pipeline has the source ${quote(String(unknown))}`,
            'write one that GitLab has, such as `push`',
          ),
        ]),
  ];
}

function runnerProblems({ runner }: GrantRule, com: boolean): readonly Problem[] {
  if (runner === undefined) return [];
  if (!RUNNERS.includes(runner))
    return [
      broken(
        `invalid runner environment ${quote(String(runner))}`,
        `write ${RUNNERS.map(quote).join(' or ')}`,
      ),
    ];
  if (com) return [];
  return [
    broken(
      '`runner` cannot be enforced for this issuer',
      'AWS reads `runner_environment` from gitlab.com tokens only: omit `runner`',
    ),
  ];
}

/** Conditions that no claim in the token can carry. */
function enforcementProblems(rule: GrantRule, com: boolean): readonly Problem[] {
  const { project, environment } = rule;
  const subject = quote(project.path);
  const missing = (component: SubClaimComponent): boolean => !project.subClaim.includes(component);
  const problems: Problem[] = [];
  if (!com && rule.protected && missing('ref_protected'))
    problems.push(
      broken(
        `protection of ${subject} cannot be enforced`,
        'AWS fills `ref_protected` for gitlab.com only: add `ref_protected` to its `sub_claim` (GitLab 18.7)',
      ),
    );
  if (environment?.protected !== undefined && missing('environment_protected'))
    problems.push(
      broken(
        `environment protection of ${subject} cannot be enforced`,
        'add `environment_protected` to its `sub_claim` (GitLab 18.7)',
      ),
    );
  if (environment?.tier !== undefined && missing('deployment_tier'))
    problems.push(
      broken(
        `the deployment tier of ${subject} cannot be enforced`,
        'add `deployment_tier` to its `sub_claim` (GitLab 18.7)',
      ),
    );
  return problems;
}
