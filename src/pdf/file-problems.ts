import { Problem } from '../problem/problem.ts';

/** `file-not-found`, or `file-unreadable` for any other refusal of the system to open the file. */
export function cannotOpen(path: string, cause: unknown): Problem {
  const missing = ['ENOENT', 'ENOTDIR'].includes((cause as NodeJS.ErrnoException).code ?? '');
  return new Problem(missing ? 'file-not-found' : 'file-unreadable', {
    detail: missing ? `There is no file "${path}"` : `"${path}" cannot be read; check its permissions`,
    subject: path,
    cause,
  });
}

/** `file-unreadable`: a folder or device. */
export function notAFile(path: string): Problem {
  return new Problem('file-unreadable', { detail: `"${path}" is not a file`, subject: path });
}

/** `file-empty`. */
export function emptyFile(path: string): Problem {
  return new Problem('file-empty', { detail: `"${path}" has no bytes`, subject: path });
}

/** `unsupported-type`. */
export function unsupportedType(path: string, wanted: string): Problem {
  return new Problem('unsupported-type', {
    detail: `"${path}" is not ${wanted}; save or print it as a PDF, and name that`,
    subject: path,
  });
}

/** `page-unreadable` for a page number the document does not have. */
export function noSuchPage(path: string, pageNumber: number, pageCount: number): Problem {
  return new Problem('page-unreadable', {
    detail: `"${path}" has no page ${pageNumber}; its pages are 1 to ${pageCount}`,
    subject: path,
  });
}

/** `internal`: the caller named an attachment `open` did not list. */
export function noSuchAttachment(path: string, index: number, count: number): Problem {
  return new Problem('internal', {
    detail: `"${path}" has ${count} attachments and none with index ${index}`,
    subject: path,
  });
}

/** `cancelled`. */
export function cancelledReading(path: string): Problem {
  return new Problem('cancelled', { detail: `Reading "${path}" was cancelled`, subject: path });
}

/** `pdf-timeout`. */
export function timedOut(path: string, timeoutMs: number): Problem {
  return new Problem('pdf-timeout', {
    detail: `Reading "${path}" took longer than ${timeoutMs} ms and was stopped`,
    subject: path,
  });
}

/** `cancelled`: the engine takes no more calls. */
export function engineClosed(path: string): Problem {
  return new Problem('cancelled', {
    detail: `Reading "${path}" was cancelled: the PDF engine was closed`,
    subject: path,
  });
}
