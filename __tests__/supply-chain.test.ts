import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');
const json = (file: string): unknown => JSON.parse(readFileSync(join(ROOT, file), 'utf8'));

interface Locked {
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly peer?: boolean;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
  readonly hasInstallScript?: boolean;
}

/** What `npm install refgate` fetches without optional peers, as the lockfile has it. */
function production(lock: unknown): ReadonlyMap<string, Locked> {
  const { packages } = lock as { readonly packages: Readonly<Record<string, Locked>> };
  const own = Object.entries(packages).filter(
    ([path, { dev, peer, optional, devOptional }]) =>
      path !== '' && dev !== true && peer !== true && optional !== true && devOptional !== true,
  );
  return new Map(own.map(([path, one]) => [path.replace(/^.*node_modules\//, ''), one]));
}

const ALLOWED: readonly string[] = [
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'MPL-2.0',
];

/** The packages whose licence is not one that was read and allowed; one without a licence among them. */
function refusedLicences(packages: ReadonlyMap<string, Locked>): readonly string[] {
  return [...packages].flatMap(([name, { license = 'none' }]) =>
    ALLOWED.includes(license) ? [] : [`${name}: ${license}`],
  );
}

/** A package that npm runs code of when it is installed. */
function withInstallScript(packages: ReadonlyMap<string, Locked>): readonly string[] {
  return [...packages].flatMap(([name, { hasInstallScript }]) => (hasInstallScript === true ? [name] : []));
}

const LOCK = json('package-lock.json') as { readonly packages: Readonly<Record<string, Locked>> };
const PACKAGES = production(LOCK);

test('what is installed with refgate, and under which licence', () => {
  expect(Object.fromEntries([...PACKAGES].map(([name, { license }]) => [name, license]))).toEqual({
    '@cdktf/hcl2json': 'MPL-2.0',
    commander: 'MIT',
    'fs-extra': 'MIT',
    'graceful-fs': 'BlueOak-1.0.0',
    jose: 'MIT',
    'jsonc-parser': 'MIT',
    jsonfile: 'MIT',
    re2js: 'MIT',
    universalify: 'MIT',
    yaml: 'ISC',
    zod: 'MIT',
  });
  expect(refusedLicences(PACKAGES)).toEqual([]);
});

test('the installed packages have the licences that the lockfile has', () => {
  for (const [name, { license }] of PACKAGES)
    expect([name, (json(`node_modules/${name}/package.json`) as Locked).license]).toEqual([name, license]);
});

test('no install script runs, and each package is pinned by its digest', () => {
  expect(withInstallScript(PACKAGES)).toEqual([]);
  const { scripts = {} } = json('package.json') as { readonly scripts?: Readonly<Record<string, string>> };
  expect(Object.keys(scripts).filter((name) => /^(?:pre|post)?install$/.test(name))).toEqual([]);
  for (const [name, { integrity = '' }] of PACKAGES)
    expect([name, integrity]).toEqual([name, expect.stringMatching(/^sha512-/)]);
});

test('a copyleft licence, none, and an install script are noticed', () => {
  const doctored = production({
    packages: {
      ...LOCK.packages,
      'node_modules/a': { license: 'AGPL-3.0-only' },
      'node_modules/b': { hasInstallScript: true },
      'node_modules/c': { license: 'GPL-3.0', dev: true },
    },
  });
  expect(refusedLicences(doctored)).toEqual(['a: AGPL-3.0-only', 'b: none']);
  expect(withInstallScript(doctored)).toEqual(['b']);
});

test('every direct dependency has its line, with its licence, in docs/dependencies.md', () => {
  const { dependencies } = json('package.json') as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  const page = readFileSync(join(ROOT, 'docs/dependencies.md'), 'utf8');
  for (const name of Object.keys(dependencies)) {
    const line = page.split('\n').find((one) => one.startsWith(`| \`${name}\``)) ?? '';
    expect([name, line.split('|')[2]?.trim()]).toEqual([name, PACKAGES.get(name)?.license]);
  }
});

test('`npm run sbom` writes CycloneDX, and the threat model is where SECURITY.md says', () => {
  const { scripts } = json('package.json') as { readonly scripts: Readonly<Record<string, string>> };
  expect(scripts['sbom']).toBe('npm sbom --sbom-format cyclonedx --omit dev --omit optional --omit peer');
  const [, page = ''] =
    /\[threat model\]\(([^)]+)\)/.exec(readFileSync(join(ROOT, 'SECURITY.md'), 'utf8')) ?? [];
  expect([page, existsSync(join(ROOT, page))]).toEqual(['docs/threat-model.md', true]);
});
