import { Command } from 'commander';
import { HOLDS, type Outcome } from '../output/exit';
import { inputOptions } from '../inputs/input-options';
import { comparedWith } from './access-changes';
import { judgeInput } from './judge-input';
import { writeOutput } from '../output/write-output';
import { pageAssets } from '../output/page-assets';
import { pageOrigin } from '../output/page-origin';
import { withTableFile, tableOption, type TableOptions } from '../inputs/table-file';
import { readCommandInput, type CommandInputOptions } from '../inputs/command-input';
import type { Terminal } from '../output/terminal';

interface Options extends CommandInputOptions, TableOptions {
  readonly html: string;
  readonly before?: string;
  readonly quiet?: boolean;
}

/** `refgate report --html FILE`: one page that explains itself; it says, it does not judge: the exit code is 0. */
export function reportCommand(terminal: Terminal, outcome: Outcome): Command {
  return tableOption(inputOptions(new Command('report')))
    .description(
      'write one self-contained page: the matrix, each explanation, the proofs, and a box to try a pipeline',
    )
    .argument('[inputs...]', 'what to report on; default: the declaration and what was synthesized from it')
    .requiredOption('--html <file>', 'where the page goes')
    .option(
      '--before <version>',
      'an earlier input, or a git revision of the declaration: the page shows before and after',
    )
    .option('-q, --quiet', 'do not say where the page went')
    .addHelpText(
      'after',
      '\nExamples:\n  $ refgate report --html refgate.html\n  $ refgate report plan.json --before old-plan.json --html change.html\n',
    )
    .action(async (inputs: readonly string[], options: Options) => {
      const { renderHtml } = await import('../../policies/index');
      const input = await readCommandInput(inputs, { ...options, judgesPromises: true }, terminal);
      const withTable = await withTableFile(input, options, terminal);
      const judged = await judgeInput(withTable, terminal, { thorough: true });
      const { report, before } =
        options.before === undefined
          ? { ...judged, before: undefined }
          : await comparedWith(
              options.before,
              { input, names: inputs, ...judged },
              { ...options, thorough: true },
              terminal,
            );
      const html = renderHtml(report, {
        assets: await pageAssets(),
        origin: await pageOrigin(terminal),
        before,
      });
      await writeOutput(html, { ...options, output: options.html }, terminal);
      outcome.code = HOLDS;
    });
}
