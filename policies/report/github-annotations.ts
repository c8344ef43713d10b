import { complaints, placeOf, type Complaint } from './complaint';
import type { Report } from './report';
import { visible } from './visible';
import { VERDICTS } from './mark';
import { summaryPhrases } from './wording';

const COMMANDS = { error: 'error', warning: 'warning', note: 'notice' } as const;

/**
 * Workflow commands that GitHub Actions turns into annotations; the sum is the last line.
 * @see https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions#setting-an-error-message
 */
export function renderGithubAnnotations(report: Report): string {
  const { sign } = VERDICTS[report.summary.verdict];
  const lines = complaints(report).map((complaint) => annotation(complaint, report));
  return `${[...lines, `${sign} ${report.summary.headline}: ${summaryPhrases(report.summary).join(', ')}`].join('\n')}\n`;
}

function annotation(complaint: Complaint, report: Report): string {
  const { severity, rule, subject, message, fix } = complaint;
  const { file, line, column } = placeOf(complaint, report);
  const properties = [
    ['file', visible(file)],
    ['line', String(line)],
    ...(column === undefined ? [] : [['col', String(column)]]),
    ['title', `refgate ${rule}: ${visible(subject)}`],
  ].map(([name, value]) => `${name}=${property(value as string)}`);
  return `::${COMMANDS[severity]} ${properties.join(',')}::${data(fix === '' ? message : `${message}\nfix: ${fix}`)}`;
}

/** @see https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
