import type { Position } from '../../errors';
import type { CiEntry, CiMap, CiNode, CiScalar } from '../yaml/node';
import type { ShellCommand } from '../shell/commands';
import type { Word } from '../shell/word';

/** A job as GitLab would run it: with `extends`, `!reference`, `default` and global variables. */
export interface CiJob {
  readonly name: string;
  readonly position: Position;
  readonly keywords: CiMap;
  readonly idTokens: ReadonlyMap<string, IdToken>;
  /** Commands of `before_script`, `script` and `after_script`, in their order. */
  readonly commands: readonly JobCommand[];
  readonly variables: ReadonlyMap<string, JobVariable>;
  /** Whether a part of the job comes from somewhere that is not known. */
  readonly isOpen: boolean;
}

/** An entry of `id_tokens`. */
export interface IdToken {
  readonly name: string;
  readonly position: Position;
  readonly audience: CiNode | undefined;
  readonly audiencePosition: Position;
}

/** A variable that the file gives the job. */
export interface JobVariable {
  readonly name: string;
  /** Several from `parallel: matrix:`; empty where the file does not tell. */
  readonly texts: readonly string[];
  readonly position: Position;
  readonly level: 'job' | 'global' | 'matrix';
}

/** A command with the place that it was written at. */
export interface JobCommand extends ShellCommand {
  /** The text that it is a part of. */
  readonly source: CiScalar;
  readonly section: 'before_script' | 'script' | 'after_script';
}

/** A word of a job's script. */
export interface JobWord {
  readonly word: Word;
  readonly position: Position;
}

/** The keyword of a job. */
export function keyword(job: CiJob, name: string): CiEntry | undefined {
  return job.keywords.entries.get(name);
}
