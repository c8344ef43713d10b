import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { steadily } from '../../../cli/inputs/steady-output';
import { DIGESTS_FILE, LOCK_FILE } from '../../../policies/index';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'refgate-steady-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
const read = (work: () => Promise<unknown>): Promise<unknown> => steadily(folder, 'out', work);

test('an output that nobody writes is read once', async () => {
  let times = 0;
  expect(await read(async () => (times += 1))).toBe(1);
  await expect(read(async () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
});

test.each([
  ['its result', async (part: string) => part],
  ['its failure', async (part: string) => (part === 'half' ? Promise.reject(new Error('half')) : part)],
])('what was exchanged meanwhile is read again, and %s does not count', async (_, result) => {
  const parts = ['half', 'whole'];
  const work = async (): Promise<string> => {
    const part = parts.shift() as string;
    if (part === 'half') write(DIGESTS_FILE, 'new');
    return result(part);
  };
  write(DIGESTS_FILE, 'old');
  expect(await read(work)).toBe('whole');
});

test('an exchange that begins meanwhile is waited for', async () => {
  const parts = ['half', 'whole'];
  const work = async (): Promise<string> => {
    const part = parts.shift() as string;
    if (part === 'half') {
      write(LOCK_FILE, String(process.pid));
      setTimeout(() => rmSync(join(folder, LOCK_FILE)), 60);
    }
    return part;
  };
  expect(await read(work)).toBe('whole');
});

test.each([
  ['of a process that runs', String(process.ppid)],
  ['that names nobody yet', ''],
])('a lock %s for long is an error', async (_, text) => {
  write(LOCK_FILE, text);
  await expect(read(async () => 'half')).rejects.toThrow(
    'ERR_INPUT_READ: another synth is writing `out`; wait',
  );
});

test.each(['4194305', 'nonsense', '-1'])('a lock of nobody is no obstacle: %s', async (text) => {
  write(LOCK_FILE, text);
  expect(await read(async () => 'whole')).toBe('whole');
});
