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
      'A finding can be accepted for one role, or for all of them, with a reason of at least ten characters:',
      fenced('json', { check: id, role: 'deploy', reason: 'why this is acceptable here' }),
      'A suppression that suppresses nothing is itself a finding: [unused-suppression](unused-suppression.md).',
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
    `${checks.length} mistakes that a trust policy for GitLab CI can make. An *error* lets in who should not come in, or nobody at all; a`,
    '*warning* probably does; a *note* is worth knowing.',
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
    : `${policy}\n\nknown beside the policy:\n\n${fenced('json', facts)}`;
}

function fenced(language: string, value: unknown): string {
  return `\`\`\`${language}\n${JSON.stringify(value, undefined, 2)}\n\`\`\``;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
