import { build, transformSync } from 'esbuild';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { VERSION } from '../../cli/version';
import { SMALL_FEDERATION } from '../policies/federation/small-federation';
import { GOLDEN_PIPELINES } from '../support/golden-pipelines';
import { MAIN_BRANCH_POLICY } from '../support/main-branch-policy';
import { fencesOf } from '../docs/fences';
import { TRUST_MATCHERS } from '../../policies/testing/all-matchers';
import { contentDifference } from './content';
import { InstalledPackage, PEERS } from './installed-package';

const root = join(__dirname, '../..');
let installed: InstalledPackage;

beforeAll(() => (installed = new InstalledPackage()), 120_000);
afterAll(() => installed.close());

const POLICY = JSON.stringify(MAIN_BRANCH_POLICY);
const MAIN = JSON.stringify(GOLDEN_PIPELINES.G01);
const TAG = JSON.stringify(GOLDEN_PIPELINES.G20);

test('the tarball has the files that are pinned, and no other', () => {
  expect(contentDifference(installed.files)).toEqual({ unexpected: [], missing: [] });
  expect(new Set(installed.files).size).toBe(installed.files.length);
});

test('a file of the workshop, and one that is missing, are noticed', () => {
  const odd = [
    '.env',
    '__tests__/x.test.ts',
    'dist/chunks/refgate.pem',
    'docs/notes.txt',
    'dist/esm/policies/x.mjs',
  ];
  const without = installed.files.filter((file) => file !== 'LICENSE');
  expect(contentDifference([...without, ...odd])).toEqual({ unexpected: odd, missing: ['LICENSE'] });
});

test('built and packed again it is the same, byte for byte', () => {
  const again = new InstalledPackage();
  try {
    expect(again.sha256).toBe(installed.sha256);
  } finally {
    again.close();
  }
}, 300_000);

test('every file that `exports` names is there', () => {
  const { exports, bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    exports: object;
    bin: object;
  };
  const named = [...JSON.stringify([exports, bin]).matchAll(/"(?:\.\/)?([\w./-]+\.\w+)"(?!:)/g)].map(
    ([, file]) => file,
  );
  expect(named.length).toBeGreaterThan(20);
  expect(
    named.filter((file) => file !== 'package.json' && !installed.files.includes(file as string)),
  ).toEqual([]);
});

/** The engine decides two pipelines; a construct is made; an error of one entry point is known by the class of the other. */
const USE = `
const parsed = parsePolicy(${POLICY});
const provider = { issuer: 'https://gitlab.com', account: '111122223333' };
const outcomes = [${MAIN}, ${TAG}].map(
  (pipeline) => judgePipeline(compilePolicy(parsed.policy), pipeline, provider)[0].decision.outcome,
);
const { federation } = parseFederation(${JSON.stringify(SMALL_FEDERATION)}, 'federation.yaml');
const files = synthFederation(federation, { outdir: 'by-library' });
let same;
try {
  new GitlabAwsFederation(new App({ outdir: 'by-library' }), 'x', { federation, account: 'nowhere' });
} catch (error) {
  same = error instanceof RefgateError;
}
console.log(JSON.stringify({ outcomes, files, same }));
`;
const NAMES = 'compilePolicy, judgePipeline, parseFederation, parsePolicy, RefgateError';

