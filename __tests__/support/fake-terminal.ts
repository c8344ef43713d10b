import type { Terminal } from '../../cli/output/terminal';

/** A terminal that remembers what was written to it. */
export interface FakeTerminal extends Terminal {
  readonly stdout: () => string;
  readonly stderr: () => string;
}

export function fakeTerminal(options: Partial<Terminal> & { readonly input?: string } = {}): FakeTerminal {
  const written = { out: '', err: '' };
  const { input = '', ...more } = options;
  return {
    out: (text) => void (written.out += text),
    err: (text) => void (written.err += text),
    status: (line) => void (written.err += `\r\u001b[K${line}`),
    stdin: (async function* () {
      yield input;
    })(),
    env: process.env,
    cwd: process.cwd(),
    columns: 80,
    colors: false,
    interactive: false,
    drained: () => Promise.resolve(true),
    ...more,
    stdout: () => written.out,
    stderr: () => written.err,
  };
}
