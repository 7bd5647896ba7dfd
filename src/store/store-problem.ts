import { isProblem, Problem } from '../problem/problem.ts';

/** What to tell people, by the beginning of SQLite's error name or a system error's code; the first that fits counts. */
const WORDS: readonly (readonly [string, string])[] = [
  [
    'SQLITE_BUSY',
    'another program has been writing to it for more than five seconds; wait for that or stop it, then run again',
  ],
  ['SQLITE_LOCKED', 'another program holds it; stop that and run again'],
  ['SQLITE_READONLY', 'the file or its folder is read-only; make both writable, or name another place'],
  ['SQLITE_CANTOPEN', 'the file cannot be opened for writing; check that it is a file in a writable folder'],
  ['SQLITE_NOTADB', 'the file is not a store; name another place, or move the file away'],
  ['SQLITE_CORRUPT', 'the file is damaged; restore a backup, or move it away to start with a new store'],
  ['SQLITE_PERM', 'access to the file is denied; make the file and its folder writable'],
  ['SQLITE_AUTH', 'access to the file is denied; make the file and its folder writable'],
  ['SQLITE_IOERR', 'the disk failed to read or write it; check the disk, then run again'],
  ['SQLITE_NOMEM', 'there is not enough memory; free some and run again'],
  ['EACCES', 'access to its folder is denied; make the folder writable, or name another place'],
  ['EPERM', 'access to its folder is denied; make the folder writable, or name another place'],
  ['EROFS', 'the disk is read-only; name a place on a writable disk'],
  ['ENOTDIR', 'a part of the path is a file, not a folder; name another place'],
  ['EEXIST', 'a part of the path is a file, not a folder; name another place'],
  ['ENOENT', 'its folder is not there and cannot be made; name another place'],
  ['ENAMETOOLONG', 'the path is too long; name a shorter one'],
];

/**
 * The problem behind an error of SQLite or the file system at the store `path`: `disk-full`, `store-unavailable` with
 * advice, or `internal` for what only a defect of ours can cause. A Problem stays itself.
 */
export function storeProblem(error: unknown, path: string): Problem {
  if (isProblem(error)) return error;
  const { code = '', message = String(error) } = (error ?? {}) as { code?: string; message?: string };
  if (code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT' || code === 'SQLITE_IOERR_SHMSIZE') {
    return new Problem('disk-full', {
      detail: `No space left on the disk for the store ${path}; free some and run again, nothing saved is lost`,
      subject: path,
      cause: error,
    });
  }
  const words = WORDS.find(([start]) => code.startsWith(start))?.[1];
  return words === undefined
    ? new Problem('internal', { detail: `The store ${path} failed: ${message}`, subject: path, cause: error })
    : unavailable(path, words, error);
}

/** `store-unavailable` for the store `path`, because of `why` (half a sentence that says what to do). */
export function unavailable(path: string, why: string, cause?: unknown): Problem {
  return new Problem('store-unavailable', {
    detail: `The store ${path} cannot be used: ${why}`,
    subject: path,
    ...(cause === undefined ? {} : { cause }),
  });
}

/** `job-not-found` for an id the store does not know. */
export function noSuchJob(id: string): Problem {
  return new Problem('job-not-found', {
    detail: `There is no job ${id}; list them with "leafcutter jobs"`,
  });
}

/** `document-not-found` for an id the store does not know. */
export function noSuchDocument(id: string): Problem {
  return new Problem('document-not-found', { detail: `No document ${id} is in this store` });
}
