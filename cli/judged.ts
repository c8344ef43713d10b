import type { Judgement, Report } from '../policies/index';
import type { Subject } from './subject';
import { VERSION } from './version';

/** Judges what a command was given. */
export async function judged(
  subject: Subject,
): Promise<{ readonly judgement: Judgement; readonly report: Report }> {
  const { judge, toReport } = await import('../policies/index');
  const judgement = judge({ ...subject, suppressions: subject.federation?.suppress ?? [] });
  return { judgement, report: toReport(judgement, { version: VERSION, input: subject.input }) };
}
