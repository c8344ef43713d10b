/** Everything a command needs of the process: injected, so that tests see every byte. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly stdin: AsyncIterable<Uint8Array | string>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Columns of standard output; 80 when it is no terminal. */
  readonly columns: number;
  /** Whether standard output takes colours: a terminal, and neither `NO_COLOR` nor `TERM=dumb`. */
  readonly colors: boolean;
  /** Whether standard error is a terminal: only then is progress shown. */
  readonly interactive: boolean;
  /** Asks the user a question; absent when nobody is there to answer. */
  readonly ask?: (question: string) => Promise<string>;
  /** Resolves when standard output has taken what was written; keeps streams in constant memory. */
  readonly drained: () => Promise<void>;
}

/** The terminal of a Node process. */
export function processTerminal(node: NodeJS.Process): Terminal {
  const { stdout, stderr, env } = node;
  const forced = env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '0';
  const plain = (env.NO_COLOR !== undefined && env.NO_COLOR !== '') || env.TERM === 'dumb';
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    stdin: node.stdin,
    env,
    cwd: node.cwd(),
    columns: stdout.isTTY ? stdout.columns : Number(env.COLUMNS) || 80,
    colors: !plain && (forced || stdout.isTTY === true),
    interactive: stderr.isTTY === true,
    ...(node.stdin.isTTY === true && stderr.isTTY === true
      ? { ask: (question) => askOn(node, question) }
      : {}),
    drained: () =>
      stdout.writableNeedDrain
        ? new Promise((resolve) => void stdout.once('drain', resolve))
        : Promise.resolve(),
  };
}

async function askOn(node: NodeJS.Process, question: string): Promise<string> {
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: node.stdin, output: node.stderr });
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}
