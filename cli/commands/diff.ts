import { Command, Option } from 'commander';
import type { Report, ReportChange } from '../../policies/index';
import { BROKEN, CANNOT_TELL, HOLDS, type Outcome } from '../output/exit';
import { accessChanges } from './access-changes';
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
    .argument('<old>', 'an input as for check, or a git revision of the declaration')
    .argument('[new]', 'an input or a git revision; default: the declaration as it is')
    .addOption(new Option('--format <format>', 'how to say it').choices([...FORMATS]).default('pretty'))
    .option('--output <file>', 'write it there instead of standard output')
    .option('--issuer <url>', 'the registered issuer, where nothing tells it')
    .option('-q, --quiet', 'print nothing when no access is gained')
    .addHelpText('after', EXAMPLE)
    .action(async (before: string, after: string | undefined, options: Options) => {
      outcome.code = await diff(before, after, options, terminal);
    });
}

async function diff(
  before: string,
  after: string | undefined,
  options: Options,
  terminal: Terminal,
): Promise<number> {
  const { newAccess, renderReport, visible, withChanges } = await import('../../policies/index');
  const old = await readVersion(before, options, terminal);
  const now = await readVersion(after, options, terminal);
  const [was, is] = [await judgeInput(old, terminal), await judgeInput(now, terminal)];
  const changes = await accessChanges(
    { input: old, judgement: was.judgement },
    { input: now, judgement: is.judgement },
    options,
  );
  const report = withChanges(is.report, changes);
  const format = options.format as (typeof FORMATS)[number];
  const text =
    format === 'pretty'
      ? changes.map((change) => describe(change, terminal, visible)).join('\n') +
        `\n${verdictOf(changes, is.report, newAccess)}\n`
      : renderReport(
          report,
          format,
          format === 'html'
            ? { before: was.report, assets: await pageAssets(), origin: await pageOrigin(terminal) }
            : { linkTo: sourceLinks(terminal) },
        );
  const code = codeOf(changes, is.report);
  if (options.output !== undefined || options.quiet !== true || code !== HOLDS)
    await writeOutput(text, options, terminal);
  return code;
}

function codeOf(changes: readonly ReportChange[], { unresolved }: Report): number {
  if (changes.some(({ gained }) => gained.length > 0)) return BROKEN;
  return unresolved.length > 0 || changes.some(({ kind }) => kind === 'cannot_tell') ? CANNOT_TELL : HOLDS;
}

/** @param visible makes what a name hides visible */
function describe(
  { kind, gained, lost, needs = [], ...named }: ReportChange,
  { colors }: Terminal,
  visible: (text: string) => string,
): string {
  const role = visible(named.role);
  const reason = named.reason === undefined ? undefined : visible(named.reason);
  const paint = (text: string, color: number): string =>
    colors ? `\u001b[${color}m${text}\u001b[39m` : text;
  const what = {
    added: 'is new',
    removed: 'is gone',
    changed: 'changes',
    same: 'admits the same',
    cannot_tell: 'cannot be compared',
  }[kind];
  const first = kind === 'same' && reason !== undefined ? `${role}: ${reason}` : undefined;
  const rests =
    needs.length === 0 || first !== undefined ? '' : ` (nothing gained needs: ${needs.join(', ')})`;
  return [
    `${first ?? `${role} ${what}${reason === undefined ? '' : `: ${reason}`}`}${rests}`,
    ...gained.map(({ pipeline }) => paint(`  + ${visible(pipeline ?? 'a token')}`, 31)),
    ...lost.map(({ pipeline }) => paint(`  - ${visible(pipeline ?? 'a token')}`, 33)),
  ].join('\n');
}

function verdictOf(
  changes: readonly ReportChange[],
  { unresolved }: Report,
  newAccess: (roles: number) => string,
): string {
  const gaining = changes.filter(({ gained }) => gained.length > 0).length;
  const open = unresolved.length + changes.filter(({ kind }) => kind === 'cannot_tell').length;
  if (gaining > 0) return `\n✗ ${newAccess(gaining)}`;
  if (open > 0)
    return `\n? cannot tell: ${open} ${open === 1 ? 'policy' : 'policies'} could not be read or compared`;
  const needs = [...new Set(changes.flatMap((change) => change.needs ?? []))].toSorted();
  const rests = needs.length === 0 ? '' : ` (needs: ${needs.join(', ')})`;
  return `\n✓ no new access: proved for every token of ${changes.length} ${changes.length === 1 ? 'role' : 'roles'}${rests}`;
}

const EXAMPLE = `
A declaration is compared as a synth would write it; name \`cdktf.out\` to
compare what was written.
Exit codes: 0 no new access (a proof), 1 access is gained, 2 could not tell.

Examples:
  $ refgate diff main                      the declaration here against the branch main
  $ refgate diff old-plan.json plan.json
  $ refgate diff main --format markdown    as a comment of a merge request
`;
