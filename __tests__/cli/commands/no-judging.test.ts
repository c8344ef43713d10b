import { join } from 'node:path';
import { run } from '../../../cli/program';
import { fakeTerminal } from '../../support/fake-terminal';

jest.mock('../../../policies/catalog/run', () => ({
  runCatalog: () => {
    throw new Error('the catalog was run');
  },
}));
jest.mock('../../../policies/judge/table/judge-table', () => ({
  judgeTable: () => {
    throw new Error('the table was judged');
  },
}));

const terminal = () => fakeTerminal({ cwd: join(__dirname, '../../..') });

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
