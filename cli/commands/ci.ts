import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import type { CredentialForm } from '../../policies/index';
import { BROKEN, HOLDS, type Outcome } from '../output/exit';
import { readFederation } from '../inputs/federation-file';
import { writeOutput } from '../output/write-output';
import type { Terminal } from '../output/terminal';

interface Options {
  readonly file: string;
  readonly output?: string;
  readonly credentials: CredentialForm;
  readonly component?: boolean;
  readonly lint?: string;
  readonly quiet?: boolean;
}

/** `refgate ci`: the pipeline of a declaration, or what is wrong with one that is there. */
export function ciCommand(terminal: Terminal, outcome: Outcome): Command {
  return new Command('ci')
    .description('print a ready .gitlab-ci.yml, or find removed token variables in one that is there')
    .option('-f, --file <file>', 'the declaration', 'federation.yaml')
    .option('--output <file>', 'write it there instead of standard output')
    .addOption(
      new Option('--credentials <form>', 'how the jobs get AWS credentials')
        .choices(['token-file', 'sts-script'])
        .default('token-file'),
    )
    .option('--component', 'print a CI/CD component with the check instead')
    .option(
      '--lint <file>',
      'read a .gitlab-ci.yml and find variables that GitLab removed; `-` is standard input',
    )
    .option('-q, --quiet', 'say nothing of the file that was written, or that holds nothing removed')
    .addHelpText('after', EXAMPLE)
    .action(async (options: Options) => {
      outcome.code =
        options.lint === undefined
          ? await print(options, terminal)
          : await lint(options.lint, options, terminal);
    });
}

async function print(options: Options, terminal: Terminal): Promise<number> {
  const { renderComponent, renderPipelineFile } = await import('../../policies/index');
  const text =
    options.component === true
      ? renderComponent()
      : renderPipelineFile(await readFederation(resolve(terminal.cwd, options.file), options.file), {
          credentials: options.credentials,
        });
  await writeOutput(text, options, terminal);
  return HOLDS;
}

async function lint(name: string, { quiet }: Options, terminal: Terminal): Promise<number> {
  const { findRemovedVariables, formatPosition } = await import('../../policies/index');
  const { readText } = await import('../inputs/text-input');
  const findings = findRemovedVariables(await readText(name, terminal), name === '-' ? 'stdin' : name);
  for (const { position, message, fix } of findings)
    terminal.out(`${formatPosition(position)}: ${message}; ${fix}\n`);
  if (findings.length === 0 && quiet !== true) terminal.out(`${name}: nothing that GitLab removed\n`);
  return findings.length === 0 ? HOLDS : BROKEN;
}

const EXAMPLE = `
The pipeline checks the declaration with JUnit and Code Quality reports,
comments on merge requests, plans there and applies on the default branch. It
holds the credential step in two forms and a job for each role, which runs
where the role's trust admits it. CI_JOB_JWT, CI_JOB_JWT_V1 and CI_JOB_JWT_V2
are gone since GitLab 17.0: --lint exits with 1 where a file still uses one.

Examples:
  $ refgate ci > .gitlab-ci.yml
  $ refgate ci --lint .gitlab-ci.yml
`;
