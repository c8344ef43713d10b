import type { Argument, Command, Option } from 'commander';
import { program } from '../../cli/program';
import { fakeTerminal } from '../support/fake-terminal';
import { code, GENERATED, table } from './markdown';

/** The page about the command, from the tree of commands that the command itself parses with. */
export function commandReference(): string {
  const root = program(fakeTerminal(), { code: 0 });
  const commands = root.commands.filter((command) => command.name() !== 'help');
  return `${[
    GENERATED,
    '# The command',
    `${root.description()} Every command has \`--help\`.`,
    table(
      ['command', 'does'],
      commands.map((command) => [
        `[\`${command.name()}\`](#refgate-${command.name()})`,
        command.description(),
      ]),
    ),
    table(
      ['exit code', 'means'],
      [
        ['0', 'all holds'],
        ['1', 'findings, or a broken promise'],
        ['2', 'could not tell, or could not run'],
      ],
    ),
    ...commands.map(section),
  ].join('\n\n')}\n`;
}

function section(command: Command): string {
  const usage = `refgate ${command.name()} ${command.usage()}`;
  const options = command.options.filter(({ hidden }) => !hidden);
  return [
    `## refgate ${command.name()}`,
    sentence(command.description()),
    `\`\`\`text\n${usage}\n\`\`\``,
    ...(command.registeredArguments.length === 0
      ? []
      : [table(['argument', 'means'], command.registeredArguments.map(argumentRow))]),
    ...(options.length === 0 ? [] : [table(['option', 'means', 'default'], options.map(optionRow))]),
    ...afterText(command),
  ].join('\n\n');
}

function argumentRow(argument: Argument): readonly string[] {
  const name = argument.required ? `<${argument.name()}>` : `[${argument.name()}]`;
  return [code(name), argument.description + choices(argument.argChoices)];
}

function optionRow({ flags, description, argChoices, defaultValue, mandatory }: Option): readonly string[] {
  const fallback = typeof defaultValue === 'string' ? code(defaultValue) : mandatory ? 'must be given' : '';
  return [code(flags), description + choices(argChoices), fallback];
}

function choices(values: readonly string[] | undefined): string {
  return values === undefined ? '' : `: ${values.map(code).join(', ')}`;
}

/** What `--help` says after the options: prose as it is, examples as they would be typed. */
function afterText(command: Command): readonly string[] {
  let text = '';
  command.configureOutput({ writeOut: (part) => void (text += part) });
  command.outputHelp();
  const after = text.slice(command.helpInformation().length).trim();
  if (after === '') return [];
  const [prose = '', examples] = after.split(/^Examples?:$/m);
  return [
    ...(prose.trim() === '' ? [] : [escaped(prose.trim())]),
    ...(examples === undefined ? [] : [`\`\`\`console\n${examples.replace(/^ {2}/gm, '').trim()}\n\`\`\``]),
  ];
}

/** Prose that was written for a terminal: no signs of Markdown in it are meant. */
function escaped(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/[_*<>]/g, '\\$&')))
    .join('');
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
