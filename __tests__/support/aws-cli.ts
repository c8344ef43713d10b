import { execFile, spawnSync } from 'node:child_process';
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

/**
 * Runs a program beside this process, which may be the server that it asks. Nothing of the user's AWS configuration is seen.
 * @param home an empty folder: the AWS CLI keeps the credentials of a role and a session name there, and would not ask again
 */
export function runBeside(
  program: string,
  args: readonly string[],
  home: string,
  env: Readonly<Record<string, string>>,
): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(
      program,
      args,
      {
        encoding: 'utf8',
        env: {
          PATH,
          HOME: home,
          AWS_EC2_METADATA_DISABLED: 'true',
          AWS_DEFAULT_REGION: 'eu-west-1',
          // of one attempt alone, a refusal says that it was the last
          AWS_MAX_ATTEMPTS: '2',
          ...env,
        },
      },
      (error, stdout, stderr) =>
        resolve({
          status: error === null ? 0 : typeof error.code === 'number' ? error.code : 1,
          stdout,
          stderr,
        }),
    );
  });
}
