import { LINT_RULES } from './registry';
import type { LintRule } from './lint-rule';

/** The page of the documentation with every rule of the lint and its two examples. */
export function renderLintPage(): string {
  return [
    '# Rules of `refgate ci --lint`',
    '',
    '<!-- Written by `npm run docs` from `policies/ci-lint/rules`. -->',
    '',
    'The file is resolved as GitLab does: local `include`, `extends`, `!reference`, `default` and `inherit`; of a key that is given twice the last',
    'one counts. What cannot be followed, such as an include of another project or a variable that nothing gives, is listed as',
    '`cannot determine`, and the exit code is 2. For includes of other places lint the merged file, as `glab ci config compile` writes it.',
    '',
    '| rule | severity | finds |',
    '| --- | --- | --- |',
    ...LINT_RULES.map(({ id, severity, title }) => `| [${id}](#${id}) | ${severity} | ${title} |`),
    '',
    ...LINT_RULES.flatMap(renderRule),
  ].join('\n');
}

function renderRule({ id, title, rationale, bad, good, fix, sources }: LintRule): readonly string[] {
  const fence = (text: string): readonly string[] => ['```yaml', text.trimEnd(), '```', ''];
  return [
    `## ${id}`,
    '',
    `${title.charAt(0).toUpperCase()}${title.slice(1)}.`,
    '',
    rationale,
    '',
    'Bad:',
    '',
    ...fence(bad),
    'Good:',
    '',
    ...fence(good),
    `Fix: ${fix}.`,
    '',
    `Sources: ${sources.map((url) => `<${url}>`).join(', ')}`,
    '',
  ];
}
