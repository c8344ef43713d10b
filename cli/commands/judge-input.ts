import type { FailOn, Judgement, Report } from '../../policies/index';
import { progressLine } from '../output/progress';
import type { CommandInput } from '../inputs/command-input';
import { epochSeconds } from '../inputs/epoch-seconds';
import type { Terminal } from '../output/terminal';
import { VERSION } from '../version';

/** Up to so many proofs a command finds out which assumptions each of them needs: a question for each assumption. */
const FEW_PROOFS = 100;

/** Whether a command finds out which assumptions each proof needs. */
export function asksNeeded(roles: number, promises: number): boolean {
  return 2 * roles + promises <= FEW_PROOFS;
}

export interface JudgeOptions {
  /** Whether to find out what each proof needs, where there are few. @default false */
  readonly thorough?: boolean;
  readonly strict?: boolean;
  readonly failOn?: FailOn;
  readonly allowEmpty?: boolean;
  /** Epoch seconds, for conditions on the clock, as typed. */
  readonly now?: string;
}

/** Judges what a command was given. */
export async function judgeInput(
  commandInput: CommandInput,
  terminal: Terminal,
  { thorough = false, strict = false, failOn, allowEmpty = false, now }: JudgeOptions = {},
): Promise<{ readonly judgement: Judgement; readonly report: Report }> {
  const { judge, toReport } = await import('../../policies/index');
  const progress = progressLine(terminal);
  const { federation } = commandInput;
  const judgement = judge({
    ...commandInput,
    suppressions: commandInput.federation?.suppress ?? [],
    proofs: { needed: thorough && asksNeeded(federation?.roles.size ?? 0, federation?.prove.length ?? 0) },
    now: now === undefined ? undefined : await epochSeconds(now),
    onProgress: progress.step,
  });
  progress.end();
  return {
    judgement,
    report: toReport(judgement, { version: VERSION, input: commandInput.input, strict, failOn, allowEmpty }),
  };
}
