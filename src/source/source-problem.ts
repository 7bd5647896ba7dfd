import { isProblem, Problem } from '../problem/problem.ts';

/** A place the source can find, or a failure to list it, in words for people. */
export function listingProblem(error: unknown, path: string): Problem {
  if (isProblem(error)) return error;
  const { code = '', message = String(error) } = (error ?? {}) as { code?: string; message?: string };
  const more = { subject: path, cause: error };
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') {
    // Names that are not UTF-8 come out of the file system with this sign in their place.
    const detail = path.includes('\uFFFD')
      ? `The name ${path} is not valid UTF-8, so the file cannot be opened; rename it`
      : `There is no file or folder ${path}; check the name`;
    return new Problem('file-not-found', { detail, ...more });
  }
  if (code === 'ELOOP')
    return unreadable(path, 'its symbolic links lead in a circle; remove the link', error);
  if (code === 'EACCES' || code === 'EPERM') {
    return unreadable(path, 'access is denied; allow reading it', error);
  }
  return unreadable(path, message, error);
}

/** `file-unreadable` for `path`, because of `why` (half a sentence that says what to do). */
export function unreadable(path: string, why: string, cause?: unknown): Problem {
  return new Problem('file-unreadable', {
    detail: `${path} cannot be read: ${why}`,
    subject: path,
    ...(cause === undefined ? {} : { cause }),
  });
}

/** Throws `cancelled` once the signal is aborted. */
export function stopIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new Problem('cancelled', { detail: 'The work was cancelled' });
}
