import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemReason } from '../../cli/system-reason';

const folder = mkdtempSync(join(tmpdir(), 'refgate-reason-'));
afterAll(() => rmSync(folder, { recursive: true }));

function reasonOf(path: string): string {
  try {
    readFileSync(path);
  } catch (error) {
    return systemReason(error);
  }
  return 'read';
}

test.each([
  ['a file that is not there', join(folder, 'nowhere'), 'there is no such file or folder'],
  ['a folder', folder, 'it is a folder'],
  ['a name that is too long', join(folder, 'x'.repeat(5000)), 'its name is too long'],
])('%s is told in words, without its path', (_, path, reason) => {
  expect(reasonOf(path)).toBe(reason);
});

test('what has no words of ours loses the call and the path', () => {
  const error = Object.assign(new Error("EBADF: bad file descriptor, read '/secret/place'"), {
    code: 'EBADF',
  });
  expect(systemReason(error)).toBe('EBADF: bad file descriptor');
  expect(systemReason(new Error('The encoded data was not valid'))).toBe('The encoded data was not valid');
});
