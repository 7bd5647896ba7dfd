import { closeSync, ftruncateSync } from 'node:fs';
import koffi from 'koffi';
import type { Block } from '../pdfium/library.ts';
import { createMemoryFile, mapFile, sealSize, unmap } from './linux.ts';

interface MemoryFile {
  readonly fd: number;
  readonly address: number;
  readonly view: Uint8Array<ArrayBuffer>;
  /** Somebody writes or reads it. */
  busy: boolean;
}

/** Files kept for the next answer besides those in use. */
const MAX_IDLE = 2;
/**
 * Files have a multiple of these bytes, so that pages of about one size share them; what is never written takes no
 * memory.
 */
const GRAIN_BYTES = 8 * 1024 * 1024;

/**
 * Files in memory for answers too large to be copied through a channel. Another process of the same user reads them as
 * `/proc/<pid>/fd/<fd>`; the system frees them with the last process that has them open, however it ends. A file is
 * used again once its reader is done: memory that is new each time would cost a third of the time a page takes to draw.
 */
export class MemoryFiles {
  readonly #files: MemoryFile[] = [];

  /** A block in such a file; null when there is not enough memory. */
  readonly allocate = (bytes: number): Block | null => {
    const file = this.#files.find(({ busy, view }) => !busy && view.length >= bytes) ?? this.#create(bytes);
    if (file === null) return null;
    file.busy = true;
    const view = file.view.subarray(0, bytes);
    return { address: file.address, view: () => view, take: () => view, free: () => this.release(file.fd) };
  };

  /** The file with these bytes at its beginning: their own, or one they are copied to. Throws when there is no memory. */
  hold(bytes: Uint8Array<ArrayBuffer>): number {
    const own = this.#files.find(({ view }) => view.buffer === bytes.buffer);
    if (own !== undefined) return own.fd;
    const block = this.allocate(bytes.length);
    if (block === null) throw new RangeError(`No memory for an answer of ${bytes.length} bytes`);
    block.view().set(bytes);
    return this.hold(block.take());
  }

  /** Numbers that others see change, for as long as this process lives. Throws when there is no memory. */
  share(count: number): { file: number; numbers: Float64Array } {
    const bytes = this.allocate(count * Float64Array.BYTES_PER_ELEMENT)?.take();
    if (bytes === undefined) throw new RangeError('No memory for a shared number');
    return { file: this.hold(bytes), numbers: new Float64Array(bytes.buffer, bytes.byteOffset, count) };
  }

  /** The file's reader is done. */
  release(fd: number): void {
    const file = this.#files.find((candidate) => candidate.fd === fd);
    if (file !== undefined) file.busy = false;
  }

  #create(wanted: number): MemoryFile | null {
    const idle = this.#files.filter(({ busy }) => !busy);
    for (const file of idle.slice(0, Math.max(0, idle.length - MAX_IDLE + 1))) this.#drop(file);
    const fd = createMemoryFile();
    if (fd === null) return null;
    const bytes = Math.ceil(wanted / GRAIN_BYTES) * GRAIN_BYTES;
    try {
      ftruncateSync(fd, bytes);
      sealSize(fd);
      const address = mapFile(fd, bytes);
      if (address === null) throw new RangeError('No room in the address space');
      const view = new Uint8Array(koffi.view(BigInt(address), bytes));
      const file = { fd, address, view, busy: false };
      this.#files.push(file);
      return file;
    } catch {
      closeSync(fd);
      return null;
    }
  }

  #drop(file: MemoryFile): void {
    this.#files.splice(this.#files.indexOf(file), 1);
    unmap(file.address, file.view.length);
    closeSync(file.fd);
  }
}
