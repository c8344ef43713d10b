import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../cli/program';
import { edited, SMALL_FEDERATION } from '../../policies/federation/small-federation';
import { fakeTerminal } from '../../support/fake-terminal';

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'refgate-stale-'));
  writeFileSync(join(folder, 'federation.yaml'), SMALL_FEDERATION);
  writeFileSync(
    join(folder, 'other.yaml'),
    edited(SMALL_FEDERATION, 'branches: [main], prot', 'branches: [next], prot'),
  );
  expect(await run(['synth', '--quiet'], fakeTerminal({ cwd: folder }))).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true }));

const STALE =
  'cdktf.out was edited, or synthesized from another declaration than other.yaml (`deploy` differs): run a synth; this is about cdktf.out\n';
const main = '{project: api, branch: main}';

describe.each<[string, readonly string[], readonly string[]]>([
  ['check', ['check'], []],
  ['explain', ['explain', 'deploy'], ['--pipeline', main]],
  ['prove', ['prove'], ['--role', 'deploy', '--never', 'tag']],
  ['prove --describe', ['prove'], ['--describe']],
  ['report', ['report'], ['--html', 'page.html']],
])('%s', (_, command, options) => {
  const err = async (...args: readonly string[]): Promise<string> => {
    const terminal = fakeTerminal({ cwd: folder });
    await run([...command, ...args, ...options], terminal);
    return terminal.stderr();
  };

  test('says that the stacks beside a named declaration were synthesized from another', async () => {
    expect(await err('other.yaml')).toContain(STALE);
    expect(await err('--file', 'other.yaml')).toContain(STALE);
  });

  test('says nothing of the kind about the stacks of the declaration, and without any', async () => {
    expect(await err()).not.toContain('another declaration');
    expect(await err('other.yaml', '--out', 'none')).not.toContain('another declaration');
  });
});
