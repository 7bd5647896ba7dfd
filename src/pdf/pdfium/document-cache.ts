import { closeSync, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { Problem } from '../../problem/problem.ts';
import { cannotOpen, emptyFile, notAFile, unsupportedType } from '../file-problems.ts';
import { hasPdfHeader, SNIFF_BYTES, sniffMediaType } from '../media-type.ts';
import { type DocumentHandle, ERROR_PASSWORD, ERROR_SECURITY, type Pdfium } from './pdfium.ts';

/** A document that is open in this thread. */
export interface CachedDocument {
  readonly path: string;
  readonly handle: DocumentHandle;
  readonly pageCount: number;
}

interface Entry extends CachedDocument {
  readonly fd: number;
  readonly identity: Stats;
  /** The arrival for which the file was looked at last. */
  arrival: number | undefined;
  /** It was asked for since `closeUnused` came last. */
  used: boolean;
}

/** Positions in a file are 32-bit numbers in the library. */
const MAX_FILE_BYTES = 2 ** 31 - 1;

const HEADER = new Uint8Array(Buffer.from('%PDF-1.7\n'));
const NO_BYTES = new Uint8Array(0);

/** Keeps the files read last open, with their bytes where one is removed; a file that changed on disk is opened anew. */
export class DocumentCache {
  readonly #pdfium: Pdfium;
  readonly #capacity: number;
  readonly #entries = new Map<string, Entry>();

  constructor(pdfium: Pdfium, capacity = 8) {
    this.#pdfium = pdfium;
    this.#capacity = capacity;
  }

  /**
   * Calls of one `arrival` were all made before the first of them runs: what the file was then holds for all. Without
   * one the file is looked at anew.
   *
   * Throws `file-not-found`, `file-unreadable`, `file-empty`, `file-too-large`, `unsupported-type` or a `pdf-…` problem.
   */
  get(path: string, arrival?: number): CachedDocument {
    const known = this.#entries.get(path);
    if (known !== undefined) {
      if (arrival !== undefined && known.arrival === arrival) return known;
      known.arrival = arrival;
      known.used = true;
      this.#entries.delete(path);
      if (isSame(known.identity, statSync(path, { throwIfNoEntry: false }))) {
        this.#entries.set(path, known);
        return known;
      }
      this.#close(known);
    }
    const entry = this.#open(path);
    entry.arrival = arrival;
    this.#entries.set(path, entry);
    if (this.#entries.size > this.#capacity) {
      const [oldest] = this.#entries.values();
      this.#entries.delete(oldest!.path);
      this.#close(oldest!);
    }
    return entry;
  }

  /** Closes files that were not asked for since this came last, and answers how many are open still. */
  closeUnused(): number {
    for (const [path, entry] of this.#entries) {
      if (!entry.used) {
        this.#entries.delete(path);
        this.#close(entry);
      }
      entry.used = false;
    }
    return this.#entries.size;
  }

  #open(path: string): Entry {
    const { fd, identity } = openFile(path);
    try {
      const { size } = identity;
      if (size === 0) {
        throw emptyFile(path);
      }
      if (size > MAX_FILE_BYTES) {
        throw new Problem('file-too-large', {
          detail: `"${path}" has ${size} bytes; files above ${MAX_FILE_BYTES} cannot be read, split it first`,
          subject: path,
        });
      }
      const head = Buffer.alloc(Math.min(SNIFF_BYTES, size));
      readSync(fd, head, 0, head.length, 0);
      // The library wants a header; its search for lost objects then copes with the shifted positions.
      const prefix = hasPdfHeader(head) ? NO_BYTES : HEADER;
      if (sniffMediaType(head) !== 'application/pdf') {
        throw unsupportedType(path, 'a PDF');
      }
      const handle = this.#pdfium.openDocument({ path, fd, bytes: size, prefix });
      if (handle === null) throw refusal(path, this.#pdfium.lastError());
      const pageCount = this.#pdfium.pageCount(handle);
      if (pageCount < 1) {
        this.#pdfium.closeDocument(handle);
        throw new Problem('pdf-no-pages', {
          detail: `"${path}" is a PDF without pages; save it again where it was made, or fetch it again`,
          subject: path,
        });
      }
      return { path, fd, identity, handle, pageCount, arrival: undefined, used: true };
    } catch (error) {
      closeSync(fd);
      throw error;
    }
  }

  #close(entry: Entry): void {
    this.#pdfium.closeDocument(entry.handle);
    closeSync(entry.fd);
  }
}

function openFile(path: string): { fd: number; identity: Stats } {
  try {
    const fd = openSync(path, 'r');
    const identity = fstatSync(fd);
    if (identity.isFile()) return { fd, identity };
    closeSync(fd);
  } catch (error) {
    throw cannotOpen(path, error);
  }
  throw notAFile(path);
}

/** False whenever the file was replaced or written in between. */
function isSame(before: Stats, now: Stats | undefined): boolean {
  return (
    before.ino === now?.ino &&
    before.mtimeMs === now.mtimeMs &&
    before.size === now.size &&
    before.dev === now.dev
  );
}

function refusal(path: string, error: number): Problem {
  if (error === ERROR_PASSWORD) {
    return new Problem('pdf-encrypted', {
      detail: `"${path}" needs a password; save it without one and try again`,
      subject: path,
    });
  }
  if (error === ERROR_SECURITY) {
    return new Problem('pdf-encrypted', {
      detail: `"${path}" is protected in a way that cannot be read; save it without protection and try again`,
      subject: path,
    });
  }
  return new Problem('pdf-damaged', {
    detail: `"${path}" is damaged: no page tree was found; open it in a viewer and save it anew, or fetch it again`,
    subject: path,
  });
}
