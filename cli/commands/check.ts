import { Command, Option } from 'commander';
import { REPORT_FORMATS, type ReportFormat } from '../../policies/report/format-names';
import type { FailOn } from '../../policies/index';
import { SEVERITIES } from '../../policies/severity';
import { EXIT_OF, HOLDS, type Outcome } from '../output/exit';
import { comparedWith } from './access-changes';
import { judgeInput } from './judge-input';
import { pageAssets } from '../output/page-assets';
import { pageOrigin } from '../output/page-origin';
import { writeCertificates } from '../output/certificates';
import { reportTargets } from '../output/report-outputs';
import { sourceLinks } from '../output/source-links';
import { withTableFile, tableOption, type TableOptions } from '../inputs/table-file';
import { readCommandInput, type CommandInputOptions } from '../inputs/command-input';
import { inputOptions } from '../inputs/input-options';
import { writeOutput } from '../output/write-output';
import type { Terminal } from '../output/terminal';

interface Options extends CommandInputOptions, TableOptions {
  readonly format: string;
  readonly output: readonly string[];
  readonly strict?: boolean;
  readonly failOn?: FailOn;
  readonly allowEmpty?: boolean;
  readonly now?: string;
  readonly before?: string;
  readonly quiet?: boolean;
  readonly certificates?: string;
}

/** `refgate check`: the one command that a pipeline needs. */
export function checkCommand(terminal: Terminal, outcome: Outcome): Command {
  return tableOption(inputOptions(new Command('check')))
    .description('judge trust policies: the table, the proofs and the catalog of mistakes')
    .argument(
      '[inputs...]',
      'a declaration, synthesized stacks, a folder of .tf, a plan or state, a CloudFormation template, a policy, or an answer of the AWS CLI',
    )
    .addOption(
      new Option('--format <format>', 'how to say it').choices([...REPORT_FORMATS]).default('pretty'),
    )
    .option(
      '--output <file>',
      'write the report there instead of standard output; `format=file`, any number of times, for other formats in the same run',
      (file: string, before: readonly string[]) => [...before, file],
      [],
    )
    .addOption(
      new Option('--fail-on <severity>', 'lowest severity of a finding that fails; default: error').choices(
        SEVERITIES,
      ),
    )
    .option('--strict', 'the same as `--fail-on warning`')
    .option('--now <seconds>', 'judge conditions on the clock as of this epoch second')
    .option(
      '--before <version>',
      'an earlier input, or a git revision of the declaration; access that was not there before fails the run',
    )
    .option('--certificates <dir>', 'write a certificate of each proof there, for `refgate verify`')
    .option('--allow-empty', 'pass an input without any role that trusts an OIDC provider')
    .option('-q, --quiet', 'print nothing when all holds')
    .addHelpText('after', EXAMPLE)
    .action(async (inputs: readonly string[], options: Options) => {
      outcome.code = await check(inputs, options, terminal);
    });
}

async function check(inputs: readonly string[], options: Options, terminal: Terminal): Promise<number> {
  const targets = await reportTargets(options.output, options.format as ReportFormat, REPORT_FORMATS);
  const commandInput = await readCommandInput(inputs, { ...options, judgesPromises: true }, terminal);
  const { renderReport } = await import('../../policies/index');
  const judged = await judgeInput(await withTableFile(commandInput, options, terminal), terminal, options);
  if (options.certificates !== undefined) {
    const written = await writeCertificates(options.certificates, judged.judgement.proofs, terminal);
    if (options.quiet !== true) terminal.err(`wrote ${written} certificates into ${options.certificates}\n`);
  }
  const { report, before } =
    options.before === undefined
      ? { ...judged, before: undefined }
      : await comparedWith(
          options.before,
          { input: commandInput, names: inputs, ...judged },
          options,
          terminal,
        );
  const code = EXIT_OF[report.summary.verdict];
  for (const { format, output } of targets) {
    if (output === undefined && options.quiet === true && code === HOLDS) continue;
    const text = renderReport(report, format, {
      columns: terminal.columns,
      colors: output === undefined && terminal.colors,
      ...(format === 'html'
        ? { assets: await pageAssets(), origin: await pageOrigin(terminal), before }
        : {}),
      linkTo: sourceLinks(terminal),
    });
    await writeOutput(text, { output, quiet: options.quiet }, terminal);
  }
  return code;
}

const EXAMPLE = `
Without an input it is federation.yaml with what was synthesized from it.
Several inputs are judged together.

Examples:
  $ refgate check
  $ terraform show -json plan.out | refgate check -
  $ refgate check prod/ devops/                            with the role chains from one to the other
  $ refgate check --before main                            and nothing gained since the branch main
  $ refgate check -r .                                      every root module of a repository
  $ refgate check infra/ --table pipelines.csv
  $ refgate check infra/ --var-file prod.tfvars --output junit=refgate.xml --output html=refgate.html
`;