test.each([
  [
    'ESM',
    'use.mjs',
    `import { App } from 'cdktf';\nimport { ${NAMES} } from 'refgate';\nimport { GitlabAwsFederation, synthFederation } from 'refgate/modules';`,
  ],
  [
    'CommonJS',
    'use.cjs',
    `const { App } = require('cdktf');\nconst { ${NAMES} } = require('refgate');\nconst { GitlabAwsFederation, synthFederation } = require('refgate/modules');`,
  ],
])('as %s: it decides, writes Terraform, and has one class of errors', (_kind, file, head) => {
  installed.write(file, `${head}${USE}`);
  const { code, out, err } = installed.run(process.execPath, [file]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(JSON.parse(out)).toEqual({
    outcomes: ['allow', 'deny'],
    files: ['by-library/stacks/production/cdk.tf.json'],
    same: true,
  });
});

/** The example of the page about tests. */
const PAGE = fencesOf(readFileSync(join(root, 'docs/how-to/test-trust-policies.md'), 'utf8')).find(
  ({ options }) => options.file === 'trust.test.ts',
)!.text;

describe('the test adapters', () => {
  const tests = (head: string): string => `${head}
const policy = ${POLICY};
test('matchers', () => {
  expect(policy).toAllowPipeline(${MAIN});
  expect(policy).toRefusePipeline(${TAG});
});
describeTrust('table', { policies: { deploy: policy }, rows: [{ note: 'main', pipeline: ${MAIN}, assumes: ['deploy'] }] });
`;
  /** One run of the project's jest; nothing is transformed, so the modules are loaded as they were packed. */
  test('of jest, with globals and without: what holds passes, what does not fails and says why', () => {
    installed.link('@jest/globals');
    installed.write(
      'jest.config.cjs',
      `module.exports = {
        testEnvironment: ${JSON.stringify(require.resolve('jest-environment-node'))},
        testRunner: ${JSON.stringify(require.resolve('jest-circus/runner'))},
        transform: {}, testMatch: ['<rootDir>/*.spec.cjs'],
      };`,
    );
    const ofGlobals = tests(`const { describeTrust } = require('refgate/jest');`);
    installed.write('globals.spec.cjs', ofGlobals);
    installed.write('wrong.spec.cjs', ofGlobals.replace("assumes: ['deploy']", 'assumes: []'));
    installed.write(
      'imported.spec.cjs',
      tests(
        `const { expect, test } = require('@jest/globals');\nconst { describeTrust } = require('refgate/jest-globals');`,
      ),
    );
    installed.write('page.spec.cjs', transformSync(PAGE, { loader: 'ts', format: 'cjs' }).code);
    const jest = join(root, 'node_modules/jest/bin/jest.js');
    const { err } = installed.run(process.execPath, [jest, '--rootDir', '.', '-i']);
    expect(err).toMatch(/Test Suites: +1 failed, 3 passed, 4 total/);
    expect(err).toMatch(/Tests: +1 failed, 10 passed, 11 total/);
    expect(err).toMatch(/expected the trust policy to refuse the push pipeline of branch main/);
  });

  /** As much of vitest as the adapter touches: vitest itself is not installed here. */
  test('of vitest: it asks vitest for what it needs, as ESM and as CommonJS', () => {
    installed.write(
      'node_modules/vitest/package.json',
      '{ "name": "vitest", "exports": { "import": "./index.mjs", "require": "./index.cjs" } }',
    );
    const stub = `expect = { extend: (matchers) => console.log(Object.keys(matchers).join()) },
      describe = (title, body) => body(), test = (title, body) => { body(); console.log(title); };`;
    installed.write('node_modules/vitest/index.mjs', `export const ${stub}`);
    installed.write(
      'node_modules/vitest/index.cjs',
      `const ${stub} module.exports = { expect, describe, test };`,
    );
    const table = `describeTrust('t', { policies: { deploy: ${POLICY} }, rows: [{ note: 'main', pipeline: ${MAIN}, assumes: ['deploy'] }] });`;
    installed.write('vitest.mjs', `import { describeTrust } from 'refgate/vitest'; ${table}`);
    installed.write('vitest.cjs', `const { describeTrust } = require('refgate/vitest'); ${table}`);
    for (const file of ['vitest.mjs', 'vitest.cjs']) {
      const { out, err } = installed.run(process.execPath, [file]);
      expect({ out, err }).toEqual({
        out: `${Object.keys(TRUST_MATCHERS).join()}\nmain can assume deploy\n`,
        err: '',
      });
    }
  });
});

describe('its types', () => {
  const CODE = `import { parsePolicy, type Federation, type Pipeline } from 'refgate';
import { GitlabRole, type FederationOptions } from 'refgate/modules';
import { describeTrust as ofGlobals, type TrustTable } from 'refgate/jest-globals';
import { describeTrust as ofVitest } from 'refgate/vitest';
export const parsed: boolean = parsePolicy({}).ok;
export const role: typeof GitlabRole = GitlabRole;
export function use(federation: Federation, pipeline: Pipeline, options: FederationOptions, table: TrustTable): string {
  ofGlobals('t', table);
  ofVitest('t', table);
  return federation.audience + pipeline.project.path + String(options.validation);
}
`;
  const SCHEMA = `import schema from 'refgate/federation.schema.json';
export const title: string = schema.title;
`;
  const GLOBALS = `import { describeTrust } from 'refgate/jest';
import type { Pipeline } from 'refgate';
export function use(pipeline: Pipeline): void {
  expect({}).toAllowPipeline(pipeline);
  expect({}).not.toRefusePipeline(pipeline, { clientIds: ['x'] });
  describeTrust('t', { policies: {}, rows: [] });
}
`;

  beforeAll(() => {
    for (const name of ['@types/jest', '@types/node', '@jest/globals', 'expect', 'typescript'])
      installed.link(name);
    installed.write(
      'node_modules/vitest/package.json',
      '{ "name": "vitest", "types": "./index.d.ts", "exports": { "types": "./index.d.ts", "import": "./index.mjs", "require": "./index.cjs" } }',
    );
    installed.write(
      'node_modules/vitest/index.d.ts',
      `export interface Assertion<T = any> { readonly not: Assertion<T> }
export declare const expect: <T>(received: T) => Assertion<T>;`,
    );
  });

  function typecheck(name: string, options: object, files: Readonly<Record<string, string>>): string {
    for (const [file, text] of Object.entries(files)) installed.write(`${name}/${file}`, text);
    const compilerOptions = {
      noEmit: true,
      strict: true,
      target: 'es2022',
      resolveJsonModule: true,
      esModuleInterop: true,
      types: ['jest', 'node'],
      ...options,
    };
    installed.write(`${name}/tsconfig.json`, JSON.stringify({ compilerOptions, files: Object.keys(files) }));
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    return installed.run(process.execPath, [tsc, '-p', name]).out;
  }

  test('resolve under node16, for ES modules and for CommonJS', () => {
    const node16 = { module: 'node16', moduleResolution: 'node16' };
    expect(
      typecheck('node16', node16, { 'a.mts': CODE, 'b.cts': CODE, 'c.mts': GLOBALS, 'd.cts': GLOBALS }),
    ).toBe('');
  });

  test('resolve under bundler', () => {
    const bundler = { module: 'esnext', moduleResolution: 'bundler' };
    expect(
      typecheck('bundler', bundler, { 'a.ts': CODE, 'c.ts': GLOBALS, 'd.ts': SCHEMA, 'e.ts': PAGE }),
    ).toBe('');
  });

  test('are found by a TypeScript that does not read `exports` (`moduleResolution: node10`), too', () => {
    const { exports: entries, typesVersions } = JSON.parse(
      readFileSync(join(root, 'package.json'), 'utf8'),
    ) as {
      readonly exports: Readonly<Record<string, string | { readonly require: { readonly types: string } }>>;
      readonly typesVersions: unknown;
    };
    const modules = Object.entries(entries).flatMap(([path, entry]) =>
      typeof entry === 'string' || path === '.' ? [] : [[path.slice(2), [entry.require.types]]],
    );
    expect(typesVersions).toEqual({ '*': Object.fromEntries(modules) });
  });

  test('are not `any`: what is wrong is refused', () => {
    const wrong = `import { expect } from 'vitest';
import 'refgate/vitest';
import { parsePolicy, type Pipeline } from 'refgate';
export const text: string = parsePolicy({}).ok;
export function use(pipeline: Pipeline): void {
  expect({}).toAllowPipeline(pipeline);
  expect({}).toAllowPipelin(pipeline);
  expect({}).toAllowPipeline('main');
}
`;
    const out = typecheck('wrong', { module: 'node16', moduleResolution: 'node16' }, { 'a.mts': wrong });
    expect(out.match(/error TS\d+/g)).toEqual(['error TS2322', 'error TS2551', 'error TS2345']);
  });
});

describe('the command', () => {
  test('is there for npx', () => {
    const { code, out } = installed.run('npx', ['--no', '--', 'refgate', '--version']);
    expect({ code, out }).toEqual({ code: 0, out: `${VERSION}\n` });
  });

  test('judges and writes Terraform in a folder that holds nothing but a federation.yaml', () => {
    mkdirSync(join(installed.project, 'only'));
    installed.write('only/federation.yaml', SMALL_FEDERATION);
    const refgate = join(installed.project, 'node_modules/.bin/refgate');
    expect(installed.run(refgate, ['check'], 'only')).toMatchObject({ code: 0, err: '' });
    const synth = installed.run(refgate, ['synth'], 'only');
    expect(synth).toMatchObject({ code: 0, err: '' });
    const file = (folder: string): string => join(installed.project, folder, 'stacks/production/cdk.tf.json');
    expect(readFileSync(file('only/cdktf.out'), 'utf8')).toBe(readFileSync(file('by-library'), 'utf8'));
    expect(existsSync(join(installed.project, 'only/cdktf.json'))).toBe(false);
    expect(installed.run(refgate, ['check', 'cdktf.out'], 'only')).toMatchObject({ code: 0, err: '' });
  });

  describe('without the optional peers', () => {
    beforeAll(() => PEERS.forEach((name) => installed.unlink(name)));
    afterAll(() => PEERS.forEach((name) => installed.link(name)));
    const refgate = (...args: readonly string[]) => {
      installed.write('judge/federation.yaml', SMALL_FEDERATION);
      installed.write('judge/trust.json', POLICY);
      return installed.run(join(installed.project, 'node_modules/.bin/refgate'), args, 'judge');
    };

    test.each([
      [['check']],
      [['prove', '--role', 'deploy', '--only', 'protected_refs']],
      [['report', '--html', 'refgate.html']],
      [['ci']],
      [['diff', 'trust.json', 'trust.json']],
    ])('%j does its work', (args) => {
      expect(refgate(...args)).toMatchObject({ code: 0 });
    });

    test('`synth` names the packages and the command that installs them', () => {
      const { code, err } = refgate('synth');
      expect(code).toBe(2);
      expect(err).toMatch(/^ERR_MISSING_PACKAGE: to write Terraform, refgate needs /);
      const writers = PEERS.filter((name) => !name.startsWith('@aws-sdk/'));
      for (const name of writers) expect(err).toMatch(new RegExp(`npm install --save-dev .*${name}@\\d`));
      expect(err).not.toMatch(/^ {4}at |ERR_INTERNAL|@aws-sdk/m);
    });

    test('`audit --profile` names the clients of AWS, and dumps are audited without them', () => {
      const { code, err } = refgate('audit', '--profile', 'production');
      expect(code).toBe(2);
      expect(err).toMatch(/^ERR_MISSING_PACKAGE: to read AWS accounts itself, refgate needs /);
      expect(err).toMatch(/npm install --save-dev @aws-sdk\/client-iam@\d\S* @aws-sdk\/client-sts@\d/);
      expect(err).not.toMatch(/^ {4}at |ERR_INTERNAL|cdktf/m);
      installed.write('judge/account.json', JSON.stringify({ RoleDetailList: [] }));
      expect(refgate('audit', '--account-dump', 'account.json').code).toBe(2);
    });
  });

  test('reads HCL', () => {
    installed.write(
      'hcl/main.tf',
      `resource "aws_iam_role" "deploy" {\n  assume_role_policy = jsonencode(${POLICY})\n}\n`,
    );
    const { code, out } = installed.run(
      join(installed.project, 'node_modules/.bin/refgate'),
      ['check'],
      'hcl',
    );
    expect({ code, out }).toMatchObject({ code: 2 });
    const named = installed.run(join(installed.project, 'node_modules/.bin/refgate'), ['check', '.'], 'hcl');
    expect(named.out).toMatch(/missing-aud/);
  });
});

test('an engine in a bundle is small, because what is not used is omitted, and decides', async () => {
  const {
    outputFiles: [bundle],
    warnings,
  } = await build({
    stdin: {
      contents: `import { parsePolicy, compilePolicy, judgeToken } from 'refgate';
const provider = { issuer: 'https://gitlab.com', account: '111122223333' };
const compiled = compilePolicy(parsePolicy(${POLICY}).policy);
for (const ref of ['main', 'other']) {
  const sub = 'project_path:acme/platform/api:ref_type:branch:ref:' + ref;
  console.log(judgeToken(compiled, { iss: provider.issuer, aud: 'x', sub }, provider).outcome);
}`,
      resolveDir: installed.project,
    },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
  });
  expect(warnings).toEqual([]);
  expect(gzipSync(bundle!.contents).length / 1000).toBeLessThan(60);
  installed.write('engine.mjs', bundle!.text);
  expect(installed.run(process.execPath, ['engine.mjs'])).toEqual({ code: 0, out: 'allow\ndeny\n', err: '' });
});
