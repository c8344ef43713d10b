import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = join(__dirname, '../..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly files: readonly string[];
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
};
/** What only writing Terraform needs. */
export const PEERS: readonly string[] = Object.keys(manifest.peerDependencies);

/** What a program said. */
export interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** An empty project with the packed package in it, as `npm install` would leave it; nothing is fetched. */
export class InstalledPackage {
  readonly project: string;
  /** Paths in the tarball. */
  readonly files: readonly string[];
  /** Digest of the tarball, hexadecimal. */
  readonly sha256: string;
  private readonly folder = mkdtempSync(join(tmpdir(), 'refgate-package-'));

  constructor() {
    const source = join(this.folder, 'source');
    this.project = join(this.folder, 'project');
    execFileSync(process.execPath, [
      join(root, 'scripts/build.mjs'),
      '--types',
      '--outdir',
      join(source, 'dist'),
    ]);
    for (const name of ['package.json', 'README.md', 'LICENSE', ...manifest.files])
      if (name !== 'dist') cpSync(join(root, name), join(source, name), { recursive: true });
    const [packed] = JSON.parse(
      execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', this.folder], {
        cwd: source,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    ) as readonly [{ readonly filename: string; readonly files: readonly { readonly path: string }[] }];
    this.files = packed.files.map(({ path }) => path);
    const tarball = join(this.folder, packed.filename);
    this.sha256 = createHash('sha256').update(readFileSync(tarball)).digest('hex');
    const home = join(this.project, 'node_modules/refgate');
    mkdirSync(home, { recursive: true });
    execFileSync('tar', ['xzf', tarball, '--strip-components=1', '-C', home]);
    for (const name of [...Object.keys(manifest.dependencies), ...PEERS]) this.link(name);
    mkdirSync(join(this.project, 'node_modules/.bin'));
    symlinkSync('../refgate/dist/refgate.mjs', join(this.project, 'node_modules/.bin/refgate'));
    this.write('package.json', '{ "name": "project", "private": true }\n');
  }

  /** Makes a package of the repository's own `node_modules` available to the project. */
  link(name: string): void {
    const target = join(this.project, 'node_modules', name);
    if (existsSync(target)) return;
    mkdirSync(dirname(target), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), target);
  }

  /** Takes a package away from the project. */
  unlink(name: string): void {
    rmSync(join(this.project, 'node_modules', name));
  }

  write(name: string, text: string): string {
    const file = join(this.project, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  run(program: string, args: readonly string[], folder = '.'): Said {
    const cwd = join(this.project, folder);
    const env = { ...process.env, NO_COLOR: '1', npm_config_offline: 'true', NODE_OPTIONS: '' };
    const { status, stdout, stderr } = spawnSync(program, args, { cwd, env, encoding: 'utf8' });
    return { code: status, out: stdout, err: stderr };
  }

  close(): void {
    rmSync(this.folder, { recursive: true });
  }
}
