import { closeSync, ftruncateSync, writeSync } from 'node:fs';
import koffi from 'koffi';
import type { Block } from '../pdfium/library.ts';

const libc = koffi.load(null);
const memfdCreate: (name: string, flags: number) => number = libc.func('memfd_create', 'int', [
  'str',
  'uint',
]);
const mmap: (...args: number[]) => number = libc.func('mmap', 'intptr_t', [
  'uintptr_t',
  'size_t',
  'int',
  'int',
  'int',
  'int64_t',
]);
const munmap: (address: number, bytes: number) => number = libc.func('munmap', 'int', [
  'uintptr_t',
  'size_t',
]);

const prctl: (option: number, value: number) => number = libc.func('prctl', 'int', ['int', 'ulong']);

// Linux, all architectures alike.
const CLOSE_ON_EXEC = 1;
const READ_AND_WRITE = 3;
const SHARED = 1;
const SET_SIGNAL_AT_PARENTS_DEATH = 1;
const SIGKILL = 9;

/** Ends this process with its parent, even in the middle of a call (`prctl(2)`). */
export function dieWithParent(): void {
  prctl(SET_SIGNAL_AT_PARENTS_DEATH, SIGKILL);
}

/**
 * A file that lives in memory only (`memfd_create(2)`): another process of the same user reads it as
 * `/proc/<pid>/fd/<fd>`, and the system frees it with the last one that has it open, however that one ends.
 */
export interface MemoryFile {
  readonly fd: number;
  readonly bytes: number;
}

/** A memory file with a copy of the bytes. */
export function copyToMemoryFile(bytes: Uint8Array): MemoryFile {
  const file = createMemoryFile(bytes.length);
  let done = 0;
  while (done < bytes.length) done += writeSync(file.fd, bytes, done, bytes.length - done, done);
  return file;
}

/** Memory files whose bytes the library writes itself. */
export class MappedFiles {
  readonly #files = new WeakMap<ArrayBuffer, { file: MemoryFile; address: number }>();

  /** A block that is a memory file as well; null when there is not enough memory. */
  readonly allocate = (bytes: number): Block | null => {
    const file = createMemoryFile(bytes);
    const address = mmap(0, bytes, READ_AND_WRITE, SHARED, file.fd, 0);
    if (address === -1) {
      closeSync(file.fd);
      return null;
    }
    const view = new Uint8Array(koffi.view(BigInt(address), bytes));
    this.#files.set(view.buffer, { file, address });
    return {
      address,
      view: () => view,
      take: () => view,
      free: () => {
        munmap(address, bytes);
        closeSync(file.fd);
      },
    };
  };

  /** The memory file behind bytes taken from a block, which must not be touched any more; null for other bytes. */
  release(bytes: Uint8Array<ArrayBuffer>): MemoryFile | null {
    const known = this.#files.get(bytes.buffer);
    if (known === undefined) return null;
    this.#files.delete(bytes.buffer);
    munmap(known.address, known.file.bytes);
    return known.file;
  }
}

function createMemoryFile(bytes: number): MemoryFile {
  const fd = memfdCreate('leafcutter', CLOSE_ON_EXEC);
  if (fd < 0) throw new Error('The system gives no memory file');
  ftruncateSync(fd, bytes);
  return { fd, bytes };
}
