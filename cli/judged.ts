import type { Judgement, Report } from '../policies/index';
import { progressLine } from './progress';
import type { Subject } from './subject';
import type { Terminal } from './terminal';
import { VERSION } from './version';

/** Judges what a command was given. */
export async function judged(
  subject: Subject,
  terminal: Terminal,
): Promise<{ readonly judgement: Judgement; readonly report: Report }> {
  const { judge, toReport } = await import('../policies/index');
  const progress = progressLine(terminal);
  const judgement = judge({
    ...subject,
    suppressions: subject.federation?.suppress ?? [],
    onProgress: progress.step,
  });
  progress.end();
  return { judgement, report: toReport(judgement, { version: VERSION, input: subject.input }) };
}
