import type { Terminal } from './terminal';

/** Work that is done sooner says nothing. */
const PATIENCE_MS = 1000;
const EVERY_MS = 100;

export interface Progress {
  /** Says what is being done now; cheap enough to be called for every step. */
  readonly step: (progress: {
    readonly stage: string;
    readonly done: number;
    readonly total: number;
  }) => void;
  /** Takes the line away. */
  readonly end: () => void;
}

/**
 * One line on standard error about work that takes longer than a second; nothing where that is not a terminal.
 * @param now milliseconds of a steady clock
 */
export function progressLine(terminal: Terminal, now: () => number = () => performance.now()): Progress {
  if (!terminal.interactive) return { step: () => undefined, end: () => undefined };
  const start = now();
  let last = start;
  let shown = false;
  return {
    step: ({ stage, done, total }) => {
      const time = now();
      if (time - start < PATIENCE_MS || time - last < EVERY_MS) return;
      last = time;
      shown = true;
      terminal.status(`${stage} ${done} of ${total}`);
    },
    end: () => {
      if (shown) terminal.status('');
      shown = false;
    },
  };
}

/**
 * The same for work that happens elsewhere: what is said appears after a second and goes when the work ends.
 * @returns what the work returns
 */
export async function whileWaiting<T>(what: string, work: Promise<T>, terminal: Terminal): Promise<T> {
  if (!terminal.interactive) return work;
  const timer = setTimeout(() => terminal.status(what), PATIENCE_MS);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
    terminal.status('');
  }
}
