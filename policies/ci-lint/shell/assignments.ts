import type { JobCommand } from '../jobs/job';
import { dropText, headOf, literalOf, type Word } from './word';

/** Commands whose arguments may be assignments. */
const SETTERS: ReadonlySet<string> = new Set(['export', 'declare', 'local', 'readonly', 'typeset', 'env']);

const ASSIGNMENT = /^([A-Za-z_]\w*)=/;

/** `NAME=value` of a command: in front of it, or as an argument of `export` and its kin. */
export interface Assignment {
  readonly name: string;
  readonly value: Word;
  readonly command: JobCommand;
}

export function assignmentsOf(command: JobCommand): readonly Assignment[] {
  const found: Assignment[] = [];
  for (const word of command.words) {
    const name = ASSIGNMENT.exec(headOf(word))?.[1];
    if (name !== undefined) found.push({ name, value: dropText(word, name.length + 1), command });
    else if (!SETTERS.has(literalOf(word) ?? '')) break;
  }
  return found;
}

/** The words of a command without assignments in front. */
export function argumentsOf({ words }: JobCommand): readonly Word[] {
  const first = words.findIndex((word) => !ASSIGNMENT.test(headOf(word)));
  return first < 0 ? [] : words.slice(first);
}

/** The value of `--name value` or `--name=value`. */
export function optionOf({ words }: JobCommand, name: string): Word | undefined {
  for (const [index, word] of words.entries()) {
    if (literalOf(word) === name) return words[index + 1];
    if (headOf(word).startsWith(`${name}=`)) return dropText(word, name.length + 1);
  }
  return undefined;
}
