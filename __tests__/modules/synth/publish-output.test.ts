import fs, {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeWhole } from '../../../modules/index';
import { DIGESTS_FILE } from '../../../policies/index';
import { withLock } from '../../../modules/synth/output-lock';

let folder: string;
let outdir: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'refgate-publish-'));
  outdir = path.join(folder, 'out');
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

function write(root: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
}

/** Every file below a folder, with its text; the digests have tests of their own. */
function read(root: string): Readonly<Record<string, string>> {
  if (!existsSync(root)) return {};
  const found = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    found
      .map(({ parentPath, name }) => path.join(parentPath, name))
      .toSorted()
      .filter((file) => !file.endsWith(DIGESTS_FILE))
      .map((file) => [path.relative(root, file), readFileSync(file, 'utf8')]),
  );
}

const JSON_FORM = {
  'manifest.json': 'manifest',
  'stacks/mill/cdk.tf.json': 'json of mill',
  'stacks/weir/cdk.tf.json': 'json of weir',
};
const HCL_FORM = {
  'stacks/mill/guards/main.tf': 'guards',
  'stacks/mill/main.tf': 'hcl of mill',
  'stacks/mill/tests/decisions/main.tf': 'decisions',
  'stacks/weir/main.tf': 'hcl of weir',
};
const KEPT = {
  'stacks/mill/.terraform.lock.hcl': 'lock',
  'stacks/mill/terraform.tfstate': 'state',
  'stacks/mill/x.auto.tfvars': 'variables',
  'notes.txt': 'notes',
};
const STACKS = ['mill', 'weir'];

test.each([
  ['JSON after nothing', {}, JSON_FORM],
  ['HCL after JSON', JSON_FORM, HCL_FORM],
  ['JSON after HCL', HCL_FORM, JSON_FORM],
  ['JSON after JSON', { ...JSON_FORM, 'stacks/mill/cdk.tf.json': 'older' }, JSON_FORM],
])('%s: both forms are never in one stack, and nothing else is touched', (_, before, after) => {
  write(outdir, { ...before, ...KEPT });
  writeWhole(outdir, STACKS, (to) => write(to, after));
  expect(read(outdir)).toEqual({ ...after, ...KEPT });
});

test('a stack that is no more goes, unless it has a state', () => {
  write(outdir, {
    'stacks/gone/cdk.tf.json': '',
    'stacks/gone/.terraform.lock.hcl': '',
    'stacks/kept/cdk.tf.json': '',
    'stacks/kept/terraform.tfstate': 'state',
  });
  writeWhole(outdir, STACKS, (to) => write(to, JSON_FORM));
  expect(read(outdir)).toEqual({ ...JSON_FORM, 'stacks/kept/terraform.tfstate': 'state' });
  expect(existsSync(path.join(outdir, 'stacks/gone'))).toBe(false);
});

test.each([
  'stacks/mill/evil.tf',
  'stacks/weir/override.tf.json',
  'stacks/mill/guards/x.tf',
  'stacks/mill/a.tofu',
])('Terraform that no synth wrote is refused: %s', (name) => {
  const before = { ...JSON_FORM, [name]: 'evil' };
  write(outdir, before);
  expect(() => writeWhole(outdir, STACKS, (to) => write(to, HCL_FORM))).toThrow(
    `\`${path.join(outdir, name)}\` was not written by a synth`,
  );
  expect(read(outdir)).toEqual(before);
});

describe('what fails leaves the last output as it was', () => {
  const before = { ...JSON_FORM, ...KEPT };

  test('in the work', () => {
    write(outdir, before);
    const work = (to: string): void => {
      write(to, HCL_FORM);
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), {
        code: 'ENOSPC',
        syscall: 'write',
      });
    };
    expect(() => writeWhole(outdir, STACKS, work)).toThrow(
      `ERR_OUTPUT_WRITE: cannot write \`${outdir}\`: no space is left; set CDKTF_OUTDIR`,
    );
    expect(read(outdir)).toEqual(before);
  });

  test('a folder that was not there is not there', () => {
    expect(() =>
      writeWhole(outdir, STACKS, () => {
        throw new Error('broken');
      }),
    ).toThrow('broken');
    expect(existsSync(outdir)).toBe(false);
  });

  test('at whichever renaming', () => {
    const { renameSync } = fs;
    let failures = 0;
    for (let failing = 1; ; failing += 1) {
      rmSync(outdir, { recursive: true, force: true });
      write(outdir, before);
      let calls = 0;
      jest.spyOn(fs, 'renameSync').mockImplementation((from, to) => {
        calls += 1;
        if (calls === failing) throw Object.assign(new Error('EIO'), { code: 'EIO', syscall: 'rename' });
        renameSync(from, to);
      });
      try {
        writeWhole(outdir, STACKS, (to) => write(to, HCL_FORM));
        break;
      } catch (error) {
        expect(String(error)).toContain('ERR_OUTPUT_WRITE');
        expect(read(outdir)).toEqual(before);
        failures += 1;
      } finally {
        jest.restoreAllMocks();
      }
    }
    // the digests are the last file
    expect(failures).toBe(Object.keys(JSON_FORM).length + Object.keys(HCL_FORM).length + 1);
    expect(read(outdir)).toEqual({ ...HCL_FORM, ...KEPT });
  });
});

describe('two synths of one folder', () => {
  const lock = (): string => path.join(outdir, '.refgate.lock');

  test('one waits for the other, and says so when it does not end', () => {
    write(outdir, { '.refgate.lock': String(process.ppid) });
    expect(() => withLock(outdir, () => 'done', 100)).toThrow(
      `ERR_OUTPUT_WRITE: another synth is writing \`${outdir}\`; got process ${process.ppid}; wait until`,
    );
    expect(readFileSync(lock(), 'utf8')).toBe(String(process.ppid));
  });

  test('the lock of one that has ended is taken over, and what it left is removed', () => {
    write(outdir, { '.refgate.lock': '4194305', '.refgate-4194305/new/stacks/mill/main.tf': 'half' });
    writeWhole(outdir, STACKS, (to) => write(to, JSON_FORM));
    expect(read(outdir)).toEqual(JSON_FORM);
  });

  test('a lock that cannot be written is gone: it would keep out every later synth', () => {
    mkdirSync(outdir);
    const full = Object.assign(new Error('full'), { code: 'ENOSPC', syscall: 'write' });
    jest.spyOn(fs, 'writeSync').mockImplementation(() => {
      throw full;
    });
    expect(() => withLock(outdir, () => 'done', 0)).toThrow(full);
    jest.restoreAllMocks();
    expect(withLock(outdir, () => 'done', 0)).toBe('done');
  });

  test('a lock that names nobody is waited for, and taken over when it is old', () => {
    write(outdir, { '.refgate.lock': '' });
    expect(() => withLock(outdir, () => 'done', 100)).toThrow(
      `ERR_OUTPUT_WRITE: another synth is writing \`${outdir}\`; wait until`,
    );
    utimesSync(lock(), 1, 1);
    expect(withLock(outdir, () => 'done', 100)).toBe('done');
  });

  test('the lock is gone after work that fails', () => {
    mkdirSync(outdir);
    expect(() =>
      withLock(outdir, () => {
        throw new Error('broken');
      }),
    ).toThrow('broken');
    expect(withLock(outdir, () => 'done', 0)).toBe('done');
  });
});
