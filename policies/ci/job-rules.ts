import type { PipelineSource } from '../gitlab/index';
import type { Grant, GrantRule, RefPattern } from '../grant/index';

/**
 * The `rules: if` expressions of a job that a grant admits: the job runs where its token can assume the role, and nowhere else. What rules cannot
 * see is omitted: ids, the audience, the environment.
 * @see https://docs.gitlab.com/ci/variables/predefined_variables/
 * @see https://docs.gitlab.com/ci/jobs/job_rules/#cicd-variable-expressions
 */
export function jobRules(grant: Grant): readonly string[] {
  return [...new Set(grant.rules.flatMap(ruleExpressions))];
}

/** The sources that a pipeline for a merge request has. */
const OF_MERGE_REQUESTS: readonly PipelineSource[] = ['merge_request_event', 'parent_pipeline'];

function ruleExpressions(rule: GrantRule): readonly string[] {
  const { project, refs, sources } = rule;
  const patterns = (type: RefPattern['type']): readonly string[] =>
    refs.filter((ref) => ref.type === type).map(({ pattern }) => pattern);
  const branches = patterns('branch');
  const tags = patterns('tag');
  const ofRef = sources === undefined || sources.some((source) => source !== 'merge_request_event');
  const ofMergeRequest =
    sources === undefined || sources.some((source) => OF_MERGE_REQUESTS.includes(source));
  const path = matches('CI_PROJECT_PATH', [project.path]);
  const rest = [
    ...(rule.protected ? ['$CI_COMMIT_REF_PROTECTED == "true"'] : []),
    ...(sources === undefined ? [] : [matches('CI_PIPELINE_SOURCE', sources)]),
  ];
  const all = (...conditions: readonly string[]): string => [path, ...conditions, ...rest].join(' && ');
  return [
    ...(branches.length > 0 && ofRef ? [all(matches('CI_COMMIT_BRANCH', branches))] : []),
    ...(tags.length > 0 && ofRef ? [all(matches('CI_COMMIT_TAG', tags))] : []),
    ...(branches.length > 0 && ofMergeRequest
      ? [
          all(
            matches('CI_MERGE_REQUEST_SOURCE_BRANCH_NAME', branches),
            // A fork's token names the fork.
            '$CI_MERGE_REQUEST_SOURCE_PROJECT_PATH == $CI_PROJECT_PATH',
          ),
        ]
      : []),
  ];
}

/** That a variable is one of some names or patterns with `*`. */
function matches(variable: string, patterns: readonly string[]): string {
  if (patterns.includes('*')) return `$${variable}`;
  const [first = ''] = patterns;
  if (patterns.length === 1 && !/["$*\\]/.test(first)) return `$${variable} == "${first}"`;
  const choices = patterns.map(expressionOf);
  return `$${variable} =~ /^${choices.length === 1 ? choices[0] : `(${choices.join('|')})`}$/`;
}

/** A pattern in the syntax of RE2: every character that could mean something is escaped. */
function expressionOf(pattern: string): string {
  return pattern.replace(/[^\w*\u0080-\uffff-]/g, '\\$&').replaceAll('*', '.*');
}
