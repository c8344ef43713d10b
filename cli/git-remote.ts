import { execFile } from 'node:child_process';

/** A GitLab project as a git remote names it. */
export interface RemoteProject {
  /** Web address of the host; over https, whatever the remote uses. */
  readonly url: string;
  readonly path: string;
}

/** What `git@host:group/project.git`, `ssh://…` and `https://…` name; `undefined` for anything else. */
export function parseRemote(remote: string): RemoteProject | undefined {
  const match =
    /^(?:https?|ssh|git):\/\/(?:[^@/]+@)?([^:/]+)(?::\d+)?\/(.+?)(?:\.git)?\/?$/.exec(remote) ??
    /^(?:[^@/]+@)?([^:/]+):(?!\/)(.+?)(?:\.git)?\/?$/.exec(remote);
  if (match === null || !(match[2] as string).includes('/')) return undefined;
  return { url: `https://${(match[1] as string).toLowerCase()}`, path: match[2] as string };
}

/** The project of the remote `origin`; `undefined` outside a checkout. */
export function originProject(cwd: string): Promise<RemoteProject | undefined> {
  return new Promise((done) => {
    execFile('git', ['remote', 'get-url', 'origin'], { cwd }, (error, stdout) =>
      done(error === null ? parseRemote(stdout.trim()) : undefined),
    );
  });
}
