import { join } from 'node:path';
import type { run as Run } from '../../../cli/program';
import { alteredCommand } from '../../support/altered-command';
import { fakeTerminal } from '../../support/fake-terminal';

const ROOT = join(__dirname, '../../..');

/** What must not be called, by its module, and what it then says. */
const STUBS = [
  ['policies/catalog/run.ts', 'runCatalog', 'the catalog was run'],
  ['policies/judge/table/judge-table.ts', 'judgeTable', 'the table was judged'],
] as const;

let run: typeof Run;
beforeAll(async () => {
  run = await alteredCommand(
    STUBS.map(([file, name, message]) => ({
      file,
      name,
      by: `function ${name}(): never { throw new Error('${message}'); }`,
    })),
  );
});

const terminal = () => fakeTerminal({ cwd: ROOT });

test.each([
  ['prove', '--role', 'deploy', '--only', 'protected_refs', '--out', 'none'],
  ['prove', '--describe', '--role', 'deploy', '--out', 'none'],
  ['explain', 'deploy', '--pipeline', '{project: api, branch: main}', '--out', 'none'],
])('%s: reads the trust policies without judging them', async (...args) => {
  const at = terminal();
  expect({ code: await run(args, at), err: at.stderr() }).toEqual({ code: 0, err: '' });
});

test('`check` would notice', async () => {
  const at = terminal();
  expect(await run(['check', '--out', 'none'], at)).toBe(2);
  expect(at.stderr()).toContain('the catalog was run');
});
