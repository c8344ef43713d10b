import type { Command, CommanderError } from 'commander';
import type { Problem } from '../policies/index';

/**
 * What is wrong with a command line, as every other mistake is told: a code, the word in backticks, what was expected, and the fix.
 * @param command the command that was run, for what it knows; the root when it is unknown
 */
export async function usageProblem(
  { code, message }: CommanderError,
  root: Command,
  command: Command,
): Promise<Problem> {
  const help = `\`${command === root ? 'refgate' : `refgate ${command.name()}`} --help\` shows what there is`;
  const [first = '', ...rest] = message.replace(/^error: /, '').split('\n');
  const suggested = /\(Did you mean (?:one of )?(.+)\?\)/.exec(rest.join('\n'))?.[1];
  const near = suggested === undefined ? help : didYouMean(suggested.split(', '));
  const text = first
    .replace(/\.$/, '')
    .replaceAll(/'([^']*)'/g, '`$1`')
    .replace(/`(--?[\w-]+)=[^`]*`/, '`$1`');
  if (code === 'commander.invalidArgument') return invalidChoice(text);
  if (code === 'commander.excessArguments') {
    const [what = text, expected] = text.split('. Expected ');
    return usage(what, { expected, fix: expected && help });
  }
  return usage(text, { fix: near });
}

/** `option '--format <format>' argument 'jsn' is invalid. Allowed choices are pretty, json`, or the same of a command's argument. */
async function invalidChoice(text: string): Promise<Problem> {
  const { closest } = await import('../policies/index');
  const [what = text, choices = ''] = text.split('. Allowed choices are ');
  const known = choices.split(', ').filter((choice) => choice !== '');
  const words = [...what.matchAll(/`([^`]*)`/g)].map(([, word = '']) => word);
  const [name = '', given = ''] = what.startsWith('option') ? words : [words[1], words[0]];
  const near = closest(given, known);
  return usage(`\`${given}\` is not a value of \`${name}\``, {
    expected: `one of ${known.map((choice) => `\`${choice}\``).join(', ')}`,
    fix: near === undefined ? undefined : didYouMean([near]),
  });
}

/** The word of a command line that should be a command and is none. */
export async function unknownCommand(word: string, root: Command): Promise<Problem> {
  const { closest, quote } = await import('../policies/index');
  const near = closest(
    word,
    root.commands.map((command) => command.name()),
  );
  return usage(`unknown command ${quote(word)}`, {
    fix: near === undefined ? '`refgate --help` lists the commands' : didYouMean([near]),
  });
}

function didYouMean(words: readonly string[]): string {
  const [one = '', ...more] = words.map((word) => `\`${word}\``);
  return more.length === 0 ? `did you mean ${one}?` : `did you mean one of ${[one, ...more].join(', ')}?`;
}

function usage(message: string, more: Pick<Problem, 'expected' | 'fix'> = {}): Problem {
  return { code: 'ERR_USAGE', message, ...more };
}
