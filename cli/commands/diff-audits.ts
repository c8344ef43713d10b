import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { BROKEN, CANNOT_TELL, HOLDS } from '../output/exit';
import type { Terminal } from '../output/terminal';
import { writeOutput } from '../output/write-output';

interface Options {
  readonly format: string;
  readonly output?: string;
  readonly quiet?: boolean;
}

/** Only the beginning of a file is looked at before it is known what it is. */
const KIND = /"kind":\s*"refgate-audit"/;

/**
 * Compares two reports of `refgate audit --format json`.
 * @returns the exit code; `undefined` where the first input is something else
 * @throws RefgateError when only one of the two is a report of an audit
 */
export async function diffAudits(
  [before, after]: readonly [string, string | undefined],
  { format, output, quiet }: Options,
  terminal: Terminal,
): Promise<number | undefined> {
  const old = await auditText(before, terminal);
  if (old === undefined) return undefined;
  const { hasWorsened, readAuditReport, RefgateError, renderAudit, renderAuditChanges, withAuditChanges } =
    await import('../../policies/index');
  const now = after === undefined ? undefined : await auditText(after, terminal);
  if (after === undefined || now === undefined)
    throw new RefgateError({
      code: 'ERR_USAGE',
      message: `\`${before}\` is a report of \`refgate audit\`, and ${after === undefined ? 'no later one is given' : `\`${after}\` is not`}`,
      fix: 'name two files of `refgate audit --format json`, the earlier one first',
    });
  const report = withAuditChanges(readAuditReport(now, after), readAuditReport(old, before), before);
  const style = {
    columns: terminal.columns,
    colors: output === undefined && terminal.colors,
  };
  const text =
    format === 'json' || format === 'html'
      ? renderAudit(report, format, { ...style, top: 1, file: after })
      : renderAuditChanges(report, format === 'markdown' ? 'markdown' : 'pretty', style);
  const isOpen = report.findings.some(({ severity }) => severity === 'unknown');
  const code = hasWorsened(report) ? BROKEN : isOpen ? CANNOT_TELL : HOLDS;
  if (output !== undefined || quiet !== true || code !== HOLDS)
    await writeOutput(text, { output, quiet }, terminal);
  return code;
}

async function auditText(name: string, { cwd }: Terminal): Promise<string | undefined> {
  const path = resolve(cwd, name);
  try {
    if (!(await stat(path)).isFile()) return undefined;
    const text = await readFile(path, 'utf8');
    return KIND.test(text.slice(0, 200)) ? text : undefined;
  } catch {
    return undefined;
  }
}
