const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is not a folder',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left',
  EDQUOT: 'the disk quota is used up',
  EPIPE: 'its reader has closed it',
  EIO: 'the device reports an error',
  EMFILE: 'too many files are open',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
  NOT_A_FILE_PIPE: 'it is a pipe, not a file',
  NOT_A_FILE: 'it is a socket or a device, not a file',
};

/** Why the system did not read or write a file, without the call that failed and without its path, which the user knows by another name. */
export function systemReason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return WORDS[code ?? ''] ?? message.replace(/, \w+( '.*')?$/, '');
}
