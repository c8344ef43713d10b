import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/** How far a siege is: what a later run goes on with. */
export interface State {
  readonly version: 1;
  readonly seed: number;
  /** Next input of each target. */
  readonly inputs: Record<string, number>;
  readonly suites: Record<
    string,
    { runs: number; seeds: number[]; tests: number; inputs: number; seconds: number }
  >;
  readonly findings: { readonly where: string; readonly complaint: string; readonly file: string }[];
  seconds: number;
}

/**
 * The state in a file, or a new one.
 * @throws Error where the file is of another seed or version
 */
export function stateIn(file: string | undefined, seed: number): State {
  if (file === undefined || !existsSync(file))
    return { version: 1, seed, inputs: {}, suites: {}, findings: [], seconds: 0 };
  const state = JSON.parse(readFileSync(file, 'utf8')) as State;
  if (state.version !== 1) throw new Error(`${file}: unknown version of a siege`);
  if (state.seed !== seed)
    throw new Error(`${file}: got seed ${seed}; expected ${state.seed}, with which it began`);
  return state;
}

/** Written whole, so that a siege that is ended at any moment can be resumed. */
export function writeState(file: string | undefined, state: State): void {
  if (file === undefined) return;
  writeFileSync(`${file}.new`, `${JSON.stringify(state, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}
