import { program, run } from '../../cli/program';
import { fakeTerminal } from '../support/fake-terminal';

const commands = program(fakeTerminal(), { code: 0 }).commands.map((command) => command.name());

async function help(...args: readonly string[]): Promise<string> {
  const terminal = fakeTerminal();
  expect(await run(args, terminal)).toBe(0);
  expect(terminal.stderr()).toBe('');
  return terminal.stdout();
}

test.each(commands)('%s has an example, and fits into 80 columns but for command lines', async (name) => {
  const text = await help(name, '--help');
  expect(text).toMatch(/\nExamples?:\n {2}\$ /);
  expect(text).toContain(`$ ${name === 'eval' ? 'echo' : name === 'completion' ? 'eval' : 'refgate'}`);
  expect(text.split('\n').filter((line) => line.length > 80 && !line.startsWith('  $ '))).toEqual([]);
});

test.each(commands)('`refgate help %s` says the same as `--help`', async (name) => {
  expect(await help('help', name)).toBe(await help(name, '--help'));
});

test('`refgate help` says what the root says; alone, refgate says it on standard error, and that is misuse', async () => {
  const text = await help('--help');
  expect(await help('help')).toBe(text);
  const terminal = fakeTerminal();
  expect(await run([], terminal)).toBe(2);
  expect(terminal.stdout()).toBe('');
  expect(terminal.stderr()).toContain('Usage: refgate');
});

test('help takes the width of the terminal', async () => {
  const terminal = fakeTerminal({ columns: 200 });
  await run(['check', '--help'], terminal);
  expect(terminal.stdout()).toMatch(
    /a folder of \.tf, a plan or state, a CloudFormation template, a policy, or an answer of the AWS CLI\n/,
  );
});

test.each([['check', 'diff', 'explain', 'prove', 'synth', 'report', 'ci', 'init']])(
  '%s can be quiet',
  async (...names) => {
    for (const name of names) expect(await help(name, '--help')).toContain('-q, --quiet');
  },
);
