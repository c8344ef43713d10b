import { relative, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { runApp } from './run-app';
import { BROKEN, CANNOT_TELL, HOLDS, type Outcome } from '../output/exit';
import { readFederation } from '../inputs/federation-file';
import { judgeInput } from './judge-input';
import { whileWaiting } from '../output/progress';
import type { Terminal } from '../output/terminal';
import type { Matrix } from '../../policies/index';

interface Options {
  readonly file: string;
  readonly out: string;
  readonly app?: string;
  readonly hcl?: boolean;
  readonly format: 'pretty' | 'json';
  readonly quiet?: boolean;
}

/** `refgate synth`: declaration → Terraform on disk → read back → who can assume what. */
export function synthCommand(terminal: Terminal, outcome: Outcome): Command {
  return new Command('synth')
    .description('write the Terraform of federation.yaml, read it back, and show who can assume which role')
    .option('-f, --file <file>', 'the declaration', 'federation.yaml')
    .option('-o, --out <dir>', 'where the Terraform goes', 'cdktf.out')
    .option('--app <command>', 'the CDKTF app; default: `app` of cdktf.json, else the one of refgate')
    .option(
      '--hcl',
      'as HCL for a team without Node, with the table as native tests, instead of `cdk.tf.json`',
    )
    .addOption(
      new Option('--format <format>', 'how to say it: `json` is the report of `refgate check`')
        .choices(['pretty', 'json'])
        .default('pretty'),
    )
    .option('-q, --quiet', 'print nothing when all holds')
    .addHelpText('after', EXAMPLE)
    .action(async (options: Options) => {
      outcome.code = await synth(options, terminal);
    });
}

async function synth(options: Options, terminal: Terminal): Promise<number> {
  const hcl = options.hcl === true || terminal.env.REFGATE_HCL === '1';
  // The app starts while the declaration is read here, and is stopped where that is wrong: it would say the same again.
  const said: string[] = [];
  const needless = new AbortController();
  const running = runApp(
    { ...options, hcl, signal: needless.signal },
    { ...terminal, err: (text) => void said.push(text) },
  );
  // it may end before anything waits for it
  running.catch(() => undefined);
  const federation = await readFederation(resolve(terminal.cwd, options.file), options.file).catch(
    async (error: unknown) => {
      needless.abort();
      await running.catch(() => undefined);
      throw error;
    },
  );
  const status = await whileWaiting('writing the Terraform', running, terminal);
  for (const text of said) terminal.err(text);
  if (status !== 0) return status === BROKEN ? BROKEN : CANNOT_TELL;
  const { brokenLines, judgeTable, renderMatrix, renderReport } = await import('../../policies/index');
  const { readStacks } = await import('../inputs/stacks');
  const stacks = await readStacks(resolve(terminal.cwd, options.out), terminal, { name: options.out });
  const artifacts = stacks.map(({ artifact }) => artifact);
  const matrix = judgeTable(federation, artifacts);
  const broken = brokenLines(matrix);
  const commandInput = {
    input: { kind: 'synthesized stacks', name: options.out },
    federation,
    artifacts,
  } as const;
  // the app refuses what is broken otherwise, unless it is told to allow it
  const isBroken =
    broken.length > 0 ||
    (allowsBroken(terminal) &&
      (await judgeInput(commandInput, terminal)).report.summary.verdict === 'broken');
  if (options.quiet === true && !isBroken) return HOLDS;
  if (options.format === 'json') {
    const { report } = await judgeInput(commandInput, terminal);
    terminal.out(renderReport(report, 'json'));
    return codeOf(isBroken, terminal);
  }
  if (matrix.rows.length > 0) terminal.out(`${renderMatrix(matrix, terminal)}\n\n`);
  for (const line of broken) terminal.out(`✗ ${line}\n`);
  const others = isBroken && broken.length === 0 ? 'what else is promised does not, ' : '';
  terminal.out(`${tableInWords(matrix, broken.length)}, ${others}read back from what was written:\n`);
  for (const { file } of stacks) terminal.out(`  ${relative(terminal.cwd, resolve(terminal.cwd, file))}\n`);
  return codeOf(isBroken, terminal);
}

/** How many cells of the table hold; without a row there is none, and nothing of it holds. */
function tableInWords({ rows, roles }: Matrix, broken: number): string {
  const cells = rows.length * roles.length;
  if (cells === 0) return 'no pipeline is declared in `table`: none was tried';
  const size = `${rows.length} ${rows.length === 1 ? 'pipeline' : 'pipelines'} × ${roles.length} ${roles.length === 1 ? 'role' : 'roles'}`;
  if (broken > 0) return `${size}: ${broken} of ${cells} promises are broken`;
  return cells === 1 ? `${size}: the promise holds` : `${size}: all ${cells} promises hold`;
}

function allowsBroken({ env }: Terminal): boolean {
  return env.REFGATE_ALLOW_BROKEN === '1';
}

function codeOf(isBroken: boolean, terminal: Terminal): number {
  if (!isBroken) return HOLDS;
  if (!allowsBroken(terminal)) return BROKEN;
  terminal.err(
    'REFGATE_ALLOW_BROKEN=1: broken promises are allowed, and this Terraform must not be applied\n',
  );
  return HOLDS;
}

const EXAMPLE = `
A row of the table that does not hold fails the synth, with the row, the role
and the reason; REFGATE_ALLOW_BROKEN=1 writes the Terraform anyway.

Example:
  $ refgate synth --file federation.yaml --out cdktf.out
  $ refgate synth --hcl
`;
