import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { run as Run } from '../../../cli/program';
import { fakeTerminal } from '../../support/fake-terminal';

const ROOT = join(__dirname, '../../..');

/** What must not be called, by its module, and what it then says. */
const STUBS = [
  ['policies/catalog/run.ts', 'runCatalog', 'the catalog was run'],
  ['policies/judge/table/judge-table.ts', 'judgeTable', 'the table was judged'],
] as const;

/** The command, built from its sources with stubs in the place of these functions. */
async function stubbedCommand(): Promise<typeof Run> {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['cli/program.ts'],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    define: { __dirname: JSON.stringify(join(ROOT, 'cli')) },
    plugins: STUBS.map(([file, name, message]) => ({
      name,
      setup: ({ onLoad }) =>
        onLoad({ filter: new RegExp(`${file.replaceAll('.', '\\.')}$`) }, ({ path }) => {
          const [before, after, ...more] = readFileSync(path, 'utf8').split(`export function ${name}(`);
          if (after === undefined || more.length > 0)
            throw new Error(`${file} does not have \`${name}\` once`);
          const stub = `export function ${name}(): never { throw new Error('${message}'); }`;
          return { contents: `${before}${stub}\nfunction unused(${after}`, loader: 'ts' };
        }),
    })),
  });
  const module = { exports: {} as { readonly run: typeof Run } };
  // eslint-disable-next-line no-new-func
  new Function('module', 'exports', 'require', outputFiles[0]!.text)(module, module.exports, require);
  return module.exports.run;
}

let run: typeof Run;
beforeAll(async () => void (run = await stubbedCommand()));

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
