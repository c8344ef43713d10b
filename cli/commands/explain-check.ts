import { Command } from 'commander';
import { writeOutput } from '../output/write-output';
import type { Outcome } from '../output/exit';
import type { Terminal } from '../output/terminal';

/** `refgate explain-check ID`: the page of a check, which needs neither the network nor the folder of the documentation. */
export function explainCheckCommand(terminal: Terminal, _outcome: Outcome): Command {
  return new Command('explain-check')
    .description('print the page of a check: what it finds, why, examples and the fix')
    .argument('[id]', 'id of the check, as a report names it; without it, list every check')
    .addHelpText(
      'after',
      '\nExamples:\n  $ refgate explain-check\n  $ refgate explain-check open-ref-prefix\n',
    )
    .action(async (id: string | undefined) => {
      await writeOutput(id === undefined ? await list() : await page(id), {}, terminal);
    });
}

async function list(): Promise<string> {
  const { CHECKS } = await import('../../policies/index');
  const width = Math.max(...CHECKS.map(({ id }) => id.length));
  return CHECKS.map(
    ({ id, severity, title }) => `${id.padEnd(width)}  ${severity.padEnd(7)}  ${title}\n`,
  ).join('');
}

async function page(id: string): Promise<string> {
  const { CHECKS, closest, RefgateError, renderBesideChecks, renderCheckPage } =
    await import('../../policies/index');
  const check = CHECKS.find((entry) => entry.id === id);
  if (check !== undefined) return renderCheckPage(check);
  const beside = renderBesideChecks(id);
  if (beside !== undefined) return beside;
  const ids = CHECKS.map((entry) => entry.id);
  const near = closest(id, ids);
  throw new RefgateError({
    code: 'ERR_USAGE',
    message: `unknown check \`${id}\``,
    expected: 'the id of a check, as `refgate explain-check` lists them',
    fix: near === undefined ? 'run `refgate explain-check`' : `did you mean \`${near}\`?`,
  });
}
