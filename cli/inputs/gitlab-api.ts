import type { AlsoRead, GitlabClient, ProjectName } from '../../net/index';
import type { PulledProject } from '../../policies/index';
import type { Terminal } from '../output/terminal';
import type { KeptReads } from './kept-reads';

/** How the API of an instance is reached. */
export interface GitlabApiOptions {
  /** Address of the API. @default that of the instance with `/api/v4` */
  readonly api?: string;
  /** Seconds for one answer, as typed. @default 30 */
  readonly timeout?: string;
}

/** Projects that are asked for at the same time. */
const AT_ONCE = 4;
const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])$/;

/** Where the API of an instance is. @throws RefgateError `ERR_USAGE` for an address that a token must not go to */
export async function apiAddress(gitlabUrl: string, { api }: GitlabApiOptions): Promise<string> {
  const text = (api ?? `${gitlabUrl}/api/v4`).replace(/\/+$/, '');
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.test(url.hostname));
  if (url !== undefined && isSafe && url.username === '' && url.password === '' && url.search === '')
    return text;
  const { quote, RefgateError } = await import('../../policies/index');
  throw new RefgateError({
    code: 'ERR_USAGE',
    message: `invalid address of the API: ${quote(url === undefined ? text : `${url.origin}${url.pathname}`)}`,
    expected: 'an https address without user and password, such as `https://gitlab.example.com/api/v4`',
  });
}

/** @throws RefgateError when there is no token, or one that no header can hold */
export async function gitlabClient(
  gitlabUrl: string,
  options: GitlabApiOptions,
  terminal: Terminal,
): Promise<GitlabClient> {
  const { GitlabClient } = await import('../../net/index');
  const api = await apiAddress(gitlabUrl, options);
  const token = terminal.env.GITLAB_TOKEN?.trim() ?? '';
  if (!/^[\x21-\x7e]+$/.test(token)) throw await noToken(token === '', terminal);
  return new GitlabClient({ api, token, timeoutMs: await timeoutMs(options.timeout) });
}

async function timeoutMs(text = '30'): Promise<number> {
  const seconds = Number(text);
  if (/^\d+(?:\.\d+)?$/.test(text) && seconds > 0 && seconds <= 600) return Math.ceil(seconds * 1000);
  const { quote, RefgateError } = await import('../../policies/index');
  throw new RefgateError({
    code: 'ERR_USAGE',
    message: `invalid value ${quote(text)} of \`--timeout\``,
    expected: 'seconds, at most 600',
  });
}

async function noToken(isEmpty: boolean, { env }: Terminal): Promise<Error> {
  const { RefgateError } = await import('../../policies/index');
  const inJob = env.CI_JOB_TOKEN === undefined ? '' : '; the `CI_JOB_TOKEN` of a job cannot read projects';
  return new RefgateError({
    code: 'ERR_USAGE',
    message: isEmpty
      ? `environment variable \`GITLAB_TOKEN\` is not set${inJob}`
      : 'environment variable `GITLAB_TOKEN` has characters that no token has',
    expected:
      'an access token with the scope `read_api`, of a user or bot with the role Maintainer in the projects',
    fix: 'set `GITLAB_TOKEN`',
  });
}

/** What was learned of one project. */
export type PulledOrHidden =
  | { readonly kind: 'seen'; readonly project: PulledProject; readonly redirected: boolean }
  | { readonly kind: 'hidden'; readonly reason: string };

/** How projects are read. */
export interface PullOptions extends AlsoRead {
  /** What an interrupted run has read already. */
  readonly kept?: KeptReads;
  readonly onProgress?: (done: number) => void;
}

/**
 * Projects as GitLab has them, in the order of the names.
 * @throws RefgateError `ERR_GITLAB`: no answer, or not one of GitLab
 */
export async function pullProjects(
  client: GitlabClient,
  names: readonly ProjectName[],
  options: PullOptions = {},
): Promise<readonly PulledOrHidden[]> {
  const { inParallel } = await import('../../net/index');
  let done = 0;
  return inParallel(names, AT_ONCE, async (name) => {
    const pulled = await pullProject(client, name, options);
    options.onProgress?.(++done);
    return pulled;
  });
}

async function pullProject(
  client: GitlabClient,
  name: ProjectName,
  { kept, ...also }: PullOptions,
): Promise<PulledOrHidden> {
  const { readProject } = await import('../../net/index');
  const { quote, toPulledProject } = await import('../../policies/index');
  const known = name.id === undefined ? undefined : kept?.get(name.id);
  const read = known ?? (await readProject(client, name, also));
  if (read.kind === 'seen') {
    if (known === undefined && name.id !== undefined) kept?.keep(name.id, read);
    return { kind: 'seen', project: toPulledProject(read.answers), redirected: read.redirected };
  }
  const called = name.id === undefined ? quote(name.path) : `${quote(name.path)} (id ${name.id})`;
  return {
    kind: 'hidden',
    reason: `cannot see the project ${called}: GitLab answers ${read.status}${read.reason}; it does not exist, or the user of the token is not a member`,
  };
}
