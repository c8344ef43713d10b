import { execFileSync } from 'node:child_process';
import { run } from '../../../cli/program';
import { fakeTerminal } from '../../support/fake-terminal';

async function script(shell: string): Promise<string> {
  const terminal = fakeTerminal();
  expect(await run(['completion', shell], terminal)).toBe(0);
  return terminal.stdout();
}

/** What bash offers for a line, its last word being completed. */
async function completions(line: string): Promise<readonly string[]> {
  const words = line.split(' ');
  const program = `${await script('bash')}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}
_refgate; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['--norc', '-c', program], { encoding: 'utf8' }).trim().split('\n');
}

test('bash completes commands and the options of a command', async () => {
  expect(await completions('refgate e')).toEqual(['explain', 'explain-check', 'eval']);
  expect(await completions('refgate check --f')).toEqual(['--file', '--format', '--fail-on']);
  expect(await completions('refgate check fed')).toEqual(['']);
  expect(await completions('refgate help di')).toEqual(['diff']);
});

test('bash completes what an option or an argument takes', async () => {
  expect(await completions('refgate check --format j')).toEqual(['json', 'junit']);
  expect(await completions('refgate prove --format ')).toEqual(['pretty', 'json']);
  expect(await completions('refgate completion ')).toEqual(['bash', 'zsh', 'fish']);
});

test.each(['zsh', 'fish'])('%s: every command and option is there', async (shell) => {
  const text = await script(shell);
  for (const word of ['synth', 'check', 'explain', 'token-env', 'format']) expect(text).toContain(word);
});

test('an unknown shell is refused', async () => {
  const terminal = fakeTerminal();
  expect(await run(['completion', 'csh'], terminal)).toBe(2);
  expect(terminal.stderr()).toMatch(/`csh` is not a value of `shell`; expected one of `bash`, `zsh`, `fish`/);
});
