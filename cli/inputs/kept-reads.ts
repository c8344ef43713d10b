import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ProjectRead } from '../../net/index';
import type { Terminal } from '../output/terminal';

/** What was read of projects before an interruption, so that it need not be read again. */
export interface KeptReads {
  /** @param id decimal digits */
  get(id: string): SeenRead | undefined;
  /** Keeps what was read, as one line at once: a line that is not whole counts as none. */
  keep(id: string, read: SeenRead): void;
  /** Removes what was kept, when the whole is written. */
  done(): void;
  /** Projects that `get` has given. */
  readonly used: number;
}

type SeenRead = Extract<ProjectRead, { readonly kind: 'seen' }>;

/** After that long GitLab is asked again. */
const MAX_AGE_MS = 60 * 60_000;

/**
 * What is kept beside an output, in `<output>.partial`: a line of JSON for each project. Kept for another question, such as another instance,
 * it is not used.
 * @param question tells apart what was asked for
 */
export function keptReads(output: string, question: string, { cwd }: Terminal): KeptReads {
  const file = resolve(cwd, `${output}.partial`);
  const known = new Map(linesOf(file).flatMap((line) => entryOf(line, question)));
  let used = 0;
  return {
    get(id) {
      const read = known.get(id);
      if (read !== undefined) used += 1;
      return read;
    },
    keep(id, read) {
      // a project whose settings were not shown is asked again: the user may have been given the role since
      if (read.answers.project.ci_id_token_sub_claim_components === undefined) return;
      const line = JSON.stringify({ question, at: new Date().toISOString(), id, read });
      // begins a line of its own, whatever a process that was killed has left
      appendFileSync(file, `\n${line}\n`, { mode: 0o600 });
    },
    done: () => rmSync(file, { force: true }),
    get used() {
      return used;
    },
  };
}

function linesOf(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}

function entryOf(line: string, question: string): readonly (readonly [string, SeenRead])[] {
  try {
    const entry = JSON.parse(line) as { question: unknown; at: string; id: string; read: SeenRead };
    const age = Date.now() - Date.parse(entry.at);
    const isFresh = entry.question === question && age >= 0 && age <= MAX_AGE_MS;
    return isFresh && String(entry.read.answers.project.id) === entry.id ? [[entry.id, entry.read]] : [];
  } catch {
    return [];
  }
}
