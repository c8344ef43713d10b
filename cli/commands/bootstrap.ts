import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import type { BootstrapOptions, Federation } from '../../policies/index';
import { readFederation } from '../inputs/federation-file';
import { HOLDS, type Outcome } from '../output/exit';
import { writeTo } from '../output/write-output';
import type { Terminal } from '../output/terminal';

interface Options extends BootstrapOptions {
  readonly file: string;
  readonly output: string;
  readonly force?: boolean;
  readonly quiet?: boolean;
}

/** `refgate bootstrap`: the declaration of the provider and the two roles that the emitted pipeline needs before it can apply anything. */
export function bootstrapCommand(terminal: Terminal, outcome: Outcome): Command {
  return new Command('bootstrap')
    .description(
      'write the declaration that an administrator applies once: the provider and the roles of Terraform',
    )
    .option('-f, --file <file>', 'the declaration that the pipeline applies', 'federation.yaml')
    .option('--output <file>', 'where to write it', 'bootstrap.yaml')
    .option('--project <key>', 'declared project whose pipeline runs Terraform; default: the only one')
    .option('--branch <name>', 'protected branch whose pipeline applies; default: the only one')
    .option('--existing-provider', 'look up the OIDC providers, because another stack keeps them')
    .option('--force', 'overwrite an existing file')
    .option('-q, --quiet', 'print nothing')
    .addHelpText('after', EXAMPLE)
    .action(async (options: Options) => {
      const { renderBootstrap, RefgateError } = await import('../../policies/index');
      const federation = await readFederation(resolve(terminal.cwd, options.file), options.file);
      if (existsSync(resolve(terminal.cwd, options.output)) && options.force !== true) {
        throw new RefgateError({
          code: 'ERR_USAGE',
          message: `\`${options.output}\` already exists`,
          fix: 'name another file with `--output`, or overwrite it with `--force`',
        });
      }
      await writeTo(options.output, renderBootstrap(federation, options), terminal);
      if (options.quiet !== true) terminal.out(nextSteps(federation, options));
      outcome.code = HOLDS;
    });
}

function nextSteps(federation: Federation, { file, output, existingProvider }: Options): string {
  const creating = [...federation.accounts.values()].filter(
    ({ existingProvider: existing }) => existing === undefined,
  );
  const lookup =
    creating.length === 0
      ? ''
      : `
In ${file}, set \`provider: lookup\` for ${creating.map(({ key }) => `\`${key}\``).join(', ')}:
${existingProvider === true ? 'the other stack' : output} keeps the provider, and the role that applies cannot create one.
`;
  return `wrote ${output}: two roles for each account
${lookup}
Next, as an administrator of the accounts:
  refgate synth --file ${output} --out bootstrap.out
  in each folder of bootstrap.out/stacks: terraform init && terraform apply
`;
}

const EXAMPLE = `
The jobs that \`refgate ci\` writes assume two roles in each account, and trust
needs an OIDC provider: none of them can come from the pipeline itself. This
declares them, with a table, proofs and the permissions that the roles of the
other declaration need. It is judged like any other.

Examples:
  $ refgate bootstrap
  $ refgate bootstrap --project infra --branch main
`;
