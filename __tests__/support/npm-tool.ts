import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWithTool, type Tool } from './required-tools';

/** A program of npm in a folder of its own: what it brings is not a dependency of refgate. */
export interface NpmTool {
  /** A file of an installed package, such as `gitlab-ci-local/dist/index.js`. */
  readonly file: (path: string) => string;
}

/**
 * A `describe` for tests that need a program of npm. What `npm-tools/<name>/package-lock.json` pins is installed into a temporary folder,
 * without running a script of a package, and removed after the tests. Where npm cannot install it, the tests are skipped as in
 * {@link describeWithTool}.
 */
export function describeNpmTool(
  tool: Extract<Tool, 'gitlab-ci-local' | 's3rver'>,
  title: string,
  body: (installed: NpmTool) => void,
): void {
  const folder = mkdtempSync(join(tmpdir(), `refgate-${tool}-`));
  cpSync(join(__dirname, 'npm-tools', tool), folder, { recursive: true });
  const { status, stderr } = spawnSync(
    'npm',
    ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--fetch-retries=1'],
    { cwd: folder, encoding: 'utf8', timeout: 180_000 },
  );
  const reason = /^npm (?:error|ERR!) code (\S+)/m.exec(stderr ?? '')?.[1] ?? `exit code ${status}`;
  const missing = status === 0 ? undefined : `npm cannot install ${tool} (${reason})`;
  const clear = (): void => rmSync(folder, { recursive: true, force: true });
  if (missing !== undefined) clear();
  describeWithTool({ tool, missing }, title, () => {
    afterAll(clear);
    body({ file: (path) => join(folder, 'node_modules', path) });
  });
}
