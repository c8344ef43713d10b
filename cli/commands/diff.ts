import { Command, Option } from 'commander';
import { EXIT_OF, HOLDS, type Outcome } from '../output/exit';
import { accessChanges } from './access-changes';
import { diffAudits } from './diff-audits';
import { inputOptions } from '../inputs/input-options';
import { judgeInput } from './judge-input';
import { writeOutput } from '../output/write-output';
import { pageAssets } from '../output/page-assets';
import { pageOrigin } from '../output/page-origin';
import { sourceLinks } from '../output/source-links';
import type { CommandInputOptions } from '../inputs/command-input';
import { readVersion } from '../inputs/version-input';
import type { Terminal } from '../output/terminal';

interface Options extends CommandInputOptions {
  readonly format: string;
  readonly output?: string;
  readonly issuer?: string;
  readonly quiet?: boolean;
}

const FORMATS = ['pretty', 'json', 'markdown', 'html'] as const;

/** `refgate diff OLD [NEW]`: which access a change gives and takes, for every token there is. */
export function diffCommand(terminal: Terminal, outcome: Outcome): Command {
  return inputOptions(new Command('diff'))
    .description(
      'say for each role which access is gained and lost, with a pipeline that shows it; nothing gained is a proof',
    )
    .argument('<old>', 'an input as for check, a git revision of the declaration, or the JSON of an audit')
    .argument('[new]', 'an input or a git revision; default: the declaration as it is')
    .addOption(new Option('--format <format>', 'how to say it').choices([...FORMATS]).default('pretty'))
    .option('--output <file>', 'write it there instead of standard output')
    .option('--issuer <url>', 'the registered issuer, where nothing tells it')
    .option('-q, --quiet', 'print nothing when no access is gained')
    .addHelpText('after', EXAMPLE)
    .action(async (before: string, after: string | undefined, options: Options) => {
      outcome.code =
        (await diffAudits([before, after], options, terminal)) ??
        (await diff(before, after, options, terminal));
    });
}

async function diff(
  before: string,
  after: string | undefined,
  options: Options,
  terminal: Terminal,
): Promise<number> {
  const { renderChanges, renderReport, withChanges } = await import('../../policies/index');
  const old = await readVersion(before, options, terminal, after === undefined ? [] : [after]);
  const now = await readVersion(after, options, terminal);
  const [was, is] = [await judgeInput(old, terminal), await judgeInput(now, terminal)];
  const changes = await accessChanges(
    { input: old, judgement: was.judgement },
    { input: now, judgement: is.judgement },
    options,
  );
  const report = withChanges(is.report, changes, { comparison: true });
  const format = options.format as (typeof FORMATS)[number];
  const text =
    format === 'pretty'
      ? renderChanges(report, {
          columns: terminal.columns,
          colors: options.output === undefined && terminal.colors,
        })
      : renderReport(
          report,
          format,
          format === 'html'
            ? { before: was.report, assets: await pageAssets(), origin: await pageOrigin(terminal) }
            : { linkTo: sourceLinks(terminal) },
        );
  const code = EXIT_OF[report.summary.verdict];
  if (options.output !== undefined || options.quiet !== true || code !== HOLDS)
    await writeOutput(text, options, terminal);
  return code;
}

const EXAMPLE = `
A declaration is compared as a synth would write it; name \`cdktf.out\` to
compare what was written.
Client ids of the provider are compared when both versions specify them;
otherwise every audience counts as registered in both.
A policy with unknown parts gives no new access where it and all that it is
computed from are unchanged, as long as what comes from outside, such as the
value of a variable, is the same (\`same-unknown-values\`).
Exit codes: 0 no new access (a proof), 1 access is gained, 2 could not tell.

Examples:
  $ refgate diff main                      the declaration here against the branch main
  $ refgate diff old-plan.json plan.json
  $ refgate diff main --format markdown    as a comment of a merge request
  $ refgate diff last-week.json today.json --format markdown    two of \`refgate audit --format json\`
`;
