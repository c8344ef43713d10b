import { execFile, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describeWithTool } from './required-tools';

/** Debian's programs first: a version manager may put a wrapper of the same name in front. */
const PATH = `/usr/bin:${process.env.PATH}`;

/** What a program printed, and how it ended. */
export interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A `describe` for tests that call the AWS CLI; without it they are skipped, as in {@link describeWithTool}. */
export function describeAwsCli(title: string, body: () => void): void {
  const runs = spawnSync('aws', ['--version'], { env: { ...process.env, PATH } }).status === 0;
  describeWithTool({ tool: 'aws', missing: runs ? undefined : 'aws is not on PATH' }, title, body);
}

/** Nothing of the user's AWS configuration is seen. */
const environment = (home: string, env: Readonly<Record<string, string>>): Record<string, string> => ({
  PATH,
  HOME: home,
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_DEFAULT_REGION: 'eu-west-1',
  // of one attempt alone, a refusal says that it was the last
  AWS_MAX_ATTEMPTS: '2',
  ...env,
});

/**
 * Runs a program beside this process, which may be the server that it asks.
 * @param home an empty folder: the AWS CLI keeps the credentials of a role and a session name there, and would not ask again
 */
export function runBeside(
  program: string,
  args: readonly string[],
  home: string,
  env: Readonly<Record<string, string>>,
): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(program, args, { encoding: 'utf8', env: environment(home, env) }, (error, stdout, stderr) =>
      resolve({
        status: error === null ? 0 : typeof error.code === 'number' ? error.code : 1,
        stdout,
        stderr,
      }),
    );
  });
}

/** The AWS CLI, for many calls: see {@link runBeside}. */
export interface AwsCli {
  readonly call: (
    args: readonly string[],
    home: string,
    env: Readonly<Record<string, string>>,
  ) => Promise<Ran>;
  readonly close: () => void;
}

/**
 * Where `aws` is a Python program, as Debian's is, it is loaded once: that is nine tenths of the time of a call. Else each call is a
 * process. One call at a time.
 */
export function awsCli(): AwsCli {
  const python = interpreter();
  if (python === undefined)
    return { call: (args, home, env) => runBeside('aws', args, home, env), close: () => undefined };
  const child = spawn(python, [join(__dirname, 'aws-cli.py')], {
    env: { PATH },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    call: async (args, home, env) => {
      child.stdin.write(`${JSON.stringify({ args, env: environment(home, env) })}\n`);
      const { value, done } = await answers.next();
      if (done === true) throw new Error('the AWS CLI has ended');
      return JSON.parse(value) as Ran;
    },
    close: () => child.stdin.end(),
  };
}

/** The Python that `aws` is run by. */
function interpreter(): string | undefined {
  const { stdout: file } = spawnSync('which', ['aws'], { env: { PATH }, encoding: 'utf8' });
  const [first = ''] = readFileSync(file.trim(), 'latin1').split('\n', 1);
  return /^#!(\/\S*python[\d.]*)$/.exec(first)?.[1];
}
