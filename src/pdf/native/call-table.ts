import koffi from 'koffi';
import type { Block } from '../pdfium/library.ts';
import { mapCode } from './linux.ts';

/** Bytes of a row: three arguments, then what the function returned; each a word of the machine. */
const ROW_BYTES = 32;
/** Halves of words in a row. */
export const ROW_WORDS = 8;
const FIRST_ROWS = 2048;

/**
 * A loop that calls a function once a row, as machine code: `for (; count > 0; count--, rows += 4) rows[3] =
 * fn(rows[0], rows[1], rows[2])`. A call from JavaScript costs as much as PDFium takes to answer, and a page needs a
 * thousand of them: without this loop a tenth of the time of reading a page goes there. System V ABI, AMD64.
 */
const LOOP = Uint8Array.of(
  ...[0xf3, 0x0f, 0x1e, 0xfa], // endbr64
  ...[0x53], // push rbx
  ...[0x41, 0x54], // push r12
  ...[0x41, 0x55], // push r13
  ...[0x49, 0x89, 0xfd], // mov r13, rdi: fn
  ...[0x48, 0x89, 0xf3], // mov rbx, rsi: rows
  ...[0x49, 0x89, 0xd4], // mov r12, rdx: count
  ...[0x4d, 0x85, 0xe4], // next: test r12, r12
  ...[0x74, 0x1b], // jz done
  ...[0x48, 0x8b, 0x3b], // mov rdi, [rbx]
  ...[0x48, 0x8b, 0x73, 0x08], // mov rsi, [rbx + 8]
  ...[0x48, 0x8b, 0x53, 0x10], // mov rdx, [rbx + 16]
  ...[0x41, 0xff, 0xd5], // call r13
  ...[0x48, 0x89, 0x43, 0x18], // mov [rbx + 24], rax
  ...[0x48, 0x83, 0xc3, 0x20], // add rbx, 32
  ...[0x49, 0xff, 0xcc], // dec r12
  ...[0xeb, 0xe0], // jmp next
  ...[0x41, 0x5d], // done: pop r13
  ...[0x41, 0x5c], // pop r12
  ...[0x5b], // pop rbx
  ...[0xc3], // ret
);

/** Rows of arguments, and the loop that calls a function once for each. */
export class CallTable {
  readonly #loop: (fn: bigint, rows: number, count: number) => void;
  readonly #allocate: (bytes: number) => Block;
  #block: Block | null = null;
  #room = 0;
  #words = new Uint32Array(0);

  /** Null on a machine that has another processor or lets no program write code. */
  static create(allocate: (bytes: number) => Block): CallTable | null {
    const code = process.arch === 'x64' ? mapCode(LOOP) : null;
    return code === null ? null : new CallTable(code, allocate);
  }

  private constructor(code: number, allocate: (bytes: number) => Block) {
    this.#loop = koffi.decode(BigInt(code), koffi.proto('void (int64_t, uintptr_t, size_t)'));
    this.#allocate = allocate;
  }

  /**
   * Rows for `count` calls at least, each of eight halves of words, the lower first: three arguments, and the result.
   * They are good until more are asked for, and keep what was written.
   */
  rows(count: number): Uint32Array {
    if (count > this.#room) {
      this.#block?.free();
      this.#room = Math.max(count * 2, FIRST_ROWS);
      this.#block = this.#allocate(this.#room * ROW_BYTES);
      this.#words = new Uint32Array(this.#block.view().buffer);
    }
    return this.#words;
  }

  /** Calls the function at the address with each of the first rows. */
  run(fn: bigint, count: number): void {
    if (count > 0) this.#loop(fn, this.#block!.address, count);
  }
}
