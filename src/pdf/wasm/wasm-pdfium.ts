import { init } from '@embedpdf/pdfium';
import type { Calls } from '../pdfium/functions.ts';
import {
  type Block,
  concatenate,
  type FormEnvironment,
  type OpenedFile,
  type PdfiumLibrary,
  readBlock,
  SCRATCH_BYTES,
} from '../pdfium/library.ts';
import { LibraryPdfium } from '../pdfium/library-pdfium.ts';
import type { OpenFile, Pdfium } from '../pdfium/pdfium.ts';

/** What this module exports besides PDFium's own functions. */
type OwnFunctions =
  | 'malloc'
  | 'free'
  | 'PDFiumExt_Init'
  | 'PDFiumExt_OpenFormFillInfo'
  | 'PDFiumExt_CloseFormFillInfo'
  | 'PDFiumExt_InitFormFillEnvironment'
  | 'PDFiumExt_ExitFormFillEnvironment';

/** The parts of the Emscripten module this binding touches; its own types need a package it does not bring. */
interface Runtime {
  readonly HEAPU8: Uint8Array<ArrayBuffer>;
  readonly HEAPU32: Uint32Array<ArrayBuffer>;
  readonly HEAPF32: Float32Array<ArrayBuffer>;
  readonly HEAPF64: Float64Array<ArrayBuffer>;
  readonly wasmExports: Calls & Readonly<Record<OwnFunctions, (...args: number[]) => number>>;
  addFunction(fn: (...args: number[]) => number, signature: string): number;
}

/** Starts PDFium in this thread from a compiled module. */
export async function startWasmPdfium(module: WebAssembly.Module): Promise<Pdfium> {
  const overrides = {
    instantiateWasm(imports: object, receive: (instance: WebAssembly.Instance) => void): object {
      const instance = new WebAssembly.Instance(module, imports);
      receive(instance);
      return instance.exports;
    },
    // The library writes complaints about damaged files here; the codes it returns say enough.
    print: () => undefined,
    printErr: () => undefined,
  };
  const { pdfium } = await init(overrides as Parameters<typeof init>[0]);
  return new LibraryPdfium(new WasmLibrary(pdfium as unknown as Runtime));
}

class WasmLibrary implements PdfiumLibrary {
  readonly call: Runtime['wasmExports'];
  readonly letters = null;
  readonly scratch: Block;
  readonly #runtime: Runtime;
  readonly #readBlock: number;
  readonly #writeBlock: number;
  readonly #readable = new Map<number, OpenFile>();
  #chunks: Uint8Array<ArrayBuffer>[] = [];

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
    this.call = runtime.wasmExports;
    this.call.PDFiumExt_Init();
    this.scratch = this.allocate(SCRATCH_BYTES);
    this.#readBlock = runtime.addFunction((access, position, target, size) => {
      const from = target! >>> 0;
      const block = this.#runtime.HEAPU8.subarray(from, from + (size! >>> 0));
      const file = this.#readable.get(access!);
      return file !== undefined && readBlock(file, block, position! >>> 0) ? 1 : 0;
    }, 'iiiii');
    this.#writeBlock = runtime.addFunction((_self, source, size) => {
      const from = source! >>> 0;
      this.#chunks.push(this.#runtime.HEAPU8.slice(from, from + (size! >>> 0)));
      return 1;
    }, 'iiii');
  }

  readFloats(out: Float32Array | Float64Array, count: number): void {
    const heap = this.#runtime.HEAPF32;
    const from = this.scratch.address >> 2;
    for (let i = 0; i < count; i++) out[i] = heap[from + i]!;
  }

  readDoubles(out: Float64Array, count: number): void {
    const from = this.scratch.address >> 3;
    out.set(this.#runtime.HEAPF64.subarray(from, from + count));
  }

  allocate(bytes: number): Block {
    const address = this.call.malloc(bytes) >>> 0;
    if (address === 0) throw new RangeError('PDFium has no memory left');
    return new HeapBlock(this.#runtime, address, bytes);
  }

  allocatePixels(bytes: number): Block | null {
    const address = this.call.malloc(bytes) >>> 0;
    return address === 0 ? null : new HeapBlock(this.#runtime, address, bytes);
  }

  memoryBytes(): number {
    return this.#runtime.HEAPU8.length;
  }

  openFile(file: OpenFile): OpenedFile | null {
    // FPDF_FILEACCESS of fpdfview.h: length, read callback, its first argument.
    const access = this.allocate(12);
    const { address } = access;
    const bytes = file.bytes + file.prefix.length;
    this.#runtime.HEAPU32.set([bytes, this.#readBlock, address], address >> 2);
    this.#readable.set(address, file);
    const release = () => {
      this.#readable.delete(address);
      access.free();
    };
    const document = this.call.FPDF_LoadCustomDocument(address, 0);
    if (document !== 0) return { document, release };
    release();
    return null;
  }

  startForm(document: number): FormEnvironment {
    const info = this.call.PDFiumExt_OpenFormFillInfo();
    const form = this.call.PDFiumExt_InitFormFillEnvironment(document, info);
    return {
      form,
      stop: () => {
        if (form !== 0) this.call.PDFiumExt_ExitFormFillEnvironment(form);
        this.call.PDFiumExt_CloseFormFillInfo(info);
      },
    };
  }

  collect(save: (fileWrite: number) => boolean): Uint8Array<ArrayBuffer> | null {
    this.#chunks = [];
    // FPDF_FILEWRITE of fpdf_save.h: version, write callback.
    const fileWrite = this.allocate(8);
    this.#runtime.HEAPU32.set([1, this.#writeBlock], fileWrite.address >> 2);
    const saved = save(fileWrite.address);
    fileWrite.free();
    const chunks = this.#chunks;
    this.#chunks = [];
    return saved ? concatenate(chunks) : null;
  }
}

class HeapBlock implements Block {
  readonly address: number;
  readonly #runtime: Runtime;
  readonly #bytes: number;

  constructor(runtime: Runtime, address: number, bytes: number) {
    this.address = address;
    this.#runtime = runtime;
    this.#bytes = bytes;
  }

  /** The heap is another array whenever it has grown. */
  view(): Uint8Array<ArrayBuffer> {
    return this.#runtime.HEAPU8.subarray(this.address, this.address + this.#bytes);
  }

  take(): Uint8Array<ArrayBuffer> {
    const bytes = this.view().slice();
    this.free();
    return bytes;
  }

  free(): void {
    this.#runtime.wasmExports.free(this.address);
  }
}
