import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { run } from '../../cli/program';
import { fakeTerminal } from '../support/fake-terminal';

/**
 * The command `refgate` for shell scripts: it leaves its command line, environment and standard input in a folder, names the folder to
 * the server, waits for the exit code, and prints what the server left there.
 */
export const CLIENT = `#!/bin/bash
call=$(mktemp -d "$REFGATE_CALLS/XXXXXX")
cat > "$call/stdin"
env -0 > "$call/env"
printf '%s\\0' "$PWD" "$@" > "$call/line"
exec 3<>"/dev/tcp/127.0.0.1/$REFGATE_PORT"
echo "$call" >&3
read -r code <&3
cat "$call/stdout"
cat "$call/stderr" >&2
exit "$code"
`;

/**
 * Runs the commands of shell scripts in this process: the engine is loaded once, and not once a command. What only a process of its own
 * shows (signals, pipes that close, start-up) is tested elsewhere.
 */
export class CommandServer {
  private constructor(
    private readonly server: Server,
    private readonly folder: string,
  ) {}

  /** @param folder where the calls are kept */
  static async start(folder: string): Promise<CommandServer> {
    const server = createServer((socket) => {
      createInterface({ input: socket }).on('line', (call) => {
        void answer(call).then((code) => socket.end(`${code}\n`));
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return new CommandServer(server, folder);
  }

  /** What {@link CLIENT} needs to find the server. */
  environment(): Readonly<Record<string, string>> {
    return {
      REFGATE_CALLS: this.folder,
      REFGATE_PORT: String((this.server.address() as AddressInfo).port),
    };
  }

  close(): void {
    this.server.close();
  }
}

async function answer(call: string): Promise<number> {
  const read = (name: string): string => readFileSync(join(call, name), 'utf8');
  const [cwd = '', ...args] = read('line').split('\0').slice(0, -1);
  const env = Object.fromEntries(
    read('env')
      .split('\0')
      .slice(0, -1)
      .map((entry): [string, string] => {
        const at = entry.indexOf('=');
        return [entry.slice(0, at), entry.slice(at + 1)];
      }),
  );
  const terminal = fakeTerminal({ cwd, env, columns: Number(env['COLUMNS']), input: read('stdin') });
  const code = await run(args, terminal);
  writeFileSync(join(call, 'stdout'), terminal.stdout());
  writeFileSync(join(call, 'stderr'), terminal.stderr());
  return code;
}
