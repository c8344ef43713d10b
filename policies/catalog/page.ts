import type { Check, Example } from './check';

/** The catalog's page about one check, in Markdown. Pure: same check, same text. */
export function renderCheckPage(check: Check): string {
  const { id, severity, title, rationale, bad, good, fix, sources } = check;
  return (
    [
      `# ${id}`,
      `**${severity}** · ${title}`,
      '## Why it bites',
      rationale,
      '## Bad',
      renderExample(bad),
      '## Good',
      renderExample(good),
      '## Fix',
      sentence(fix),
      sources.length === 1 ? '## Source' : '## Sources',
      sources.map((url) => `- <${url}>`).join('\n'),
      '## Suppress',
      'A finding can be [accepted](../how-to/accept-a-finding.md) in the declaration, for one role or, without `role`, for all of them. The reason has at least ten characters:',
      `\`\`\`yaml\nsuppress:\n  - check: ${id}\n    role: deploy\n    reason: why this is acceptable here\n\`\`\``,
      'An entry that suppresses nothing is itself a finding: [unused-suppression](unused-suppression.md).',
      '',
    ]
      .join('\n\n')
      .trimEnd() + '\n'
  );
}

/** The table of contents of the catalog, in Markdown. */
export function renderCheckIndex(checks: readonly Check[]): string {
  const rows = checks
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ id, severity, title }) => `| [${id}](${id}.md) | ${severity} | ${title} |`);
  return [
    '# Catalog of checks',
    '',
    `${checks.length} mistakes that a trust policy for GitLab CI can make. An *error* lets somebody in who should stay out, or lets`,
    'nobody in at all; a *warning* probably does; a *note* is worth knowing.',
    '',
    '| check | severity | what is wrong |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

function renderExample({ document, known, suppressions }: Example): string {
  const policy = fenced('json', document);
  const facts = { ...known, ...(suppressions === undefined ? {} : { suppressions }) };
  return Object.keys(facts).length === 0
    ? policy
    : `${policy}\n\nWhat is known beside the policy:\n\n${fenced('json', facts)}`;
}

function fenced(language: string, value: unknown): string {
  return `\`\`\`${language}\n${JSON.stringify(value, undefined, 2)}\n\`\`\``;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
