export type { LintFinding, LintInput, LintMatch, LintResult, LintRule, LintSeverity } from './lint-rule';
export type { CiLint, CiLintOptions } from './lint-ci';
export type { OpenPart } from './yaml/node';
export type { RepositoryFiles } from './yaml/include';
export { lintCi } from './lint-ci';
export { LINT_RULES } from './registry';
export { renderLintPage } from './render-lint-page';
