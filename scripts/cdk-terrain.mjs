// `npm run cdk-terrain`: the same declarations under CDK Terrain (cdktn) as under cdktf, compared file by file. Needs the npm registry.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const VERSION = process.argv[2] ?? '0.24.0';
const ROOT = path.join(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '..');
const TSX = pathToFileURL(path.join(ROOT, 'node_modules/tsx/dist/loader.mjs')).href;
const EXAMPLES = ['single-project', 'self-managed', 'monorepo', 'many-accounts', 'adopt-existing-roles'];
const FEDERATIONS = ['federation.yaml', ...EXAMPLES.map((name) => `examples/${name}/federation.yaml`)];

const { dependencies, peerDependencies, devDependencies, overrides } = JSON.parse(
  readFileSync(path.join(ROOT, 'package.json'), 'utf8'),
);
/** What writing Terraform needs beside the dependencies: the optional peers, in the versions that are developed against. */
const peers = Object.fromEntries(Object.keys(peerDependencies).map((name) => [name, devDependencies[name]]));

/** The sources of refgate beside packages in which `cdktf` is cdktn: the recipe of docs/how-to/cdk-terrain.md. */
function installTerrain(folder) {
  const alias = { cdktf: '$cdktf' };
  const manifest = {
    private: true,
    dependencies: { ...dependencies, ...peers, cdktf: `npm:cdktn@${VERSION}` },
    overrides: { ...overrides, '@cdktf/provider-aws': alias, '@cdktf/provider-gitlab': alias },
  };
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
  for (const name of ['main.ts', 'modules', 'policies', 'examples', 'federation.yaml', 'tsconfig.json']) {
    cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true });
  }
  execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: 'inherit',
  });
}

/** The Terraform of a declaration by file name, without the metadata that cdktf adds about itself. */
function synthesize(cwd, federation, flags) {
  const outdir = mkdtempSync(path.join(tmpdir(), 'refgate-terrain-out-'));
  const env = {
    ...process.env,
    REFGATE_FEDERATION: federation,
    CDKTF_OUTDIR: outdir,
    CHECKPOINT_DISABLE: '1',
  };
  const run = spawnSync(process.execPath, ['--import', TSX, 'main.ts', ...flags], {
    cwd,
    env,
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(`${federation} in ${cwd}: ${run.stderr}`);
  const stacks = path.join(outdir, 'stacks');
  const names = readdirSync(stacks, { recursive: true }).filter((name) => /\.(?:tf|json|hcl)$/.test(name));
  const files = names
    .toSorted()
    .map((name) => [name, comparable(name, readFileSync(path.join(stacks, name), 'utf8'))]);
  rmSync(outdir, { recursive: true });
  return files;
}

function comparable(name, text) {
  if (!name.endsWith('.json')) return text;
  return JSON.stringify(
    JSON.parse(text, (key, value) => (key === '//' ? undefined : value)),
    null,
    2,
  );
}

const folder = mkdtempSync(path.join(tmpdir(), 'refgate-terrain-'));
try {
  installTerrain(folder);
  let different = 0;
  let files = 0;
  for (const federation of FEDERATIONS) {
    for (const flags of [[], ['--hcl']]) {
      const here = synthesize(ROOT, federation, flags);
      const there = new Map(synthesize(folder, federation, flags));
      files += here.length;
      if (here.length !== there.size)
        throw new Error(`${federation}: ${here.length} files, and ${there.size} under cdktn`);
      for (const [name, text] of here) {
        if (there.get(name) === text) continue;
        different += 1;
        process.stdout.write(`different under cdktn ${VERSION}: ${federation} ${flags.join(' ')} ${name}\n`);
      }
    }
  }
  process.stdout.write(
    `cdktn ${VERSION}: ${files - different} of ${files} files are the same as under cdktf\n`,
  );
  process.exitCode = different === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
