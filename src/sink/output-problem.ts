import { isProblem, Problem } from '../problem/problem.ts';

/** What to tell people, by the system error's code. */
const WORDS: Readonly<Record<string, string>> = {
  EISDIR: 'it is a folder; name a file in it',
  EACCES: 'access is denied; make it and its folder writable, or name another place',
  EPERM: 'access is denied; make it and its folder writable, or name another place',
  EROFS: 'the disk is read-only; name a place on a writable disk',
  ENOTDIR: 'a part of the path is a file, not a folder; name another place',
  EEXIST: 'a part of the path is a file, not a folder; name another place',
  ENOENT: 'its folder is not there and cannot be made; name another place',
  ENAMETOOLONG: 'the path is too long; name a shorter one',
  EFBIG: 'the file is larger than its disk allows; name a place on another disk',
  EBUSY: 'another program holds it; close that and run again',
};

/** The problem behind a failure to write `path`: `disk-full`, or `output-unwritable` with advice. A Problem stays itself. */
export function outputProblem(error: unknown, path: string): Problem {
  if (isProblem(error)) return error;
  const { code = '', message = String(error) } = (error ?? {}) as { code?: string; message?: string };
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new Problem('disk-full', {
      detail: `No space left on the disk for ${path}; free some and run again, it goes on where it stopped`,
      subject: path,
      cause: error,
    });
  }
  return unwritable(path, WORDS[code] ?? `${message}; name another place`, error);
}

/** `output-unwritable` for `path`, because of `why` (half a sentence that says what to do). */
export function unwritable(path: string, why: string, cause?: unknown): Problem {
  return new Problem('output-unwritable', {
    detail: `The output ${path} cannot be written: ${why}`,
    subject: path,
    ...(cause === undefined ? {} : { cause }),
  });
}
