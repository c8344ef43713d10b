import type { Command } from 'commander';

const collect = (value: string, previous: readonly string[] = []): readonly string[] => [...previous, value];

/** The options of every command that reads trust policies from somewhere. */
export function inputOptions(command: Command): Command {
  return command
    .option('-f, --file <file>', 'the declaration', 'federation.yaml')
    .option('-o, --out <dir>', 'where a synth writes', 'cdktf.out')
    .option(
      '--var <name=value>',
      'a Terraform variable, or a parameter of a CloudFormation template (may be repeated)',
      collect,
    )
    .option(
      '--var-file <file>',
      'a file of Terraform variables, or of CloudFormation parameters in JSON (may be repeated)',
      collect,
    )
    .option(
      '--account <id>',
      'account of the roles, where the input does not tell; `INPUT=ID` for one of several inputs (may be repeated)',
      collect,
    )
    .option(
      '--show-sensitive',
      'use and print values that are marked as sensitive or `NoEcho` (default: they are unknown)',
    )
    .option('-r, --recursive', 'a folder stands for every root module below it')
    .option(
      '--workspace <name>',
      'value of `terraform.workspace` (default: `TF_WORKSPACE`, or the selected one)',
    )
    .option(
      '--gitlab-url <url>',
      'an issuer that is a GitLab, where neither a declaration nor the input shows it',
    )
    .option(
      '--configuration <dir>',
      'the folder that a plan was made of: tells what the plan does not know yet',
    )
    .hook('preAction', (_, action) => {
      if (action.getOptionValueSource('file') === 'cli') action.setOptionValue('fileNamed', true);
    });
}
