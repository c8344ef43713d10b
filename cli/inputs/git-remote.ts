import { execFile } from 'node:child_process';

/** A GitLab project as a git remote names it. */
export interface RemoteProject {
  /** Web address of the host, with the port of a web remote; over https, whatever the remote uses. */
  readonly url: string;
  readonly path: string;
}

/** Hosts that are no GitLab, whatever is checked out from there. */
const OTHER_FORGES = /^(?:github\.com|bitbucket\.org|codeberg\.org|ssh\.dev\.azure\.com|dev\.azure\.com)$/i;

/** What `git@host:group/project.git`, `ssh://…`, `https://…` and the address of a page of the project name; `undefined` for anything else. */
export function parseRemote(remote: string): RemoteProject | undefined {
  const match =
    /^https?:\/\/(?:[^@/]+@)?([^/]+)\/(.+?)(?:\.git)?(?:\/-\/.*)?\/?$/.exec(remote) ??
    /^(?:ssh|git):\/\/(?:[^@/]+@)?([^:/]+)(?::\d+)?\/(.+?)(?:\.git)?\/?$/.exec(remote) ??
    /^(?:[^@/]+@)?([^:/]+):(?!\/)(.+?)(?:\.git)?\/?$/.exec(remote);
  const [, host = '', path = ''] = match ?? [];
  if (!path.includes('/') || OTHER_FORGES.test(host)) return undefined;
  return { url: `https://${host.toLowerCase()}`, path };
}

/** The project of the remote `origin`; `undefined` outside a checkout. */
export function originProject(cwd: string): Promise<RemoteProject | undefined> {
  return new Promise((done) => {
    execFile('git', ['remote', 'get-url', 'origin'], { cwd }, (error, stdout) =>
      done(error === null ? parseRemote(stdout.trim()) : undefined),
    );
  });
}
