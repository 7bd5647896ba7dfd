import { fstatSync } from 'node:fs';

/** What of `linux.ts` the reading of another process's memory files needs. */
export interface MappingSystem {
  isSealed(fd: number): boolean;
  mapForReading(fd: number, bytes: number): { address: number; buffer: ArrayBuffer } | null;
  unmap(address: number, bytes: number): void;
}

interface Mapping {
  readonly inode: number;
  readonly address: number;
  readonly buffer: ArrayBuffer;
  release: (() => void) | null;
}

/** How to give back what was handed out. */
const inUse = new WeakMap<ArrayBufferLike, () => void>();

/** Nobody reads the bytes any more: if they are in another process's memory, it may write there again. */
export function giveBack({ buffer }: Uint8Array): void {
  inUse.get(buffer)?.();
}

/**
 * Memory files of one other process, seen where they are: to copy a picture takes an eighth of the time to draw it.
 * Only files whose size is sealed are, for to read beyond the end of a file ends the program.
 */
export class MappedFiles {
  readonly #system: MappingSystem;
  /** By the other process's number of the file, which it gives to another file some day. */
  readonly #mappings = new Map<number, Mapping>();
  #closed = false;

  constructor(system: MappingSystem) {
    this.#system = system;
  }

  /**
   * The first `count` bytes of a file that is open here as `fd` and there as `file`, to be read only, until
   * `giveBack`, which calls `release`. Null when that cannot be.
   */
  view(fd: number, file: number, { count, release }: { count: number; release: () => void }) {
    const { ino, size } = fstatSync(fd);
    if (count > size) return null;
    let mapping = this.#mappings.get(file);
    if (mapping?.release) return null;
    if (mapping === undefined || mapping.inode !== ino) {
      if (mapping !== undefined) this.#unmap(file, mapping);
      const made = this.#system.isSealed(fd) ? this.#system.mapForReading(fd, size) : null;
      if (made === null) return null;
      mapping = { inode: ino, ...made, release: null };
      this.#mappings.set(file, mapping);
    }
    const used = mapping;
    used.release = release;
    inUse.set(used.buffer, () => this.#giveBack(file, used));
    return new Uint8Array(used.buffer, 0, count);
  }

  /** The other process has ended: what is not in use any more is let go. */
  close(): void {
    this.#closed = true;
    for (const [file, mapping] of this.#mappings) if (mapping.release === null) this.#unmap(file, mapping);
  }

  #giveBack(file: number, mapping: Mapping): void {
    inUse.delete(mapping.buffer);
    mapping.release?.();
    mapping.release = null;
    if (this.#closed) this.#unmap(file, mapping);
  }

  #unmap(file: number, { address, buffer }: Mapping): void {
    this.#mappings.delete(file);
    this.#system.unmap(address, buffer.byteLength);
  }
}
