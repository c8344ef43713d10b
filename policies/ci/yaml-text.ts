import { stringify } from 'yaml';

/** A text as one YAML scalar on one line, for GitLab's YAML 1.1: plain where that is the same text, else in quotes. */
export function scalar(text: string): string {
  return stringify(text, {
    version: '1.1',
    lineWidth: 0,
    singleQuote: true,
    blockQuote: false,
  }).trimEnd();
}

/** Lines moved to the right; empty ones stay empty. */
export function indent(text: string, spaces: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(spaces));
}

/** Lines as comments; what would end a line is a space. */
export function comment(...lines: readonly string[]): string {
  return lines.map((line) => `# ${line.replace(/\s+/g, ' ').trim()}`.trimEnd()).join('\n');
}

/** Commands as the items of a `script`: one that has several lines keeps them. */
export function steps(commands: readonly string[], spaces = 4): string {
  const items = commands.map((command) =>
    command.includes('\n') ? `- |\n${indent(command, 2)}` : `- ${scalar(command)}`,
  );
  return indent(items.join('\n'), spaces);
}
