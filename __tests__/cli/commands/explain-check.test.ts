import { run } from '../../../cli/program';
import { CHECKS, renderCheckPage } from '../../../policies/catalog/index';
import { fakeTerminal } from '../../support/fake-terminal';

async function explain(...args: readonly string[]) {
  const terminal = fakeTerminal();
  const code = await run(['explain-check', ...args], terminal);
  return { code, out: terminal.stdout(), err: terminal.stderr() };
}

test('prints the page of every check', async () => {
  for (const check of CHECKS)
    expect(await explain(check.id)).toEqual({ code: 0, out: renderCheckPage(check), err: '' });
});

test.each(['written-as-declared', 'vacuous-row'])('prints what %s is, which no check finds', async (id) => {
  const { code, out } = await explain(id);
  expect(code).toBe(0);
  expect(out).toContain(`# ${id}\n\na `);
});

test('without an id it lists every check with its severity', async () => {
  const { code, out } = await explain();
  expect(code).toBe(0);
  expect(
    out
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ {2,}/).slice(0, 2)),
  ).toEqual(CHECKS.map(({ id, severity }) => [id, severity]));
});

test.each([
  ['open-ref-prefx', 'did you mean `open-ref-prefix`?'],
  ['nothing-like-any-of-them', 'run `refgate explain-check`'],
])('%s is unknown: exit 2, and what to do', async (id, fix) => {
  const { code, out, err } = await explain(id);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(`unknown check \`${id}\``);
  expect(err).toContain(fix);
});
