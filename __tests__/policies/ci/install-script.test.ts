import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { renderComponent } from '../../../policies/index';
import { commandsOf, jobsOf } from './pipeline-yaml';

const TARBALL = 'as npm pack made it';
const INTEGRITY = `sha512-${createHash('sha512').update(TARBALL).digest('base64')}`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'refgate-install-'));
  // An npm that says what it was asked for, and has refgate come into the folder of the programs.
  mkdirSync(join(folder, 'bin'));
  program('npm', 'echo "$@" >> npm.log; cp bin/npm bin/refgate');
  writeFileSync(join(folder, 'refgate-0.1.0.tgz'), TARBALL);
});
afterEach(() => rmSync(folder, { recursive: true }));

function program(name: string, body: string): void {
  writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${body}\n`);
  chmodSync(join(folder, 'bin', name), 0o755);
}

/** The first step of a job of the component, with the inputs filled in as GitLab does: as text. */
function install(inputs: { readonly package?: string; readonly integrity?: string }) {
  const [script] = commandsOf(jobsOf(renderComponent()), 'refgate-check') as readonly [string];
  const text = script
    .replaceAll('$[[ inputs.package ]]', inputs.package ?? '')
    .replaceAll('$[[ inputs.integrity ]]', inputs.integrity ?? '');
  const PATH = [join(folder, 'bin'), dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter);
  const { status, stdout, stderr } = spawnSync('sh', ['-ec', text], {
    cwd: folder,
    env: { PATH },
    encoding: 'utf8',
  });
  const log = join(folder, 'npm.log');
  return { status, said: stdout + stderr, asked: existsSync(log) ? readFileSync(log, 'utf8') : '' };
}

test('a tarball with the integrity that was given is installed', () => {
  expect(install({ package: 'refgate-0.1.0.tgz', integrity: INTEGRITY })).toEqual({
    status: 0,
    said: '',
    asked: 'install --global --no-fund --no-audit --ignore-scripts /tmp/refgate.tgz\n',
  });
});

test.each([
  ['another integrity', INTEGRITY.replace('sha512-', 'sha512-A')],
  ['no integrity', ''],
])('a tarball with %s is not', (_name, integrity) => {
  const { status, said, asked } = install({ package: 'refgate-0.1.0.tgz', integrity });
  expect({ status, asked }).toEqual({ status: 1, asked: '' });
  expect(said).toContain(`has the integrity ${INTEGRITY}; expected ${integrity || 'the input integrity'}`);
});

test('without a tarball, the lockfile says what is installed', () => {
  writeFileSync(join(folder, 'package-lock.json'), '{}');
  expect(install({})).toEqual({ status: 0, said: '', asked: 'ci\n' });
});

test('without both, an image that has refgate will do', () => {
  program('refgate', 'true');
  expect(install({})).toEqual({ status: 0, said: '', asked: '' });
});

test('without all three nothing is fetched, and the job says what to give', () => {
  expect(install({})).toEqual({
    status: 2,
    said: 'no refgate: pin it in package-lock.json, give the inputs package and integrity, or an image that has it\n',
    asked: '',
  });
});
