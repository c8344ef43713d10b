import { readFileSync } from 'node:fs';
import { synthFederation } from './modules/index';
import {
  formatProblem,
  judgeStack,
  parseFederation,
  type Problem,
  quote,
  RefgateError,
} from './policies/index';

/**
 * The composition root: what `REFGATE_FEDERATION` declares becomes Terraform in `CDKTF_OUTDIR`, unless a row of its table does
 * not hold for what would be written (`REFGATE_ALLOW_BROKEN=1` writes it all the same, loudly).
 * With `--hcl`, or `REFGATE_HCL=1`, it is written as HCL.
 * Exit code 1 = a promise does not hold, 2 = the declaration cannot be read, or not be written as Terraform. Never a stack trace.
 */
function main(): number {
  const {
    REFGATE_FEDERATION: file = 'federation.yaml',
    CDKTF_OUTDIR: outdir = 'cdktf.out',
    REFGATE_FEDERATION_NAME: name = file,
    REFGATE_ALLOW_BROKEN,
    REFGATE_HCL,
  } = process.env;
  try {
    const parsed = parseFederation(readText(file), name);
    if (!parsed.ok) return report(parsed.problems);
    const { federation } = parsed;
    synthFederation(federation, {
      outdir,
      form: process.argv.includes('--hcl') || REFGATE_HCL === '1' ? 'hcl' : 'json',
      validation: {
        judge: ({ stack, json }) => judgeStack(federation, stack, json),
        allowBroken: REFGATE_ALLOW_BROKEN === '1',
        warn: (line) => void process.stderr.write(`WARNING: ${line}\n`),
      },
    });
    return 0;
  } catch (error) {
    return report(error instanceof RefgateError ? error.problems : [unforeseen(error)]);
  }
}

/** What no rule foresaw is one line, too, and no promise is broken by it. */
function unforeseen(error: unknown): Problem {
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'ERR_INTERNAL', message: `${message}; please report this` };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new RefgateError({
      code: 'ERR_INPUT_READ',
      message: `cannot read ${quote(file)}`,
      got: (error as NodeJS.ErrnoException).code,
      fix: 'set REFGATE_FEDERATION to the file that declares the federation',
    });
  }
}

function report(problems: readonly Problem[]): number {
  for (const problem of problems) process.stderr.write(`${formatProblem(problem)}\n`);
  return problems.every(({ code }) => code === 'ERR_BROKEN_PROMISE') ? 1 : 2;
}

process.exitCode = main();
