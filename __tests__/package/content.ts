import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

const root = join(__dirname, '../..');

/** Files below a folder, from the root. */
function filesIn(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

/** What stands in the package once, by name: a file more or less is a decision. */
const NAMED: readonly string[] = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'audit.schema.json',
  'federation.schema.json',
  'gitlab-snapshot.schema.json',
  'package.json',
  'report.schema.json',
  'templates/check.yml',
  'dist/app.mjs',
  'dist/page.json',
  'dist/refgate.mjs',
  ...['index', 'jest', 'jest-globals', 'modules', 'vitest'].flatMap((entry) => [
    `dist/${entry}.d.cts`,
    `dist/${entry}.d.mts`,
  ]),
  'dist/terraform-module/examples/for-each-project/main.tf',
  'dist/terraform-module/examples/for-each-project/outputs.tf',
  'dist/terraform-module/examples/for-each-project/versions.tf',
  'dist/terraform-module/main.tf',
  'dist/terraform-module/modules/published-issuer/main.tf',
  'dist/terraform-module/modules/published-issuer/outputs.tf',
  'dist/terraform-module/modules/published-issuer/variables.tf',
  'dist/terraform-module/modules/published-issuer/versions.tf',
  'dist/terraform-module/outputs.tf',
  'dist/terraform-module/tests/decisions/main.tf',
  'dist/terraform-module/tests/inputs.tftest.hcl',
  'dist/terraform-module/variables.tf',
  'dist/terraform-module/versions.tf',
];

/** Parts of the command, which are loaded when they are needed: a name is the digest of its content. */
const CHUNK = /^dist\/chunks\/[0-9A-Z]{8}\.mjs$/;

/** Every file of the package but the chunks: those above, pages of the documentation, and three files for each module of the library. */
function expected(): readonly string[] {
  const modules = ['policies', 'modules']
    .flatMap(filesIn)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => name.replace(/\.ts$/, ''));
  return [
    ...NAMED,
    ...filesIn('docs').filter((name) => /^docs\/(?:[\w/-]+\.md|images\/[\w-]+\.(?:png|svg))$/.test(name)),
    ...modules.flatMap((name) => [`dist/esm/${name}.mjs`, `dist/cjs/${name}.cjs`, `dist/types/${name}.d.ts`]),
  ];
}

/** What is in the package and should not be, and what is missing. */
export function contentDifference(files: readonly string[]): {
  readonly unexpected: readonly string[];
  readonly missing: readonly string[];
} {
  const [wanted, given] = [new Set(expected()), new Set(files)];
  return {
    unexpected: files.filter((name) => !wanted.has(name) && !CHUNK.test(name)),
    missing: [...wanted].filter((name) => !given.has(name)),
  };
}
