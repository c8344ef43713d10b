import { systemReason } from '../system-reason';
import { CANNOT_TELL } from './exit';
/** Everything a command needs of the process: injected, so that tests see every byte. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Shows a line on standard error in place of the last one; an empty one takes it away. Only where `interactive`. */
  readonly status: (line: string) => void;
  readonly stdin: AsyncIterable<Uint8Array | string>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Columns of standard output; 80 when it is not a terminal. */
  readonly columns: number;
  /** Whether standard output takes colours: a terminal, and neither `NO_COLOR` nor `TERM=dumb`. */
  readonly colors: boolean;
  /** Whether standard error is a terminal: only then is progress shown. */
  readonly interactive: boolean;
  /** Asks the user a question; absent when nobody is there to answer. @throws RefgateError when the user leaves */
  readonly ask?: (question: string) => Promise<string>;
  /** Calls the handler when the user interrupts the command, instead of ending the process; the result takes it away again. */
  readonly onInterrupt?: (handler: () => void) => () => void;
  /** Resolves when standard output has taken what was written, which keeps streams in constant memory; `false`: nobody reads any more. */
  readonly drained: () => Promise<boolean>;
}

/** The terminal of a Node process. */
export function processTerminal(node: NodeJS.Process): Terminal {
  const { stdout, stderr, env } = node;
  // What was not written was not answered: a reader that has gone, a full disk. The work goes on, and nothing is thrown.
  let gone = false;
  const failed = (stream: string) => (error: unknown) => {
    if (!gone && stream === 'standard output')
      stderr.write(
        `ERR_OUTPUT_WRITE: cannot write to ${stream}: ${systemReason(error)}; write to a file with \`--output\`\n`,
      );
    gone ||= stream === 'standard output';
    node.exitCode = CANNOT_TELL;
  };
  stdout.on('error', failed('standard output'));
  stderr.on('error', failed('standard error'));
  const forced = env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '0';
  const plain = (env.NO_COLOR !== undefined && env.NO_COLOR !== '') || env.TERM === 'dumb';
  return {
    out: (text) => void (gone || stdout.write(text)),
    err: (text) => void stderr.write(text),
    status: (line) => void stderr.write(`\r\u001b[K${line}`),
    stdin: node.stdin,
    env,
    cwd: node.cwd(),
    columns: columnsOf(stdout, env),
    colors: !plain && (forced || stdout.isTTY === true),
    interactive: stderr.isTTY === true,
    ask: node.stdin.isTTY === true && stderr.isTTY === true ? (question) => askOn(node, question) : undefined,
    onInterrupt: (handler) => {
      const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
      for (const signal of signals) node.once(signal, handler);
      return () => {
        for (const signal of signals) node.off(signal, handler);
      };
    },
    drained: () => {
      if (gone) return Promise.resolve(false);
      if (!stdout.writableNeedDrain) return Promise.resolve(true);
      return new Promise((resolve) => {
        stdout.once('drain', () => resolve(true));
        stdout.once('close', () => resolve(false));
      });
    },
  };
}

function columnsOf(stdout: NodeJS.WriteStream, env: NodeJS.ProcessEnv): number {
  const given = stdout.isTTY ? stdout.columns : Number(env.COLUMNS);
  return Number.isInteger(given) && given > 0 ? given : 80;
}

async function askOn(node: NodeJS.Process, question: string): Promise<string> {
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: node.stdin, output: node.stderr });
  try {
    const left = new Promise<undefined>((done) => void lines.once('close', () => done(undefined)));
    const answer = await Promise.race([lines.question(question).catch(() => undefined), left]);
    if (answer !== undefined) return answer;
  } finally {
    lines.close();
  }
  const { RefgateError } = await import('../../policies/index');
  node.stderr.write('\n');
  throw new RefgateError({
    code: 'ERR_USAGE',
    message: 'stopped before the last answer',
    fix: 'nothing was written',
  });
}
