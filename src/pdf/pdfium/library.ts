import { readSync } from 'node:fs';
import type { Calls } from './functions.ts';
import type { OpenFile } from './pdfium.ts';

/** Bytes of `PdfiumLibrary.scratch`. */
export const SCRATCH_BYTES = 4096;

/** A piece of memory that both the library and this program reach. */
export interface Block {
  readonly address: number;
  /** The bytes; to be used before the next call of the library only. */
  view(): Uint8Array<ArrayBuffer>;
  /** The bytes as the caller's own; ends the block. */
  take(): Uint8Array<ArrayBuffer>;
  free(): void;
}

/** A document and what lives as long as it does; `release` comes after the document is closed. */
export interface OpenedFile {
  readonly document: number;
  release(): void;
}

/** A form environment; 0 where the library makes none. */
export interface FormEnvironment {
  readonly form: number;
  stop(): void;
}

/** What a binding knows of letters without a call for each. */
export interface LetterRecords {
  /** As in `Pdfium`. */
  readonly cells: Float32Array;
  /** As in `Pdfium`; -1 when the letter must be asked for by itself. */
  findCell(text: number, letter: number): number;
  /** As `Pdfium.fontSize`; null when the letter must be asked for by itself. */
  fontSize(text: number, letter: number): number | null;
  /** The text is closed: another may get its address. */
  forget(): void;
}

/**
 * PDFium as one binding reaches it: its functions, with addresses as numbers, its memory, and the few things that
 * depend on how structures lie in memory. `LibraryPdfium` stands on it.
 */
export interface PdfiumLibrary {
  readonly call: Calls;
  /** Null where letters are asked for one by one. */
  readonly letters: LetterRecords | null;
  /** `SCRATCH_BYTES` for small answers, aligned for every type. */
  readonly scratch: Block;
  /** Reads 32-bit floats from the start of `scratch`. */
  readFloats(out: Float32Array | Float64Array, count: number): void;
  /** Reads 64-bit floats from the start of `scratch`. */
  readDoubles(out: Float64Array, count: number): void;
  /** Throws `RangeError` when there is no memory left. */
  allocate(bytes: number): Block;
  /** Memory for the pixels of a page; null when there is not enough. */
  allocatePixels(bytes: number): Block | null;
  /** Bytes of memory the library holds at present, as far as the binding can tell. */
  memoryBytes(): number;
  /** Null when the library refuses the file. */
  openFile(file: OpenFile): OpenedFile | null;
  startForm(document: number): FormEnvironment;
  /** Runs `save` with the address of an `FPDF_FILEWRITE`; answers what was written, null when `save` answers false. */
  collect(save: (fileWrite: number) => boolean): Uint8Array<ArrayBuffer> | null;
}

/** Fills the block from the prefix and the file, as if they were one; false at the end of the file. */
export function readBlock(file: OpenFile, block: Uint8Array, position: number): boolean {
  const { fd, prefix } = file;
  let done = 0;
  if (position < prefix.length) {
    const head = prefix.subarray(position, position + block.length);
    block.set(head);
    done = head.length;
  }
  while (done < block.length) {
    const count = readSync(fd, block, done, block.length - done, position + done - prefix.length);
    if (count === 0) return false;
    done += count;
  }
  return true;
}

/** Joins what the library wrote piece by piece. */
export function concatenate(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    out.set(chunk, at);
    at += chunk.length;
  }
  return out;
}
