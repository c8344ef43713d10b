import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import type { CredentialForm } from '../../policies/index';
import { HOLDS, type Outcome } from '../output/exit';
import { readFederation } from '../inputs/federation-file';
import { writeOutput } from '../output/write-output';
import { lintFiles, type LintOptions } from './lint-ci';
import type { Terminal } from '../output/terminal';

interface Options extends LintOptions {
  readonly output?: string;
  readonly credentials: CredentialForm;
  readonly component?: boolean;
  readonly pullCheck?: boolean;
  readonly image?: readonly string[];
  readonly lint?: readonly string[];
}

const collect = (value: string, previous: readonly string[] = []): readonly string[] => [...previous, value];

/** `refgate ci`: the pipeline of a declaration, or what is wrong with one that is there. */
export function ciCommand(terminal: Terminal, outcome: Outcome): Command {
  return new Command('ci')
    .description('print a ready .gitlab-ci.yml, or find what keeps the jobs of one from AWS credentials')
    .option('-f, --file <file>', 'the declaration', 'federation.yaml')
    .option('--output <file>', 'write it there instead of standard output')
    .addOption(
      new Option('--credentials <form>', 'how the jobs get AWS credentials')
        .choices(['token-file', 'sts-script'])
        .default('token-file'),
    )
    .option(
      '--image <reference>',
      'run the jobs in this image, pinned by digest: node, terraform or aws-cli of any registry (may be repeated)',
      collect,
    )
    .option('--component', 'print a CI/CD component with the check instead')
    .option('--pull-check', 'with a scheduled job that compares the declaration with GitLab')
    .option('--lint <file...>', 'lint CI files against the declaration; `-` is standard input')
    .option('--project <key>', 'with --lint: the declared project of the files; default: any of them')
    .option('--var <name=value>', 'with --lint: a CI/CD variable of the project (may be repeated)', collect)
    .addOption(
      new Option('--format <format>', 'with --lint: output format')
        .choices(['pretty', 'json'])
        .default('pretty'),
    )
    .option('--strict', 'with --lint: fail on warnings')
    .option('--allow-empty', 'with --lint: pass a file whose jobs ask for no token')
    .option('-q, --quiet', 'do not report the file that was written, or a lint that finds nothing')
    .hook('preAction', (_, action) => {
      if (action.getOptionValueSource('file') === 'cli') action.setOptionValue('fileNamed', true);
    })
    .addHelpText('after', EXAMPLE)
    .action(async (options: Options) => {
      outcome.code =
        options.lint === undefined
          ? await print(options, terminal)
          : await lintFiles(options.lint, options, terminal);
    });
}

async function print(options: Options, terminal: Terminal): Promise<number> {
  const { pinnedImages, renderComponent, renderPipelineFile } = await import('../../policies/index');
  const text =
    options.component === true
      ? renderComponent()
      : renderPipelineFile(await readFederation(resolve(terminal.cwd, options.file), options.file), {
          credentials: options.credentials,
          pullCheck: options.pullCheck,
          images: pinnedImages(options.image ?? []),
        });
  await writeOutput(text, options, terminal);
  return HOLDS;
}

const EXAMPLE = `
The pipeline checks the declaration with JUnit and Code Quality reports,
comments on merge requests, plans there and applies on the default branch. It
holds the credential step in two forms and a job for each role, which runs
where the role's trust admits it.

--lint resolves a CI file as GitLab does and finds audiences, tokens, roles,
rules, session names and lengths that do not fit the declaration. Exit codes:
0 nothing found, 1 an error, 2 something cannot be determined, or no job asks
for a token.

Examples:
  $ refgate ci > .gitlab-ci.yml
  $ refgate ci --pull-check > .gitlab-ci.yml
  $ refgate ci --image node:22@sha256:… > .gitlab-ci.yml
  $ refgate ci --lint .gitlab-ci.yml
  $ glab ci config compile | refgate ci --lint - --project api
`;
